"""An act begun on a ticket that somebody else took meanwhile: what was read before the lock decides nothing."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from escalation import handoffs
from escalation.desk import acts
from escalation.models import Handoff, HandoffType, ReturnReason
from tests.api import V1, as_agent, error
from tests.factories import AgentFactory, TeamFactory, package, send_handoff
from tests.pages import signed_in
from tests.support.lasting_rows import lasting
from tickets import services
from tickets.models import Agent, Channel, Message, Role, Team, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ACTS: dict[str, Callable[[Ticket, Agent], object]] = {
    "reply": lambda ticket, by: acts.reply(ticket, body="Done.", channel=Channel.EMAIL, by=by),
    "put back": lambda ticket, by: acts.place(ticket, agent=None, by=by),
    "take": lambda ticket, by: acts.place(ticket, agent=by, by=by),
    "claim": lambda ticket, by: acts.claim(ticket, by=by),
    "resolve": lambda ticket, by: acts.resolve(ticket, by=by),
    "hand over": lambda ticket, by: handoffs.send(
        ticket,
        type=HandoffType.objects.get(slug="escalation"),
        to=Team.objects.exclude(pk=ticket.team_id).order_by("-pk")[0],
        package=package(),
        by=by,
    ),
}


@lasting
def receiver() -> Agent:
    return AgentFactory(team=TeamFactory(name="Tier 2", tier=2), name="Priya Nair")


@lasting
def handoff(receiver: Agent) -> Handoff:
    return send_handoff(receiver=receiver)


def as_read(handoff: Handoff) -> Ticket:
    return Ticket.objects.select_related("team", "holder").get(pk=handoff.ticket_id)


@pytest.mark.parametrize("act", ACTS)
def test_the_team_it_left_can_do_nothing_to_it(act: str, handoff: Handoff, receiver: Agent) -> None:
    before = as_read(handoff)
    handoffs.acknowledge(handoff, by=receiver)

    with pytest.raises(services.MovedOn, match="is with Priya Nair now"):
        ACTS[act](before, handoff.sent_by)

    now = as_read(handoff)
    assert (now.team, now.holder, now.is_resolved) == (handoff.to_team, receiver, False)
    assert not Message.objects.answers().exists()


def test_who_oversees_all_puts_back_only_what_she_saw(handoff: Handoff, receiver: Agent) -> None:
    before = as_read(handoff)
    handoffs.acknowledge(handoff, by=receiver)

    with pytest.raises(services.MovedOn):
        acts.place(before, agent=None, by=AgentFactory(role=Role.MANAGER))

    assert as_read(handoff).holder == receiver


def test_a_resolved_ticket_is_reopened_by_the_team_that_resolved_it_alone(handoff: Handoff, receiver: Agent) -> None:
    before = as_read(handoff)
    handoffs.acknowledge(handoff, by=receiver)
    acts.resolve(as_read(handoff), by=receiver)

    with pytest.raises(services.MovedOn):
        acts.reopen(before, by=handoff.sent_by)


def test_a_receiver_returns_nothing_that_went_on_to_another_team(handoff: Handoff, receiver: Agent) -> None:
    Handoff.objects.filter(pk=handoff.pk).update(to_team=TeamFactory(name="Tier 3", tier=3))

    with pytest.raises(services.NotInTeam):
        handoffs.return_to_sender(handoff, reason=ReturnReason.WRONG_TEAM, note="Not ours.", by=receiver)


def acknowledge_first(monkeypatch: pytest.MonkeyPatch, by: Agent) -> None:
    """Let the next act on a ticket wait for its lock until its handoff has been acknowledged."""
    lock = services.lock

    def lock_after_her(ticket: Ticket) -> Ticket:
        monkeypatch.setattr(services, "lock", lock)
        handoffs.acknowledge(Handoff.objects.get(ticket=ticket), by=by)
        return lock(ticket)

    monkeypatch.setattr(services, "lock", lock_after_her)


def test_page_and_api_say_where_it_is_now(handoff: Handoff, receiver: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    other = send_handoff(sender=handoff.sent_by, receiver=receiver)

    acknowledge_first(monkeypatch, receiver)
    page = signed_in(handoff.sent_by).post(reverse("ticket-resolve", args=[handoff.ticket_id]))
    acknowledge_first(monkeypatch, receiver)
    told = as_agent(handoff.sent_by).post(f"{V1}/tickets/{other.ticket_id}/resolve/")

    assert page.status_code == 409
    assert f"{handoff.ticket.number} is with Priya Nair now" in page.content.decode()
    assert error(told)[:2] == (409, "moved_on")
