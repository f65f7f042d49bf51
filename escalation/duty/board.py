"""What the duty page shows: for each team who watches now, and who in the days ahead."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from escalation.duty import NobodyToTell, Recipient, hours_of_all, recipient_of
from escalation.duty.coverage import AHEAD
from escalation.duty.rosters import rosters_of
from escalation.duty.watches import HAS_THE_TURN, Roster, Stretch, gaps, stretches, watch_at
from escalation.hours.business_time import Hours
from escalation.models import Leave
from tickets.models import Agent, Membership, Team


@dataclass(frozen=True)
class Ahead:
    """A stretch of the days ahead: who watches, by name, or why nobody does."""

    stretch: Stretch
    name: str
    note: str  # how it comes, where it is not simply her turn
    is_mine: bool
    is_gap: bool  # nobody watches although the team is open then
    goes_on: bool  # beyond the days that are shown


@dataclass(frozen=True)
class Day:
    """One date of the strip, and who watches at its noon."""

    on: date
    initials: str
    name: str
    color: int  # of the person among those of this strip, 1 to 8
    is_mine: bool
    has_gap: bool


@dataclass(frozen=True)
class TeamDuty:
    """One team on the duty page."""

    team: Team
    watcher: Recipient | None  # nobody at all, in an installation where nobody is in charge
    ahead: list[Ahead]
    days: list[Day]
    zone: str
    has_rota: bool
    has_taken: bool  # the reader has taken the watch and may give it up

    @property
    def gaps(self) -> list[Ahead]:
        return [each for each in self.ahead if each.is_gap]

    @property
    def first_of_all(self) -> list[Ahead]:
        """What matters to the reader: now and next, gaps, and her own turns."""
        return [each for each in self.ahead if each in self.ahead[:2] or each.is_gap or each.is_mine]

    @property
    def others(self) -> list[Ahead]:
        return [each for each in self.ahead if each not in self.first_of_all]


def board_of(agent: Agent, now: datetime) -> list[TeamDuty]:
    """Every team that is open to the agent."""
    teams = list(Team.objects.open_to(agent).in_order())
    rosters = rosters_of(teams, now, now + AHEAD)
    hours = hours_of_all(teams)
    return [_team_duty(team, rosters[team.pk], hours[team.pk], agent, now) for team in teams]


def _team_duty(team: Team, roster: Roster, hours: Hours, agent: Agent, now: datetime) -> TeamDuty:
    zone = roster.rotation.zone if roster.rotation else team.time_zone
    found = gaps(roster, now, now + AHEAD, hours=hours)
    ahead = [
        Ahead(
            stretch=stretch,
            name=roster.people[stretch.watch.agent].name if stretch.watch.agent else "",
            note="" if stretch.watch.reason == HAS_THE_TURN else stretch.watch.reason,
            is_mine=stretch.watch.agent == agent.pk,
            is_gap=stretch in found,
            goes_on=stretch.ends_at == now + AHEAD,
        )
        for stretch in stretches(roster, now, now + AHEAD)
    ]
    return TeamDuty(
        team=team,
        watcher=_watcher(team, roster, now),
        ahead=ahead,
        days=_days(ahead, now, ZoneInfo(zone)),
        zone=zone,
        has_rota=roster.rotation is not None,
        has_taken=any(span.agent == agent.pk and span.covers(now) for span in roster.overrides),
    )


def _watcher(team: Team, roster: Roster, now: datetime) -> Recipient | None:
    try:
        return recipient_of(team, watch_at(roster, now), now)
    except NobodyToTell:
        return None


def _days(ahead: list[Ahead], now: datetime, zone: ZoneInfo) -> list[Day]:
    colors: dict[str, int] = {}
    today = now.astimezone(zone).date()
    return [_day(ahead, today + timedelta(days=number), zone, colors) for number in range(AHEAD.days)]


def _day(ahead: list[Ahead], on: date, zone: ZoneInfo, colors: dict[str, int]) -> Day:
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=zone)
    there = next((each for each in ahead if each.stretch.starts_at <= noon < each.stretch.ends_at), ahead[0])
    touching = [each for each in ahead if _touches(each.stretch, on, zone)]
    return Day(
        on=on,
        initials=Agent(name=there.name).initials if there.name else "",
        name=there.name,
        color=colors.setdefault(there.name, len(colors) % 8 + 1),
        is_mine=there.is_mine,
        has_gap=any(each.is_gap for each in touching),
    )


def _touches(stretch: Stretch, on: date, zone: ZoneInfo) -> bool:
    last = (stretch.ends_at - timedelta(microseconds=1)).astimezone(zone).date()
    return stretch.starts_at.astimezone(zone).date() <= on <= last


def leaves_ahead(agent: Agent, now: datetime) -> QuerySet[Leave]:
    """Leave of hers that is not over."""
    return Leave.objects.filter(agent=agent, ends_at__gt=now).select_related("agent").order_by("starts_at", "pk")


def people_of(teams: list[Team]) -> dict[int, list[Agent]]:
    """Who could watch each of these teams' queues, by the team's id."""
    rows = Membership.objects.filter(team__in=teams, agent__in=Agent.objects.people()).select_related("agent")
    people: dict[int, list[Agent]] = {}
    for row in rows.order_by("agent__name"):
        people.setdefault(row.team_id, []).append(row.agent)
    return people
