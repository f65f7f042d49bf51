"""Reading the fields of a JSON object one by one, each refusal a sentence that names the field."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db.models import TextChoices

_SURROGATE = re.compile("[\ud800-\udfff]")
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)

Choice = TypeVar("Choice", bound=TextChoices)


class BadLine(Exception):
    """A line that cannot be imported; the text says why, for the person who has the file."""


class Fields:
    """The fields of one object; `where` is how the object is named in a refusal, such as `messages[2]`.

    Each field is taken once; `end()` refuses what nobody took, so that a misspelled name is not lost in silence.
    """

    def __init__(self, raw: object, where: str, *, now: datetime) -> None:
        if not isinstance(raw, dict):
            raise BadLine(f"{where or 'The line'} must be an object, in braces.")
        self._raw: dict[str, Any] = dict(raw)
        self._where = where
        self._now = now

    def name(self, field: str) -> str:
        return f"{self._where}.{field}" if self._where else field

    def has(self, field: str) -> bool:
        return self._raw.get(field) is not None

    def text(self, field: str, limit: int) -> str:
        """A text that must be there and say something."""
        value = self.optional_text(field, limit)
        if not value:
            raise BadLine(f"{self.name(field)} is missing or empty.")
        return value

    def optional_text(self, field: str, limit: int) -> str:
        value = self._raw.pop(field, None)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise BadLine(f"{self.name(field)} must be a text, in quotes.")
        if "\x00" in value:
            raise BadLine(f"{self.name(field)} has a NUL character, which no text may have.")
        if _SURROGATE.search(value):
            raise BadLine(f"{self.name(field)} has half of a character (a lone surrogate).")
        value = value.strip()
        if len(value) > limit:
            raise BadLine(f"{self.name(field)} has {len(value):,} characters, of {limit:,} at most.")
        return value

    def instant(self, field: str) -> datetime:
        """A time with its zone, not in the future."""
        text = self.text(field, 40)
        try:
            instant = datetime.fromisoformat(text)
        except ValueError:
            raise BadLine(f"{self.name(field)} is no time such as 2026-03-10T12:00:00+01:00: {text!r}.") from None
        if instant.tzinfo is None:
            raise BadLine(f"{self.name(field)} has no time zone: end it in Z or +01:00.")
        if instant < EARLIEST:
            raise BadLine(f"{self.name(field)} is before 1970.")
        if instant > self._now:
            raise BadLine(f"{self.name(field)} is in the future: {text}.")
        return instant.astimezone(UTC)

    def choice(self, field: str, choices: type[Choice], default: Choice | None = None) -> Choice:
        if default is not None and not self.has(field):
            self._raw.pop(field, None)
            return default
        text = self.text(field, 40)
        try:
            return choices(text)
        except ValueError:
            raise BadLine(f"{self.name(field)} is {text!r}, none of {_listed(choices.values)}.") from None

    def whole_number(self, field: str, lowest: int, highest: int) -> int:
        value = self._raw.pop(field, None)
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            raise BadLine(f"{self.name(field)} must be a whole number from {lowest} to {highest}.")
        return value

    def yes_no_or_unknown(self, field: str) -> bool | None:
        value = self._raw.pop(field, None)
        if value is not None and not isinstance(value, bool):
            raise BadLine(f"{self.name(field)} must be true, false or null.")
        return value

    def object(self, field: str) -> "Fields":
        if not self.has(field):
            raise BadLine(f"{self.name(field)} is missing.")
        return Fields(self._raw.pop(field), self.name(field), now=self._now)

    def optional_object(self, field: str) -> "Fields | None":
        if self.has(field):
            return self.object(field)
        self._raw.pop(field, None)
        return None

    def objects(self, field: str) -> list["Fields"]:
        value = self._raw.pop(field, None)
        if value is None:
            return []
        if not isinstance(value, list):
            raise BadLine(f"{self.name(field)} must be a list, in brackets.")
        return [Fields(raw, f"{self.name(field)}[{number}]", now=self._now) for number, raw in enumerate(value)]

    def end(self) -> None:
        """Nothing else may be there."""
        if self._raw:
            raise BadLine(f"{self._where or 'The line'} has fields that are not known: {_listed(sorted(self._raw))}.")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(name[:40] for name in names)[:200]
