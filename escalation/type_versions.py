"""The versions of a kind of handoff: what each asked for beyond the package, since when, and what it changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db import transaction
from django.db.models import F

from escalation import context_fields
from escalation.context_fields import ContextField, FieldKind
from escalation.models import Handoff, HandoffType, HandoffTypeVersion
from escalation.models.handoff_type import BegunBy
from tickets.models import Agent

_KINDS: dict[str, str] = {
    FieldKind.TEXT: "a text",
    FieldKind.CHOICE: "a choice",
    FieldKind.STEPS: "steps",
    FieldKind.CHECKLIST: "ticks",
    FieldKind.LINK: "a link",
}


@dataclass(frozen=True)
class Told:
    """One version as an admin reads it."""

    version: HandoffTypeVersion
    changed: tuple[str, ...]  # against the one before it


def keep_first(kind: HandoffType) -> None:
    """Before a kind is edited: write down what it asks for as it stands, where that was never edited before."""
    asked = context_fields.to_json(kind.asked)
    HandoffTypeVersion.objects.get_or_create(type=kind, number=kind.version, defaults={"asked": asked})


@transaction.atomic
def begin_next(kind: HandoffType, *, by: Agent, at: datetime) -> None:
    """It has been edited: what is sent from now on is sent under a version of its own, which is written down."""
    HandoffType.objects.filter(pk=kind.pk).update(version=F("version") + 1)
    edited = HandoffType.objects.get(pk=kind.pk)
    asked = context_fields.to_json(edited.asked)
    HandoffTypeVersion.objects.create(type=edited, number=edited.version, asked=asked, since=at, made_by=by)


def told(kind: HandoffType) -> list[Told]:
    """Its versions as far as they were written down, the latest first."""
    rows = list(HandoffTypeVersion.objects.filter(type=kind).select_related("made_by").order_by("number"))
    every: list[HandoffTypeVersion | None] = [None, *rows]
    return [
        Told(now, tuple(differences(before.fields, now.fields)) if before else ())
        for before, now in pairwise(every)
        if now
    ][::-1]


def differences(before: Sequence[ContextField], now: Sequence[ContextField]) -> Iterator[str]:
    """What of these fields was changed, in words; nothing where nothing was. No database."""
    was, have = {field.key: field for field in before}, {field.key: field for field in now}
    yield from (f"Added “{field.label}”." for field in now if field.key not in was)
    yield from (f"Left out “{field.label}”." for field in before if field.key not in have)
    for key, field in have.items():
        if key in was:
            yield from _changes_of(was[key], field)
    if [key for key in was if key in have] != [key for key in have if key in was]:
        yield "Asked in another order."


def _changes_of(was: ContextField, now: ContextField) -> Iterator[str]:
    if was.label != now.label:
        yield f"“{was.label}” is called “{now.label}”."
    if was.kind != now.kind:
        yield f"“{now.label}” is answered with {_KINDS[now.kind]}, no longer with {_KINDS[was.kind]}."
    if was.required != now.required:
        yield f"“{now.label}” is {'required' if now.required else 'optional'}."
    if was.choices != now.choices:
        yield f"“{now.label}” offers {', '.join(now.choices) or 'nothing to choose from'}."
    if (was.help_text, was.example) != (now.help_text, now.example):
        yield f"“{now.label}” is explained in other words."


def old_version_of(handoff: Handoff) -> int | None:
    """The version it was sent under, where that asked for something else than its kind does today.

    A shift change makes of its handoffs what it likes. Needs `type` loaded; one query where the version is an old one.
    """
    version = handoff.terms.get("version")
    if version in (None, handoff.type.version) or handoff.type.begun_by == BegunBy.SHIFT:
        return None
    return None if context_fields.from_json(handoff.asked) == handoff.type.asked else version
