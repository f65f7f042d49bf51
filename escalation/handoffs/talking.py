"""How the talk about a handoff ends with the handoff itself. The talk is led in `escalation.warm`."""

from datetime import datetime

from django.db.models import Case, F, Value, When

from escalation import notices
from escalation.models import Answer, Handoff, Talk, WarmAsk
from tickets import changes


def becomes(talk: Talk) -> Case:
    """For an update: what an open talk becomes; one that is over, or never was, stays as it is."""
    return Case(When(talk=Talk.OPEN, then=Value(talk.value)), default=F("talk"))


def end(handoff: Handoff, *, at: datetime) -> None:
    """Nobody is asked any more, and what called her is read. The caller holds the lock on the ticket."""
    if handoff.talk == Talk.NONE:
        return
    asks = WarmAsk.objects.open().filter(handoff=handoff)
    for ask in asks.select_related("agent"):
        notices.clear_waiting(handoff, at=at, of=ask.agent)
    if handoff.talk == Talk.READY:
        asks.filter(agent=handoff.acknowledged_by).update(answer=Answer.READY, answered_at=at)
    asks.update(answer=Answer.CALLED_OFF, answered_at=at)
    people = WarmAsk.objects.filter(handoff=handoff).values_list("agent", flat=True)
    changes.announce(*(f"agent:{agent}" for agent in people))
