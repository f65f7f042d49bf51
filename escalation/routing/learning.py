"""What ranking learns from resolved tickets: how those began that each team solved."""

from collections import defaultdict
from functools import lru_cache

from tickets.models import Message, Status, Ticket

LOOKED_AT = 3_000  # of the tickets resolved last
ENOUGH = 20  # of one team: fewer say more about chance
MOST = 40  # of one team: more say the same, and slow the building of a router down
LONGEST = 300  # characters of an opening
RELEARN_AFTER = 100  # new tickets

Openings = tuple[tuple[str, tuple[str, ...]], ...]  # by the team's short name


def learned() -> Openings:
    """The openings to learn from as they are now; nothing where no two teams have enough. One query while it holds."""
    newest = Ticket.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return _learned(newest // RELEARN_AFTER)


@lru_cache(maxsize=2)
def _learned(_age: int) -> Openings:
    by_team: dict[str, list[tuple[int, str]]] = defaultdict(list)
    resolved = Ticket.objects.filter(status=Status.RESOLVED, team__is_active=True, team__tier__gt=0)
    rows = resolved.order_by("-resolved_at").values_list("pk", "team__slug", "subject")
    for number, team, subject in rows[:LOOKED_AT]:
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
    _learned.cache_clear()
