from datetime import datetime

from django.db import transaction

from escalation.continuation import SEED, is_asked
from escalation.models import Continuation, Handoff
from escalation.package import LINE_LIMIT
from tickets import changes
from tickets.models import Agent


class NotAsked(Exception):
    """This handoff's receiver was not asked, or somebody else was."""


class AlreadyAnswered(Exception):
    """The question was answered before; its first answer stays."""


def ask_some(handoff: Handoff, *, of: Agent, at: datetime, seed: str = SEED) -> None:
    """Ask whoever acknowledged, if this handoff is among those drawn by the share that its type had at sending."""
    share = handoff.terms.get("asked_share", handoff.type.asked_share)
    if is_asked(handoff.pk, share=share, seed=seed):
        Continuation.objects.create(handoff=handoff, asked_at=at, asked_of=of)


@transaction.atomic
def answer_whether_one_could(handoff: Handoff, *, could: bool, missing: str, by: Agent, at: datetime) -> Continuation:
    """Say whether one could go on without reading earlier messages, and where not, what was missing.

    Saying the same twice changes nothing. Raises NotAsked, AlreadyAnswered.
    """
    asked = Continuation.objects.select_for_update().filter(handoff=handoff, asked_of=by).first()
    if asked is None:
        raise NotAsked
    said = (could, "" if could else " ".join(missing.split())[:LINE_LIMIT])
    if asked.answered_at:
        if (asked.could, asked.missing) == said:
            return asked
        raise AlreadyAnswered
    asked.could, asked.missing = said
    asked.answered_at = at
    asked.save(update_fields=["could", "missing", "answered_at"])
    changes.announce(f"ticket:{handoff.ticket_id}")
    return asked
