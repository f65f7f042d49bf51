from datetime import timedelta

import pytest

from escalation import shift_change as shifts
from escalation.models import ShiftChange
from tests.clock import NOON, SettableClock
from tests.factories import AgentFactory, TeamFactory, open_ticket
from tests.support.lasting_rows import lasting
from tickets.models import Agent, Membership, Role, Team, Ticket

HOUR = timedelta(hours=1)


@lasting
def team() -> Team:
    return TeamFactory(name="Lisbon", slug="lisbon", time_zone="Europe/Lisbon")


@lasting
def lead(team: Team) -> Agent:
    return AgentFactory(team=team, name="Lea Lind", role=Role.LEAD)


@lasting
def ana(team: Team) -> Agent:
    """She goes."""
    return AgentFactory(team=team, name="Ana Reis")


@lasting
def ben(team: Team) -> Agent:
    """He comes."""
    return AgentFactory(team=team, name="Ben Lowe")


@lasting
def held(team: Team, ana: Agent) -> list[Ticket]:
    return [open_ticket(team, holder=ana, subject=subject) for subject in ("Orders stop", "Invoice twice")]


@lasting
def _begun(team: Team, lead: Agent, ana: Agent, ben: Agent, held: list[Ticket]) -> ShiftChange:
    return shifts.start_by_hand(team, by=ana, at=NOON)


@pytest.fixture
def change(_begun: ShiftChange, database_clock: SettableClock) -> ShiftChange:
    """Open from noon for an hour."""
    return _begun


def noted(change: ShiftChange, ticket: Ticket, **said: object) -> None:
    said = {"note": "The limit was raised, and it still fails.", "next_action": "Ask for the log.", **said}
    shifts.note(change, ticket, **said)  # type: ignore[arg-type]


def joins(agent: Agent, team: Team) -> Agent:
    Membership.objects.create(team=team, agent=agent)
    return agent
