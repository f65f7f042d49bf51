"""The tickets that a replay goes through, from their rows, as they stood when somebody decided about them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from escalation.criteria import gathering, sample
from escalation.criteria.definition import Criteria
from escalation.criteria.live import live
from escalation.criteria.replay import Case, Replay, replay
from escalation.facts import FactValue, facts_kept
from escalation.models import Handoff, TreeWalk
from tickets.models import Role

HandoffRow = Mapping[str, Any]


def cases(at: datetime, *, count: int) -> list[Case]:
    """The last so many tickets as they stood at their last walk; without one, at the first handoff to another team.

    A ticket with neither is taken as it stands. Six queries.
    """
    numbers = sample.numbers(count)
    walks = {walk.ticket_id: walk for walk in _walks(numbers)}
    sent = _sent(numbers)
    first = {ticket: found for ticket, rows in sent.items() if (found := next(filter(_is_decided, rows), None))}
    moments = {ticket: row["sent_at"] for ticket, row in first.items()}
    moments |= {ticket: walk.walked_at for ticket, walk in walks.items()}
    facts = gathering.gather(numbers, at=at, moments=moments)
    return [
        Case(
            number,
            {**facts[number], **_then(walks.get(number), first.get(number), sent[number])},
            walks[number].answers if number in walks else {},
            any(_is_decided(row) and row["returned_at"] is None for row in sent[number]),
        )
        for number in numbers
        if number in facts
    ]


def _walks(numbers: Sequence[int]) -> Sequence[TreeWalk]:
    rows = TreeWalk.objects.filter(ticket__in=numbers).order_by("walked_at", "pk")
    return list(rows.only("ticket_id", "walked_at", "answers", "facts"))


def _sent(numbers: Sequence[int]) -> dict[int, list[HandoffRow]]:
    """Every handoff of each ticket that was not withdrawn, in order."""
    rows = Handoff.objects.filter(ticket__in=numbers, withdrawn_at__isnull=True).order_by("pk")
    columns = ("ticket", "sent_at", "returned_at", "sentiment", "urgency", "sent_by__role")
    teams = ("from_team", "to_team", "to_team__tier", "from_team__slug", "from_team__tier")
    sent: dict[int, list[HandoffRow]] = defaultdict(list)
    for row in rows.values(*columns, *teams):
        sent[row["ticket"]].append(row)
    return sent


def _is_decided(row: HandoffRow) -> bool:
    """Whether somebody chose another team: not within a team, and not a bot that only passes to the first line."""
    by_a_person = row["sent_by__role"] != Role.BOT
    return bool(row["from_team"] != row["to_team"] and (by_a_person or row["to_team__tier"] > 1))


def _then(walk: TreeWalk | None, first: HandoffRow | None, sent: Sequence[HandoffRow]) -> dict[str, FactValue | None]:
    """What was known when it was decided, and is another by now."""
    if walk:
        return facts_kept(walk.facts)
    if first is None:
        return {}
    before = sent[: sent.index(first)]
    last = before[-1] if before else None
    return {
        "team": first["from_team__slug"],
        "tier": first["from_team__tier"],
        "handoffs": len(before),
        "returns": sum(1 for row in before if row["returned_at"] and row["returned_at"] <= first["sent_at"]),
        "sentiment": last["sentiment"] or None if last else None,
        "urgency": last["urgency"] or None if last else None,
    }


def replay_latest(draft: Criteria, at: datetime, *, count: int) -> Replay:
    """What a draft would change for the last so many tickets. Writes nothing."""
    return replay(cases(at, count=count), live=live().criteria, draft=draft)
