"""The kinds of handoff that a sender may choose among, read with what each asks for in one query."""

from typing import Any

from django.db.models import F, QuerySet

from escalation.models import HandoffType, HandoffTypeField
from tickets.compiled import compiled

ASKED = "asked_"
COLUMNS = [field.attname for field in HandoffTypeField._meta.concrete_fields]


def between_teams() -> list[HandoffType]:
    """As `HandoffType.objects.between_teams()` finds them, in its order."""
    kinds: dict[int, HandoffType] = {}
    fields: dict[int, list[HandoffTypeField]] = {}
    for row in _with_fields():
        kinds.setdefault(row.pk, row)
        if getattr(row, ASKED + "id"):
            field = HandoffTypeField(**{name: getattr(row, ASKED + name) for name in COLUMNS})
            fields.setdefault(row.pk, []).append(field)
    for kind in kinds.values():
        known = kind.fields.all()
        known._result_cache = fields.get(kind.pk, [])
        kind._prefetched_objects_cache = {"fields": known}  # type: ignore[attr-defined]  # as a prefetch leaves it
    return list(kinds.values())


@compiled
def _with_fields() -> QuerySet[HandoffType, Any]:
    """A row for each field of a kind, one for a kind that asks for nothing of its own."""
    return HandoffType.objects.between_teams().annotate(**{ASKED + name: F(f"fields__{name}") for name in COLUMNS})
