"""One named entry of a criteria file, read part by part; each error names the line and what to write instead."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TypeVar

from django.db.models import TextChoices

from escalation.criteria.yaml_nodes import Place
from escalation.facts import BadFact, read_duration

C = TypeVar("C", bound=TextChoices)


class Entry:
    """A mapping whose names are known. Raises CriteriaError for any other name, and for parts of the wrong kind."""

    def __init__(self, place: Place, names: tuple[str, ...]) -> None:
        self.place, self.parts = place, mapping(place)
        for name, part in self.parts.items():
            if name not in names:
                raise part.error(f"“{name}” means nothing here. There are: {', '.join(names)}.")

    def __contains__(self, name: str) -> bool:
        return self.parts.get(name) is not None and self.parts[name].value is not None

    def part(self, name: str) -> Place:
        """The part of this name. Raises CriteriaError where it is missing."""
        if name not in self:
            raise self.place.error(f"“{name}” is missing.")
        return self.place.inside(self.parts[name], name)

    def text(self, name: str, default: str | None = None) -> str:
        """A text; without a default it must be there and say something."""
        if name not in self and default is not None:
            return default
        return text(self.part(name), may_be_empty=default is not None)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; nothing where it is missing. One text may stand without a list."""
        if name not in self:
            return ()
        part = self.part(name)
        return tuple(text(each) for each in listed(part)) if isinstance(part.value, list) else (text(part),)

    def choice(self, name: str, choices: type[C]) -> C:
        part = self.part(name)
        if part.value not in choices.values:
            raise part.error(f"“{part.value}” is none of: {', '.join(choices.values)}.")
        return choices(part.value)

    def yes_no(self, name: str, *, default: bool) -> bool:
        if name not in self:
            return default
        part = self.part(name)
        if not isinstance(part.value, bool):
            raise part.error(f"Write true or false, not “{part.value}”.")
        return part.value

    def duration(self, name: str) -> timedelta:
        part = self.part(name)
        try:
            return read_duration(part.value)
        except BadFact as error:
            raise part.error(str(error)) from error

    def named(self, name: str) -> Iterator[tuple[str, Place]]:
        """The entries below this name, each with its key; nothing where it is missing."""
        if name in self:
            part = self.part(name)
            for key, entry in mapping(part).items():
                yield key, part.inside(entry, key)


def text(place: Place, *, may_be_empty: bool = False) -> str:
    if not isinstance(place.value, str):
        raise place.error(f"“{place.value}” is no text. Put it in quotes." if _single(place) else "Write a text here.")
    if not place.value.strip() and not may_be_empty:
        raise place.error("Nothing stands here.")
    return place.value


def _single(place: Place) -> bool:
    return isinstance(place.value, int | float | bool)


def listed(place: Place) -> list[Place]:
    if not isinstance(place.value, list):
        raise place.error("A list belongs here, each line with a dash.")
    return [place.inside(item, str(number)) for number, item in enumerate(place.value, start=1)]


def mapping(place: Place) -> dict[str, Place]:
    if place.value is None:
        return {}
    if not isinstance(place.value, dict):
        raise place.error("Named entries belong here, each as “name: ...”.")
    return place.value


def plain(place: Place) -> object:
    """The value without its lines: a text, a number, true or false, or a list of those."""
    if isinstance(place.value, dict):
        raise place.error("A single value or a list belongs here.")
    return [plain(item) for item in place.value] if isinstance(place.value, list) else place.value
