"""Rows put in place of those there are, many at once: by their short names, and only where each text fits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model

from tickets.models import IssueType


class Unfit(Exception):
    """A text is longer than its place, or a short name is none; the message says which."""


M = TypeVar("M", bound=Model)


def fitting(row: M, where: str) -> M:
    """The row, if each text fits its column: PostgreSQL would say it to nobody who could read it. Raises Unfit."""
    elsewhere = {field.name for field in row._meta.concrete_fields if field.is_relation or field.primary_key}
    try:
        row.clean_fields(exclude=elsewhere)
    except ValidationError as error:
        name, complaints = next(iter(error.message_dict.items()))
        label = next(field.verbose_name for field in row._meta.concrete_fields if field.name == name)
        raise Unfit(f"{where}, {label}: {' '.join(complaints)}") from error
    texts = [value for field in row._meta.concrete_fields if isinstance(value := getattr(row, field.attname), str)]
    if any("\0" in value for value in texts):
        raise Unfit(f"{where}: a text has a character that cannot be kept (NUL).")
    return row


@dataclass(frozen=True)
class Wanted:
    """A row by its short name, with what it shall say, and how it is named where it does not fit."""

    key: str
    where: str
    parts: Mapping[str, Any]


def rows_placed(model: type[M], wanted: Sequence[Wanted]) -> list[M]:
    """These rows, in order and saved; new ones where there are none. Raises Unfit."""
    known = model._default_manager.in_bulk([each.key for each in wanted], field_name="slug")
    rows = [fitting(saying(known.get(each.key) or model(slug=each.key), each.parts), each.where) for each in wanted]
    for row in known.values():
        row.save()
    model._default_manager.bulk_create([row for row in rows if row._state.adding])
    return rows


def saying(row: M, parts: Mapping[str, Any]) -> M:
    """The row with these parts in place of what it said; not saved."""
    for name, value in parts.items():
        setattr(row, name, value)
    return row


def set_types(through: Any, name: str, rows: Sequence[Model], kinds: Sequence[Iterable[IssueType]]) -> None:
    """Each row is for just these issue types."""
    through.objects.filter(**{f"{name}__in": rows}).delete()
    pairs = [(row, kind) for row, of_row in zip(rows, kinds, strict=True) for kind in dict.fromkeys(of_row)]
    through.objects.bulk_create(through(**{name: row, "issuetype": kind}) for row, kind in pairs)
