"""Who is told, and who answers: rotas, leave and hours as rows."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest

from escalation import duty
from escalation.duty import NobodyToTell, Recipient
from escalation.models import Leave, Rota, WatchOverride
from tests.clock import NOON
from tests.factories import (
    AgentFactory,
    BotFactory,
    TeamFactory,
    calendar,
    open_ticket,
    rota_of,
    send_handoff,
)
from tickets.models import Agent, Role, Site, Team

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def away(agent: Agent) -> None:
    Leave.objects.create(agent=agent, starts_at=NOON - HOUR, ends_at=NOON + HOUR, added_at=NOON, added_by=agent)


@pytest.fixture
def team() -> Team:
    return TeamFactory(name="Tier 2")


@pytest.fixture
def lead(team: Team) -> Agent:
    return AgentFactory(team=team, role=Role.LEAD)


@pytest.mark.both_databases
def test_the_rota_says_who_is_on_duty(team: Team, lead: Agent) -> None:
    anna, ben = AgentFactory(team=team), AgentFactory(team=team)
    rota_of(team, anna, ben)

    assert duty.on_duty(team, NOON) == Recipient(anna, "On duty for Tier 2: has the turn on the rota")
    assert duty.on_duty(team, NOON + timedelta(days=7)).agent == ben
    assert duty.watches_now(anna, NOON) == [team]
    assert duty.watches_now(ben, NOON) == []


def test_whoever_took_the_watch_comes_first(team: Team) -> None:
    anna, ben = AgentFactory(team=team), AgentFactory(team=team)
    rota_of(team, anna)
    WatchOverride.objects.create(team=team, agent=ben, starts_at=NOON, ends_at=NOON + HOUR, made_at=NOON, made_by=ben)

    assert duty.on_duty(team, NOON) == Recipient(ben, "On duty for Tier 2: has taken the watch")
    assert duty.on_duty(team, NOON + HOUR).agent == anna
    assert (duty.watches_now(anna, NOON), duty.watches_now(ben, NOON)) == ([], [team])


def test_the_lead_stands_in_for_somebody_on_leave(team: Team, lead: Agent) -> None:
    anna = AgentFactory(team=team, name="Anna")
    rota_of(team, anna)
    away(anna)

    assert duty.on_duty(team, NOON) == Recipient(lead, "Lead of Tier 2, because Anna is on leave")


def test_who_stands_in_is_not_on_leave_herself(team: Team, lead: Agent) -> None:
    manager = AgentFactory(role=Role.MANAGER)
    Site.objects.update(duty_manager=manager)
    away(lead)

    assert duty.on_duty(team, NOON) == Recipient(manager, "Duty manager")

    away(manager)
    assert duty.on_duty(team, NOON).agent == lead


def test_an_admin_is_told_where_nobody_else_is_in_charge(team: Team) -> None:
    with pytest.raises(NobodyToTell):
        duty.on_duty(team, NOON)

    admin = AgentFactory(role=Role.ADMIN)
    assert duty.on_duty(team, NOON).agent == admin


def test_a_holder_who_is_there_answers_for_her_ticket(team: Team, lead: Agent) -> None:
    holder = AgentFactory(team=team)
    ticket = open_ticket(team, holder=holder)

    assert duty.answerable(ticket, NOON) == Recipient(holder, f"Holds {ticket.number}")


@pytest.mark.parametrize("why", ["is on leave", "is off shift", "has left"])
def test_the_watch_answers_for_an_absent_holder(team: Team, lead: Agent, why: str) -> None:
    holder, anna = AgentFactory(team=team, name="Holly"), AgentFactory(team=team)
    rota_of(team, anna)
    ticket = open_ticket(team, holder=holder)
    if why == "is on leave":
        away(holder)
    elif why == "is off shift":
        calendar(opens=time(14), closes=time(22)).agents.create(agent=holder)
    else:
        Agent.objects.filter(pk=holder.pk).update(is_active=False)
    ticket.holder.refresh_from_db()  # type: ignore[union-attr]

    answering = duty.answerable(ticket, NOON)
    assert (answering.agent, answering.reason.rpartition("; ")[2]) == (anna, f"Holly {why}")


def test_the_receiving_watch_answers_while_a_handoff_waits(team: Team, lead: Agent) -> None:
    sender, receiver = AgentFactory(team=TeamFactory()), AgentFactory(team=team)
    handoff = send_handoff(sender=sender, receiver=receiver)
    assert duty.answerable(handoff.ticket, NOON).agent == sender

    away(sender)
    assert duty.answerable(handoff.ticket, NOON).agent == lead


def test_a_bot_is_answered_for_by_its_team(lead: Agent, team: Team) -> None:
    ticket = open_ticket(holder=BotFactory(answered_for_by=team))

    assert duty.answerable(ticket, NOON).agent == lead


def test_a_ticket_that_nobody_holds_is_its_teams(team: Team, lead: Agent) -> None:
    answering = duty.answerable(open_ticket(team), NOON)

    assert answering.agent == lead
    assert answering.reason.endswith("; nobody holds it")


def test_a_team_is_always_open_until_it_keeps_a_calendar(team: Team) -> None:
    assert duty.hours_of(team).is_always

    calendar(opens=time(9), closes=time(17)).teams.create(team=team)
    assert not duty.hours_of(team).is_open(NOON.replace(hour=18))


def test_a_special_day_has_hours_of_its_own() -> None:
    days = calendar(opens=time(9), closes=time(17))
    days.special_days.create(local_date=NOON.date(), opens=time(9), closes=time(10))
    days.special_days.create(local_date=NOON.date(), opens=time(13), closes=time(0))
    days.special_days.create(local_date=NOON.date() + timedelta(days=1), name="Fair")

    assert not days.hours.is_open(NOON)
    assert days.hours.is_open(NOON.replace(hour=23))
    assert not days.hours.is_open(NOON + timedelta(days=1))


@pytest.mark.both_databases
def test_looking_for_somebodys_watches_is_cheap(team: Team, django_assert_num_queries: object) -> None:
    anna = AgentFactory(team=team)
    with django_assert_num_queries(1):  # type: ignore[operator]
        duty.watches_now(AgentFactory.build(pk=0), NOON)
    rota_of(team, anna)
    with django_assert_num_queries(4):  # type: ignore[operator]
        duty.watches_now(anna, NOON)


def test_the_first_turn_begins_on_the_start_date(team: Team, lead: Agent) -> None:
    rota_of(team, AgentFactory(team=team))
    Rota.objects.update(start_date=date(2100, 1, 1))

    assert duty.on_duty(team, NOON).reason == "Lead of Tier 2, because the rota has not begun"


def test_who_was_taken_out_of_the_team_watches_its_queue_no_more(team: Team, lead: Agent) -> None:
    anna, ben = AgentFactory(team=team, name="Anna"), AgentFactory(team=team, name="Ben")
    rota_of(team, anna)
    WatchOverride.objects.create(team=team, agent=ben, starts_at=NOON, ends_at=NOON + HOUR, made_at=NOON, made_by=ben)
    AgentFactory(team=TeamFactory()).memberships.update(agent=anna)
    team.memberships.filter(agent__in=[anna, ben]).delete()

    because = "Ben works there no more, Anna works there no more"
    assert duty.on_duty(team, NOON) == Recipient(lead, f"Lead of Tier 2, because {because}")
    assert duty.watches_now(anna, NOON) == []


def test_a_lead_on_leave_is_stood_in_for_and_so_is_a_duty_manager(team: Team, lead: Agent) -> None:
    manager, admin = AgentFactory(role=Role.MANAGER), AgentFactory(role=Role.ADMIN)
    Site.objects.update(duty_manager=manager)
    away(lead)

    assert duty.lead_of(team, NOON) == Recipient(manager, "Duty manager, because the lead of Tier 2 is on leave")
    away(manager)
    assert duty.lead_of(team, NOON).agent == admin
    assert duty.manager_for(team, NOON).agent == admin
    away(admin)
    assert duty.lead_of(team, NOON) == Recipient(lead, "Lead of Tier 2")
    assert duty.manager_for(team, NOON).agent == manager


@pytest.mark.parametrize("whom", [duty.lead_of, duty.manager_for, duty.on_duty])
def test_where_nobody_is_in_charge_a_colleague_is_told(team: Team, whom: Callable[[Team, datetime], Recipient]) -> None:
    colleague = AgentFactory(team=team)

    told = whom(team, NOON)

    assert told.agent == colleague
    assert told.reason.startswith("Works in Tier 2: it has no lead, and the site no duty manager")
