"""Sentences about several things at once."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from escalation.desk.bulk import Outcome
from escalation.notices import in_words
from tickets.models import Ticket


def claimed_in_words(outcome: Outcome, holders: Mapping[int, str | None]) -> str:
    """What a bulk claim came to: `Claimed 7. 2 were taken by Jonas Weber meanwhile.`

    `holders` names who holds each refused ticket now.
    """
    parts = [_claimed(outcome.done)]
    taken = Counter(holders[ticket.pk] for ticket in _refused(outcome, "already_held"))
    parts += [f"{_were(count)} taken by {holder or 'somebody'} meanwhile." for holder, count in taken.items()]
    if resolved := _refused(outcome, "already_resolved"):
        parts.append(f"{_were(len(resolved))} resolved meanwhile.")
    if offered := _refused(outcome, "handoff_waits"):
        numbers = ", ".join(ticket.number for ticket in offered)
        rest = "waits for another team: withdraw its handoff first." if len(offered) == 1 else ""
        parts.append(f"{numbers} {rest or 'wait for other teams: withdraw their handoffs first.'}")
    told = {"already_held", "already_resolved", "handoff_waits"}
    others = {ticket: refusal for ticket, refusal in outcome.refused.items() if refusal.code not in told}
    parts += [f"{ticket.number}: {refusal.sentence}" for ticket, refusal in others.items()]
    return " ".join(parts)


def before_you(at: datetime, now: datetime) -> str:
    """How much earlier somebody else did the same: `3 s before you`."""
    seconds = max(1, round((now - at).total_seconds()))
    return f"{f'{seconds} s' if seconds < 60 else in_words(now - at)} before you"


def _claimed(done: list[Ticket]) -> str:
    if not done:
        return "Nothing was claimed."
    return f"{done[0].number} is yours." if len(done) == 1 else f"Claimed {len(done)}."


def _were(count: int) -> str:
    return "1 was" if count == 1 else f"{count} were"


def _refused(outcome: Outcome, code: str) -> list[Ticket]:
    return [ticket for ticket, refusal in outcome.refused.items() if refusal.code == code]
