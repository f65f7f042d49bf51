"""Ferrywell's hours, rotas and leave: who watches which queue, on three continents."""

from datetime import datetime, time, timedelta

from config.demo import company
from config.demo.story import given
from escalation.duty import calendars, watch_keeping
from escalation.duty.rosters import roster_of
from escalation.models import (
    AgentHours,
    BusinessCalendar,
    Occasion,
    OpeningWindow,
    Rota,
    RotaMember,
    ShiftPlan,
    SpecialDay,
    TeamHours,
)
from tickets.models import Agent, Team

EVERY_DAY, WORKDAYS = range(7), range(5)
# By team: the days, and from when to when, by the team's own clocks.
HOURS = {
    company.LISBON: (EVERY_DAY, [(time(7), time(17))]),
    company.SINGAPORE: (EVERY_DAY, [(time(6), time(16))]),
    company.DENVER: (EVERY_DAY, [(time(8), time(18))]),
    company.BILLING: (WORKDAYS, [(time(8, 30), time(12, 30)), (time(13, 30), time(18))]),
}
# By team: days in a turn, and when it is handed over.
TURNS = {
    company.LISBON: (1, time(7)),
    company.SINGAPORE: (2, time(6)),
    company.DENVER: (2, time(8)),
    company.TIER_2: (7, time(9)),
    company.BILLING: (7, time(8, 30)),
    company.ENGINEERING: (3, time(10)),
}

# Around the world with the sun: who goes on when a team closes for the day.
FOLLOWED_BY = {
    company.LISBON: company.DENVER,
    company.DENVER: company.SINGAPORE,
    company.SINGAPORE: company.LISBON,
}


def plan_duty(now: datetime) -> None:
    """Calendars, rotas, and one leave in Tier 2 that leaves its queue without a watch for two days."""
    teams = {team.slug: team for team in Team.objects.all()}
    agents = {agent.username: agent for agent in Agent.objects.all()}
    for slug in HOURS:
        _open(teams[slug], now)
    for slug in TURNS:
        _rota(teams[slug], [agents[name] for name in company.members(slug)], now)
    for name in company.members(company.BILLING):
        AgentHours.objects.create(agent=agents[name], calendar=teams[company.BILLING].kept_hours.calendar)
    _leave(teams[company.TIER_2], now)
    for slug, follows in FOLLOWED_BY.items():
        ShiftPlan.objects.create(team=teams[slug], occasion=Occasion.CLOSING, followed_by=teams[follows])
    ShiftPlan.objects.create(team=teams[company.BILLING], occasion=Occasion.HOURS)


def _open(team: Team, now: datetime) -> None:
    days, times = HOURS[team.slug]
    calendar = BusinessCalendar.objects.create(name=f"{team.name} hours", time_zone=team.time_zone)
    OpeningWindow.objects.bulk_create(
        OpeningWindow(calendar=calendar, weekday=day, opens=opens, closes=closes)
        for day in days
        for opens, closes in times
    )
    TeamHours.objects.create(team=team, calendar=calendar)
    if team.slug == company.BILLING:
        SpecialDay.objects.create(
            calendar=calendar,
            local_date=now.date().replace(month=12, day=24),
            name="Christmas Eve",
            opens=time(8, 30),
            closes=time(12),
        )
        for year in (now.year, now.year + 1):
            calendars.add_holidays(calendar, country="IE", year=year)


def _rota(team: Team, members: list[Agent], now: datetime) -> None:
    turn_days, handover_time = TURNS[team.slug]
    monday = now.date() - timedelta(days=now.weekday())
    rota = Rota.objects.create(
        team=team,
        start_date=monday - timedelta(weeks=12),
        turn_days=turn_days,
        handover_time=handover_time,
        time_zone=team.time_zone,
    )
    RotaMember.objects.bulk_create(
        RotaMember(rota=rota, agent=agent, position=position) for position, agent in enumerate(members)
    )


def _leave(team: Team, now: datetime) -> None:
    """Whoever has the next turn is away for two days of it."""
    rotation = given(roster_of(team, now, now).rotation)
    begins = rotation.turn_ends_at(now)
    agent = Agent.objects.get(pk=given(rotation.member_at(begins)))
    away = begins + timedelta(days=2)
    watch_keeping.add_leave(agent, starts_at=away, ends_at=away + timedelta(days=2), by=agent, at=now)
