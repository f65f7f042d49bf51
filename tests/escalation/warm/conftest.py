from collections.abc import Callable
from datetime import timedelta

import pytest

from escalation import warm
from escalation.models import Handoff, HandoffType
from tests.clock import NOON, SettableClock, standing_at
from tests.factories import (
    AccountFactory,
    AgentFactory,
    CustomerFactory,
    HandoffTypeFactory,
    TeamFactory,
    open_ticket,
    package,
    rota_of,
)
from tests.support.lasting_rows import lasting
from tickets.models import Agent, Role, Team, Ticket

LINE = "Hello Maria, Ben Ito of Payments takes over from me."


@lasting
def to() -> Team:
    return TeamFactory(name="Payments", tier=2)


@lasting
def ana() -> Agent:
    return AgentFactory(name="Ana Reis", team=TeamFactory(name="First line"))


@lasting
def ben(to: Team) -> Agent:
    """On duty in the receiving team."""
    ben = AgentFactory(name="Ben Ito", team=to)
    rota_of(to, ben, start_date=NOON.date() - timedelta(days=1))
    return ben


@lasting
def cleo(to: Team) -> Agent:
    return AgentFactory(name="Cleo Roy", team=to)


@lasting
def lead(to: Team) -> Agent:
    return AgentFactory(name="Lea Dahl", team=to, role=Role.LEAD)


@lasting
def ticket(ana: Agent) -> Ticket:
    customer = CustomerFactory(name="Maria Fjord", account=AccountFactory(name="Fjord"))
    return open_ticket(ana.teams.get(), holder=ana, customer=customer)


@lasting
def kind() -> HandoffType:
    return HandoffTypeFactory(name="To specialists")


@pytest.fixture
def send(
    ticket: Ticket, kind: HandoffType, to: Team, ana: Agent, database_clock: SettableClock
) -> Callable[..., Handoff]:
    def send(**fields: object) -> Handoff:
        fields = {"type": kind, "to": to, "package": package(), "by": ana, **fields}
        return warm.send(ticket, **fields)  # type: ignore[arg-type]

    return send


@lasting
def _talk(ticket: Ticket, kind: HandoffType, to: Team, ana: Agent, ben: Agent) -> Handoff:
    with standing_at(NOON):
        return warm.send(ticket, type=kind, to=to, package=package(), by=ana)


@pytest.fixture
def talk(_talk: Handoff, database_clock: SettableClock) -> Handoff:
    """Ana wants to talk with Ben, who is on duty."""
    return _talk
