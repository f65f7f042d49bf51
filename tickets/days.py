"""The days that Baton works with: on the first and the last of the calendar no clock can be set to another zone."""

from datetime import UTC, date, datetime

import django_filters as filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

FIRST, LAST = date(1970, 1, 1), date(2999, 12, 31)
BEYOND = f"Choose a day between {FIRST.year} and {LAST.year}."


class DayField(forms.DateField):
    """A day in every zone of the world."""

    default_validators = [MinValueValidator(FIRST, BEYOND), MaxValueValidator(LAST, BEYOND)]


class DayFilter(filters.DateFilter):
    field_class = DayField


def in_utc(instant: datetime) -> datetime:
    """An instant that was sent in, in UTC. Raises ValueError where it lies beyond these days."""
    # Compared as it was written: beyond the calendar's ends it cannot be set to another zone.
    if not FIRST <= instant.date() <= LAST:
        raise ValueError(BEYOND)
    return instant.astimezone(UTC)
