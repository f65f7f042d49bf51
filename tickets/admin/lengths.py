"""Lengths of time as people write them in the admin: `20` is twenty minutes, `1:30` an hour and a half, or `1 day`."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

WRITTEN = re.compile(r"(?:(?P<hours>\d+):(?=\d\d))?(?P<minutes>\d+)(?::(?P<seconds>\d\d))?")
IN_WORDS = re.compile(r"(?P<number>\d+)\s*(?P<unit>minute|hour|day)s?", re.IGNORECASE)
UNIT = "In minutes, as hours:minutes, or in words, such as 2 hours."
LONG = timedelta(hours=2)  # from here on hours are easier to read
LONGEST = timedelta(days=9999)
DIGITS = 9  # of a number: with more of them it is beyond the longest in any unit


class LengthField(forms.DurationField):
    """Minutes, or hours and minutes; the seconds that somebody gave are kept."""

    default_error_messages = {
        "invalid": "Write minutes, such as 20; hours and minutes, such as 1:30; or in words, such as 2 hours or 1 day.",
        "too_long": f"Give at most {LONGEST.days} days.",
    }

    def __init__(self, *, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(help_text=f"{help_text} {UNIT}".strip(), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, timedelta) else value

    def to_python(self, value: Any) -> timedelta | None:
        if isinstance(value, timedelta):
            return value
        if value in self.empty_values:
            return None
        if words := IN_WORDS.fullmatch(str(value).strip()):
            return self._length(**{f"{words['unit'].lower()}s": words["number"]})
        found = WRITTEN.fullmatch(str(value).strip())
        if found is None or (found["seconds"] and not found["hours"]):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return self._length(**found.groupdict(default="0"))

    def _length(self, **numbers: str) -> timedelta:
        """So much of each unit."""
        told = {unit: number.lstrip("0") or "0" for unit, number in numbers.items()}
        if max(map(len, told.values())) <= DIGITS:
            length = timedelta(**{unit: int(number) for unit, number in told.items()})
            if length <= LONGEST:
                return length
        raise ValidationError(self.error_messages["too_long"], code="too_long")


def written(length: timedelta) -> str:
    """A length as it is written in the field.

    >>> written(timedelta(minutes=20)), written(timedelta(hours=26, minutes=5)), written(timedelta(seconds=90))
    ('20', '26:05', '0:01:30')
    """
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, left = divmod(minutes, 60)
    if seconds:
        return f"{hours}:{left:02}:{seconds:02}"
    return str(minutes) if length < LONG else f"{hours}:{left:02}"


OF_MODELS: dict[Any, dict[str, Any]] = {
    models.DurationField: {"form_class": LengthField, "widget": forms.TextInput(attrs={"size": 8})}
}
