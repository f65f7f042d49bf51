"""What ranking learns from resolved tickets: how those began that each team solved.

Every process learns the same: from the tickets up to a round number, as far as they were resolved when the last of
these was opened. What happened since is learned when the next hundred is full.
"""

from collections import defaultdict
from datetime import datetime
from functools import lru_cache

from django.db.models import Max, QuerySet

from tickets.compiled import compiled
from tickets.models import Message, Status, Ticket

LOOKED_AT = 3_000  # of the tickets resolved last
ENOUGH = 20  # of one team: fewer say more about chance
MOST = 40  # of one team: more say the same, and slow the building of a router down
LONGEST = 300  # characters of an opening
RELEARN_AFTER = 100  # new tickets

Openings = tuple[tuple[str, tuple[str, ...]], ...]  # by the team's short name


def learned() -> Openings:
    """The openings to learn from as they are now."""
    return learned_from(learns_up_to())


def learns_up_to() -> int:
    """The number of the last ticket that counts now. One query."""
    newest = next(iter(_newest()), 0)
    return newest - newest % RELEARN_AFTER


@compiled
def _newest() -> QuerySet[Ticket, int]:
    return Ticket.objects.order_by("-pk").values_list("pk", flat=True)[:1]


@lru_cache(maxsize=2)
def learned_from(last: int) -> Openings:
    """From the tickets up to this number; nothing where no two teams have enough."""
    until: datetime | None = Ticket.objects.filter(pk__lte=last).aggregate(until=Max("opened_at"))["until"]
    if until is None:
        return ()
    by_team: dict[str, list[tuple[int, str]]] = defaultdict(list)
    resolved = Ticket.objects.filter(status=Status.RESOLVED, team__is_active=True, team__tier__gt=0)
    known = resolved.filter(pk__lte=last, resolved_at__lte=until).order_by("-resolved_at", "-pk")
    for number, team, subject in known.values_list("pk", "team__slug", "subject")[:LOOKED_AT]:
        if len(by_team[team]) < MOST:
            by_team[team].append((number, subject))
    enough = {team: found for team, found in by_team.items() if len(found) >= ENOUGH}
    if len(enough) < 2:
        return ()
    words = Message.objects.openings([number for found in enough.values() for number, _ in found])
    openings = {
        team: tuple(f"{subject}. {words.get(number, '')}"[:LONGEST] for number, subject in found)
        for team, found in enough.items()
    }
    return tuple(sorted(openings.items()))


def forget() -> None:
    """Learn anew at the next question."""
    learned_from.cache_clear()
