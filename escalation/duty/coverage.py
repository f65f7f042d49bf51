"""Time ahead in which nobody watches a queue: told to the team's lead while there is time to do something about it."""

import logging
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse

from escalation import notices
from escalation.duty import NobodyToTell, hours_of_all, lead_of
from escalation.duty.rosters import rosters_of
from escalation.duty.watches import Roster, Stretch, gaps
from escalation.hours.business_time import Hours
from escalation.models import NoticeKind
from tickets.models import Team

logger = logging.getLogger(__name__)

AHEAD = timedelta(days=14)
# A gap is known by when it begins, so its beginning is looked for in the past too. One that is longer is told weekly.
BEHIND = timedelta(weeks=8)


def announce_gaps(now: datetime) -> int:
    """Tell each team's lead of every gap that lies ahead or lasts now, once, and say how many gaps there are.

    One that cannot be told, since nobody is in charge, is logged and keeps back no other.
    """
    teams = list(Team.objects.filter(is_active=True, rota__isnull=False).in_order())
    rosters, hours = rosters_of(teams, _since(now), now + AHEAD), hours_of_all(teams)
    found = [(team, gap) for team in teams for gap in gaps_from(now, rosters[team.pk], hours[team.pk])]
    for team, gap in found:
        try:
            _announce(team, gap, zone=_zone(team, rosters[team.pk]), now=now)
        except NobodyToTell as error:
            logger.error("Nobody will watch %s for a while, and nobody can be told: %s", team, error)
    return len(found)


def gaps_from(now: datetime, roster: Roster, hours: Hours) -> list[Stretch]:
    """The gaps that are not over, each from its true beginning."""
    known = gaps(roster, _since(now), now + AHEAD, hours=hours)
    return [gap for gap in known if hours.next_opening(max(gap.starts_at, now)) < gap.ends_at]


def _since(now: datetime) -> datetime:
    """A Monday some weeks ago: the same all week, so that what began before it keeps its name for a week."""
    monday = (now - BEHIND).astimezone(UTC).date() - timedelta(days=now.astimezone(UTC).weekday())
    return datetime.combine(monday, datetime.min.time(), UTC)


@transaction.atomic
def _announce(team: Team, gap: Stretch, *, zone: str, now: datetime) -> None:
    notices.tell(
        [lead_of(team, now)],
        kind=NoticeKind.WATCH_GAP,
        event=f"gap:{team.pk}:{gap.starts_at:%Y%m%dT%H%M%S}",
        title=f"Nobody watches {team} from {_said(gap.starts_at, zone)} to {_said(gap.ends_at, zone)}",
        text=f"{gap.watch.reason}. You stand in unless somebody takes that time: put a colleague on the watch.",
        link=f"{reverse('duty')}#duty-{team.slug}",
        at=now,
    )


def _zone(team: Team, roster: Roster) -> str:
    return roster.rotation.zone if roster.rotation else team.time_zone


def _said(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b, %H:%M}"
