"""What changes hands at a shift change goes with a package, as everything that is handed over does."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from escalation import clocks, handoffs
from escalation import shift_change as shifts
from escalation.models import Clock, ClockKind, ClockState, Continuation, Handoff, HandoffType, ShiftChange, ShiftPlan
from escalation.models.handoff import ReturnReason
from escalation.shift_change import ending
from escalation.shift_change.packaging import NOTHING_SAID
from metrics.cards import cards
from metrics.reports.figures import Figure
from metrics.reports.scorecard import scorecard
from metrics.weeks import Week
from tests.clock import NOON, SettableClock, minutes_after
from tests.escalation.shift_change.conftest import noted
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, asks, package, rota_of, send_handoff
from tickets import services
from tickets.models import Agent, Channel, Team, Ticket, Visibility

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def came(ana: Agent, held: list[Ticket]) -> Handoff:
    """What one of her tickets came to her with."""
    kind = asks(HandoffTypeFactory(respond_within=timedelta(hours=2)), {"key": "environment"})
    tier1 = AgentFactory(team=TeamFactory())
    said = package(details={"environment": "Sandbox"})
    sent = send_handoff(sender=tier1, receiver=ana, type=kind, package=said, at=minutes_after(-30))
    handoffs.acknowledge(sent, by=ana)
    return sent


def of(ticket: Ticket) -> Handoff:
    return Handoff.objects.filter(ticket=ticket).latest("pk")


def test_what_is_taken_comes_with_a_handoff_that_its_taker_has_acknowledged(
    change: ShiftChange, held: list[Ticket], ana: Agent, ben: Agent
) -> None:
    noted(change, held[0])
    shifts.take(change, held[0], by=ben)

    handoff = of(held[0])
    assert (handoff.type.slug, handoff.sent_by, handoff.acknowledged_by) == ("shift-change", ana, ben)
    assert (handoff.sent_at, handoff.acknowledged_at) == (NOON, NOON)
    assert handoff.ownership == held[0].ownerships.current().get()
    assert handoff.next_best_action == "Ask for the log."
    assert handoff.how_it_stands == "The limit was raised, and it still fails."
    assert handoff.brief.how_it_stands.startswith("The limit was raised")


def test_without_an_earlier_package_the_thread_says_what_the_customer_needs(
    change: ShiftChange, held: list[Ticket], ben: Agent
) -> None:
    noted(change, held[0])
    shifts.take(change, held[0], by=ben)

    assert of(held[0]).issue_summary == "Since this morning no order reaches the warehouse."


def test_what_was_known_before_goes_along_under_what_comes_next(
    change: ShiftChange, came: Handoff, ana: Agent, ben: Agent, database_clock: SettableClock
) -> None:
    database_clock.forward(minutes=1)
    services.post_message(
        came.ticket,
        author=ana,
        body="I restarted the queue, but nothing changed.",
        channel=Channel.NOTE,
        visibility=Visibility.INTERNAL,
        at=database_clock.now,
    )
    noted(change, came.ticket)
    shifts.take(change, came.ticket, by=ben)

    handoff, before = of(came.ticket), came.package
    assert handoff.issue_summary == before.issue_summary
    assert handoff.package.troubleshooting[:2] == before.troubleshooting
    assert (handoff.sentiment, handoff.urgency) == (before.sentiment, before.urgency)
    assert handoff.next_best_action == "Ask for the log."
    answered = {one.field.label: one.answer for one in handoff.answered}
    assert list(answered) == ["How it stands", "Environment"]


def test_questions_answers_and_words_about_the_whole_shift_go_along(
    change: ShiftChange, held: list[Ticket], ana: Agent, ben: Agent
) -> None:
    shifts.summarize(change, summary="The bank is down.")
    noted(change, held[0])
    shifts.say(change, held[0], text="Which log?", by=ben)
    shifts.say(change, held[0], text="The gateway's.", by=ana)
    shifts.take(change, held[0], by=ben)

    answered = {one.field.label: one.answer for one in of(held[0]).answered}
    assert answered["Asked and answered at the shift change"] == "Ben Lowe: Which log?\nAna Reis: The gateway's."
    assert answered["About all tickets of the shift"] == "The bank is down."
    thread = held[0].messages.get(visibility=Visibility.INTERNAL).body
    assert "Ben Lowe: Which log?\nAna Reis: The gateway's." in thread


def test_the_card_of_the_next_holder_says_what_was_said_last_also_in_another_team(
    team: Team, came: Handoff, ana: Agent, database_clock: SettableClock, client: Client
) -> None:
    east = TeamFactory(name="Singapore", slug="singapore")
    wei = AgentFactory(team=east)
    ShiftPlan.objects.create(team=team, followed_by=east)
    change = shifts.start_by_hand(team, by=ana, at=NOON)
    noted(change, came.ticket)
    shifts.take(change, came.ticket, by=wei)

    client.force_login(wei)
    page = client.get(reverse("ticket", args=[came.ticket.pk]))
    assert page.context["page"].card == of(came.ticket)
    card = page.content.decode().partition('aria-label="Handoff summary"')[2].partition("</article>")[0]
    assert "Ask for the log." in card
    assert "The limit was raised" in card
    assert "No order reaches the warehouse" in card


def test_the_customers_answer_is_due_when_it_was_before(
    change: ShiftChange, came: Handoff, ben: Agent, database_clock: SettableClock
) -> None:
    database_clock.forward(minutes=20)
    noted(change, came.ticket)
    shifts.take(change, came.ticket, by=ben)

    before, after = Clock.objects.filter(kind=ClockKind.RESPOND, handoff__ticket=came.ticket).order_by("pk")
    assert (before.state, after.state) == (ClockState.VOID, ClockState.RUNNING)
    assert after.due_at == before.due_at
    assert not Clock.objects.filter(handoff=of(came.ticket), kind=ClockKind.ACKNOWLEDGE).exists()


def test_no_answer_is_due_where_the_customer_waits_for_none(
    change: ShiftChange, held: list[Ticket], ana: Agent, ben: Agent
) -> None:
    services.post_message(held[0], author=ana, body="Which log?", channel=Channel.EMAIL, at=NOON)
    noted(change, held[0])
    shifts.take(change, held[0], by=ben)

    assert not Clock.objects.filter(handoff=of(held[0])).exists()


def test_what_had_come_back_is_taken_up_by_whoever_takes_the_ticket(
    change: ShiftChange, held: list[Ticket], ana: Agent, ben: Agent
) -> None:
    sent = send_handoff(sender=ana, ticket=held[0])
    handoffs.return_to_sender(
        sent, reason=ReturnReason.CONTEXT_MISSING, note="Which region?", by=sent.to_team.members.get()
    )
    noted(change, held[0])
    shifts.take(change, held[0], by=ben)

    sent.refresh_from_db()
    assert sent.taken_back_by == ben
    assert "Which region?" in str(of(held[0]).details["came_back"])


def test_its_taker_may_be_asked_whether_she_could_go_on_without_reading(
    change: ShiftChange, held: list[Ticket], ben: Agent
) -> None:
    HandoffType.objects.filter(slug="shift-change").update(asked_share=100)
    noted(change, held[0])
    shifts.take(change, held[0], by=ben)

    assert Continuation.objects.get(handoff=of(held[0])).asked_of == ben


def test_what_nobody_took_waits_for_an_acknowledgement_with_a_deadline(
    team: Team, change: ShiftChange, held: list[Ticket], ana: Agent, ben: Agent, database_clock: SettableClock
) -> None:
    rota_of(team, ben)
    noted(change, held[0])
    database_clock.now = change.ends_at
    ending.close_due(change.ends_at, limit=5)

    said, unsaid = of(held[0]), of(held[1])
    assert said.is_waiting
    assert (said.sent_by, said.to_team, said.sent_at) == (ana, team, change.ends_at)
    assert said.next_best_action == "Ask for the log."
    assert unsaid.next_best_action == NOTHING_SAID
    clock = Clock.objects.get(handoff=said, kind=ClockKind.ACKNOWLEDGE)
    assert (clock.started_at, clock.is_running) == (change.ends_at, True)


def test_whoever_acknowledges_what_was_left_holds_it_with_one_row_of_the_ledger_where_she_did_before(
    team: Team, change: ShiftChange, held: list[Ticket], lead: Agent, ben: Agent, database_clock: SettableClock
) -> None:
    rota_of(team, ben)
    database_clock.now = change.ends_at
    ending.close_due(change.ends_at, limit=5)
    handoffs.acknowledge(of(held[0]), by=ben)
    handoffs.acknowledge(of(held[1]), by=lead)

    assert of(held[0]).ownership == held[0].ownerships.current().get()
    assert [held[0].ownerships.count(), held[1].ownerships.count()] == [2, 3]
    assert held[1].ownerships.current().get().agent == lead


def test_it_counts_as_a_handoff_of_its_own_kind_for_which_nobody_waited(
    change: ShiftChange, held: list[Ticket], ben: Agent
) -> None:
    noted(change, held[0])
    shifts.take(change, held[0], by=ben)
    clocks.record_due(minutes_after(1))

    card = scorecard(Week.containing(NOON, "UTC"), None, now=minutes_after(1))
    (line,) = [line for line in card.by_type if line.of.slug == "shift-change"]
    assert (line.figures.sent, line.figures.counts[Figure.ACKNOWLEDGED], line.figures.judged) == (1, 1, 0)
    assert line.figures.acknowledge_median is None
    assert next(one.count for one in cards(card) if one.opens == Figure.ACKNOWLEDGED) == 1
