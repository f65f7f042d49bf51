"""National holidays, written into a calendar as days of its own: what a library says later moves none of them."""

from datetime import date

import holidays
from django.db import transaction

from escalation.models import BusinessCalendar, SpecialDay


class UnknownCountry(Exception):
    """No holidays are known for this country, or for this part of it."""


def countries() -> list[tuple[str, str]]:
    """The countries whose holidays are known, by code and name."""
    named = [(codes[1], name.replace("_", " ").title()) for name, codes in holidays.registry.COUNTRIES.items()]
    return sorted(named, key=lambda country: country[1])


def holidays_of(country: str, *, part: str, year: int) -> dict[date, str]:
    """The national holidays of a year; `part` is a code such as BY for Bavaria, or empty. Raises UnknownCountry."""
    try:
        known = holidays.country_holidays(country, subdiv=part or None, years=year, language="en_US")
    except NotImplementedError as error:
        raise UnknownCountry(f"No holidays are known for {country} {part}".strip()) from error
    return dict(known.items())


@transaction.atomic
def add_holidays(calendar: BusinessCalendar, *, country: str, part: str = "", year: int) -> int:
    """Close the calendar on a country's holidays of a year, and say on how many days.

    A date that the calendar has already as a special day keeps what it says. Raises UnknownCountry.
    """
    found = holidays_of(country, part=part, year=year)
    kept = set(calendar.special_days.filter(local_date__in=found).values_list("local_date", flat=True))
    made = SpecialDay.objects.bulk_create(
        SpecialDay(calendar=calendar, local_date=day, name=name[:120])
        for day, name in sorted(found.items())
        if day not in kept
    )
    return len(made)
