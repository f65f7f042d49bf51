"""Returning a handoff: the reason, what is missing field by field, and what the sender finds."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from escalation import handoffs
from escalation.models import ClockKind, EventKind, Handoff, Notice, ReturnReason
from tests.api import V1, as_agent
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, asks, package, send_handoff
from tests.pages import signed_in, text
from tests.support.lasting_rows import lasting
from tickets import services
from tickets.models import Agent, Role, Ticket

pytestmark = pytest.mark.django_db

WHERE = {"key": "environment", "label": "Environment"}
MISSING = {"issue_summary": "Which orders?", "details.environment": "Sandbox or live?"}


@lasting
def sent() -> Handoff:
    kind = asks(HandoffTypeFactory(take_back_within=timedelta(minutes=7)), WHERE)
    return send_handoff(type=kind, at=timezone.now(), package=package(details={"environment": "?"}))


@pytest.fixture
def receiver(sent: Handoff) -> Agent:
    return sent.to_team.members.get()


def give_back(agent: Agent, handoff: Handoff, **typed: str):
    return signed_in(agent).post(reverse("handoff-return", args=[handoff.pk]), typed)


@pytest.mark.parametrize("acknowledged", [False, True], ids=["before", "after"])
def test_what_is_missing_stands_beside_each_field_for_the_sender(sent, receiver, acknowledged) -> None:
    if acknowledged:
        handoffs.acknowledge(sent, by=receiver)

    give_back(receiver, sent, reason="context_missing", **{f"missing.{name}": words for name, words in MISSING.items()})

    sent.refresh_from_db()
    client = signed_in(sent.sent_by)
    form = text(client, reverse("hand-over", args=[sent.ticket_id]))
    page = text(client, sent.ticket.get_absolute_url())
    assert sent.return_missing == MISSING
    assert all(words in form and words in page for words in MISSING.values())
    story = sent.events.get(kind=EventKind.RETURNED).text
    assert story == "Context is missing.\nWhat the customer needs: Which orders?\nEnvironment: Sandbox or live?"
    assert story in Notice.objects.get(recipient=sent.sent_by, kind="returned").body


def test_it_tops_the_senders_work_with_a_deadline_of_its_own(sent, receiver) -> None:
    other = send_handoff(receiver=sent.sent_by, at=timezone.now())

    handoffs.return_to_sender(sent, reason=ReturnReason.WRONG_TEAM, note="Billing does this.", by=receiver)

    clock = sent.clocks.get(kind=ClockKind.TAKE_BACK)
    work = text(signed_in(sent.sent_by), reverse("my-work"))
    assert clock.due_at - clock.started_at == timedelta(minutes=7)
    assert work.index("Billing does this.") < work.index(f'id="handoff-{other.pk}"')


def test_a_return_that_says_nothing_is_refused_and_keeps_what_was_typed(sent, receiver) -> None:
    refused = give_back(receiver, sent, reason="context_missing", note=" ")
    typed = give_back(receiver, sent, **{"missing.urgency": "Since when critical?"})

    assert (refused.status_code, typed.status_code) == (422, 422)
    assert "Say in a few words what is wrong." in refused.content.decode()
    assert 'value="Since when critical?"' in typed.content.decode()
    sent.refresh_from_db()
    assert not sent.is_returned


def test_only_what_was_asked_for_can_be_missing(sent, receiver) -> None:
    url = f"{V1}/handoffs/{sent.pk}/return/"

    refused = as_agent(receiver).post(url, {"reason": "context_missing", "missing": {"color": "?"}})
    returned = as_agent(receiver).post(url, {"reason": "context_missing", "missing": MISSING}).json()

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "not_a_part")
    assert (returned["state"], returned["return_missing"]) == ("returned", MISSING)


def test_sent_again_the_whole_story_is_kept(sent, receiver) -> None:
    handoffs.return_to_sender(sent, reason=ReturnReason.CONTEXT_MISSING, note="", missing=MISSING, by=receiver)
    whole = package(details={"environment": "Sandbox"})
    again = send_handoff(
        sender=sent.sent_by, receiver=receiver, ticket=sent.ticket, type=sent.type, at=timezone.now(), package=whole
    )

    sent.refresh_from_db()
    page = text(signed_in(receiver), sent.ticket.get_absolute_url())
    assert (sent.taken_back_by, again.is_waiting) == (sent.sent_by, True)
    assert "returned it to" in page
    assert "Sandbox or live?" in page


def test_the_team_it_came_back_to_may_open_it_wherever_it_goes_then(sent, receiver) -> None:
    lead = AgentFactory(team=sent.from_team, role=Role.LEAD)
    handoffs.return_to_sender(sent, reason=ReturnReason.WRONG_TEAM, note="Not ours.", by=receiver)

    services.place(sent.ticket, team=TeamFactory(), agent=None, by=lead, at=timezone.now())

    assert sent.ticket in Ticket.objects.visible_to(lead)
