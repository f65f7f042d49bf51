"""What both sides of a shift change do: write, ask, take, sign off."""

from datetime import timedelta

import pytest

from escalation import clocks, handoffs, refusals
from escalation import shift_change as shifts
from escalation.models import Clock, ClockKind, ClockState, Notice, NoticeKind, ShiftChange, ShiftPlan, ShiftTicket
from tests.clock import NOON, SettableClock, minutes_after
from tests.escalation.shift_change.conftest import noted
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, open_ticket, package, send_handoff
from tickets import services
from tickets.models import Agent, Cause, Channel, Message, Team, Ticket, Visibility

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_taking_a_ticket_flips_the_ledger_and_leaves_the_note_in_the_thread(
    change: ShiftChange, held: list[Ticket], ana: Agent, ben: Agent, database_clock: SettableClock
) -> None:
    noted(change, held[0])
    at = database_clock.forward(minutes=5)
    shifts.take(change, held[0], by=ben)

    row = held[0].ownerships.current().get()
    assert (row.agent, row.cause, row.by, row.started_at) == (ben, Cause.SHIFT, ben, at)
    taken = ShiftTicket.objects.get(ticket=held[0])
    assert (taken.taken_by, taken.taken_at, taken.ownership) == (ben, at, row)
    said = Message.objects.get(ticket=held[0], visibility=Visibility.INTERNAL)
    assert said.agent == ana
    assert said.body == "Shift change: The limit was raised, and it still fails.\n\nNext: Ask for the log."


def test_taking_it_twice_changes_nothing(change: ShiftChange, held: list[Ticket], ben: Agent) -> None:
    noted(change, held[0])
    shifts.take(change, held[0], by=ben)
    shifts.take(change, held[0], by=ben)

    assert held[0].ownerships.count() == 2
    assert Message.objects.filter(ticket=held[0], visibility=Visibility.INTERNAL).count() == 1


def test_who_comes_second_is_told_who_was_first(
    change: ShiftChange, held: list[Ticket], ben: Agent, lead: Agent
) -> None:
    noted(change, held[0])
    shifts.take(change, held[0], by=ben)

    with pytest.raises(shifts.AlreadyTaken) as refused:
        shifts.take(change, held[0], by=lead)
    assert (refused.value.by, refused.value.at) == (ben, NOON)
    with pytest.raises(shifts.AlreadyTaken):
        noted(change, held[0])


@pytest.mark.parametrize("said", [{"note": ""}, {"next_action": " "}])
def test_nothing_is_handed_over_empty(
    change: ShiftChange, held: list[Ticket], ben: Agent, said: dict[str, object]
) -> None:
    noted(change, held[0], **said)

    with pytest.raises(shifts.NotNoted):
        shifts.take(change, held[0], by=ben)


def test_only_what_she_holds_can_be_taken(
    change: ShiftChange, team: Team, held: list[Ticket], ana: Agent, ben: Agent
) -> None:
    strange = open_ticket(team, holder=ben)
    with pytest.raises(shifts.NotHeld):
        noted(change, strange)

    noted(change, held[0])
    services.resolve(held[0], by=ana, at=NOON)
    with pytest.raises(shifts.NotHeld):
        shifts.take(change, held[0], by=ben)


def test_a_ticket_that_is_offered_to_another_team_is_left_alone(
    change: ShiftChange, held: list[Ticket], ana: Agent, ben: Agent
) -> None:
    noted(change, held[0])
    send_handoff(sender=ana, ticket=held[0])

    with pytest.raises(handoffs.AlreadyWaiting):
        shifts.take(change, held[0], by=ben)


def test_only_the_receiving_team_takes_over(change: ShiftChange, held: list[Ticket]) -> None:
    noted(change, held[0])

    with pytest.raises(services.NotInTeam):
        shifts.take(change, held[0], by=AgentFactory(team=TeamFactory()))
    with pytest.raises(services.NotInTeam):
        noted(change, held[0], goes_to=AgentFactory())


def test_many_are_taken_at_once_and_one_that_is_refused_stops_no_other(
    change: ShiftChange, held: list[Ticket], ben: Agent
) -> None:
    noted(change, held[1])
    refused = shifts.take_all(change, held, by=ben)

    assert list(refused) == [held[0]]
    assert isinstance(refused[held[0]], shifts.NotNoted)
    assert held[1].ownerships.current().get().agent == ben


def test_what_she_came_to_hold_meanwhile_goes_along(change: ShiftChange, team: Team, ana: Agent, ben: Agent) -> None:
    late = open_ticket(team, holder=ana)
    noted(change, late)
    shifts.take(change, late, by=ben)

    assert late.ownerships.current().get().agent == ben


def test_a_note_saved_from_another_window_is_not_overwritten(change: ShiftChange, held: list[Ticket]) -> None:
    noted(change, held[0], source=shifts.Source("one"))
    noted(change, held[0], note="More.", source=shifts.Source("one"))

    with pytest.raises(shifts.ChangedElsewhere) as refused:
        noted(change, held[0], note="Other words.", source=shifts.Source("two"))
    assert refused.value.words.startswith("More.")
    noted(change, held[0], note="Other words.", source=shifts.Source("two", refused.value.saved_at))
    assert ShiftTicket.objects.get(ticket=held[0]).note == "Other words."


def test_words_about_the_whole_shift_are_kept_and_not_overwritten(change: ShiftChange) -> None:
    saved_at = shifts.summarize(change, summary="The bank is down.", source=shifts.Source("one"))

    with pytest.raises(shifts.ChangedElsewhere):
        shifts.summarize(change, summary="", source=shifts.Source("two"))
    shifts.summarize(change, summary="It is up.", source=shifts.Source("two", saved_at))
    change.refresh_from_db()
    assert change.summary == "It is up."


def test_a_question_reaches_the_one_who_goes_and_its_answer_the_one_who_asked(
    change: ShiftChange, held: list[Ticket], ana: Agent, ben: Agent
) -> None:
    shifts.say(change, held[0], text="Which log?", by=ben)
    shifts.say(change, held[0], text="The gateway's.", by=ana)

    told = Notice.objects.filter(kind=NoticeKind.SHIFT_SAID).order_by("pk")
    assert [(notice.recipient, notice.title.partition(": ")[2]) for notice in told] == [
        (ana, "Which log?"),
        (ben, "The gateway's."),
    ]
    with pytest.raises(shifts.NothingSaid):
        shifts.say(change, held[0], text=" ", by=ben)


def test_it_is_over_when_both_have_signed_it_off(
    change: ShiftChange, held: list[Ticket], ana: Agent, ben: Agent
) -> None:
    noted(change, held[0])
    with pytest.raises(shifts.NotAllNoted, match=f"^{held[1].number} has$"):
        shifts.sign_off(change, by=ana, outgoing=True)
    noted(change, held[1])
    shifts.sign_off(change, by=ana, outgoing=True)
    taken_by_nobody = f"^{held[0].number} and {held[1].number} are still to be taken by somebody$"
    with pytest.raises(shifts.SomeLeft, match=taken_by_nobody):
        shifts.sign_off(change, by=ben, outgoing=False)
    shifts.take_all(change, held, by=ben)
    shifts.sign_off(change, by=ben, outgoing=False)

    change.refresh_from_db()
    assert (change.outgoing_signed_by, change.incoming_signed_by, change.closed_at) == (ana, ben, NOON)
    with pytest.raises(shifts.NotAllowedNow):
        shifts.summarize(change, summary="One more thing.")


def test_who_signs_off_too_early_reads_whom_each_ticket_waits_for(
    change: ShiftChange, held: list[Ticket], ben: Agent
) -> None:
    first, second = (ticket.number for ticket in held)
    with pytest.raises(shifts.SomeLeft, match=f"^{first} and {second} wait for Ana to write how they stand$"):
        shifts.sign_off(change, by=ben, outgoing=False)
    noted(change, held[0])
    with pytest.raises(shifts.SomeLeft) as refused:
        shifts.sign_off(change, by=ben, outgoing=False)

    assert refusals.refused(refused.value).sentence == (
        f"Not signed off: {first} is still to be taken by somebody; {second} waits for Ana to write how it stands."
    )


def test_called_off_nothing_more_changes_hands(change: ShiftChange, held: list[Ticket], ana: Agent, ben: Agent) -> None:
    noted(change, held[0])
    shifts.call_off(change, by=ana)

    with pytest.raises(shifts.NotAllowedNow):
        shifts.take(change, held[0], by=ben)
    assert held[0].ownerships.current().get().agent == ana


def test_nothing_is_taken_once_the_time_is_up(
    change: ShiftChange, held: list[Ticket], ben: Agent, database_clock: SettableClock
) -> None:
    noted(change, held[0])
    database_clock.now = change.ends_at

    with pytest.raises(shifts.NotAllowedNow):
        shifts.take(change, held[0], by=ben)


def test_she_hands_over_what_she_holds_and_once_at_a_time(
    change: ShiftChange, team: Team, ana: Agent, ben: Agent
) -> None:
    with pytest.raises(shifts.OpenAlready) as refused:
        shifts.start_by_hand(team, by=ana, at=minutes_after(1))
    assert refused.value.shift_change == change
    with pytest.raises(shifts.NothingHeld):
        shifts.start_by_hand(team, by=ben, at=NOON)


def test_nobody_hands_over_where_nobody_else_works() -> None:
    alone = AgentFactory(team=TeamFactory())
    open_ticket(alone.teams.get(), holder=alone)

    with pytest.raises(shifts.NobodyFollows):
        shifts.start_by_hand(alone.teams.get(), by=alone, at=NOON)


def test_the_answer_of_the_next_shift_in_another_team_meets_the_deadline(
    team: Team, ana: Agent, lead: Agent, database_clock: SettableClock
) -> None:
    """Who follows the sun answers for what the team before was asked: the deadline is handed on."""
    east = TeamFactory(name="Singapore", slug="singapore")
    wei = AgentFactory(team=east)
    ShiftPlan.objects.create(team=team, followed_by=east)
    handoff = send_handoff(receiver=ana, type=HandoffTypeFactory(respond_within=timedelta(hours=2)), package=package())
    handoffs.acknowledge(handoff, by=ana)
    change = shifts.start_by_hand(team, by=ana, at=NOON)
    noted(change, handoff.ticket)
    shifts.take(change, handoff.ticket, by=wei)
    database_clock.forward(minutes=30)
    services.post_message(
        handoff.ticket, author=wei, body="It is on its way.", channel=Channel.EMAIL, at=database_clock.now
    )
    clocks.record_due(NOON + timedelta(hours=3))

    before, after = Clock.objects.filter(kind=ClockKind.RESPOND).order_by("pk")
    assert (before.state, before.voided_at) == (ClockState.VOID, NOON)
    assert (after.state, after.met_at, after.due_at) == (ClockState.MET, database_clock.now, before.due_at)
