"""Giving a ticket to a colleague: a handoff with one line, or back to the team without one."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from escalation import clocks, drafts, handoffs
from escalation.desk import acts
from escalation.models import ClockKind, ClockState, Handoff, HandoffType, ReturnReason
from escalation.package import one_line
from tests.api import V1, as_agent
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, package, send_handoff
from tests.pages import signed_in, text
from tests.support.lasting_rows import lasting
from tickets.models import Agent, Cause, Channel, Ownership, Ticket

pytestmark = pytest.mark.django_db

LINE = "Call them before noon; the key is in the vault."


@lasting
def colleague(holder: Agent) -> Agent:
    return AgentFactory(team=holder.teams.get(), name="Ana Reis")


@lasting
def offered(holder: Agent, ticket: Ticket, colleague: Agent) -> Handoff:
    handoff = acts.give(ticket, to=colleague, line=LINE, by=holder)
    assert handoff is not None
    return handoff


def give(by: Agent, ticket: Ticket, **typed: object):
    return signed_in(by).post(reverse("ticket-place", args=[ticket.pk]), typed)


def test_one_line_is_enough_for_a_colleague_and_she_has_it_once_she_acknowledges(holder, ticket, colleague) -> None:
    given = give(holder, ticket, agent=colleague.pk, line=LINE)
    page = text(signed_in(colleague), ticket.get_absolute_url())
    handoff = Handoff.objects.get()
    ticket.refresh_from_db()
    held_before = ticket.holder
    handoffs.acknowledge(handoff, by=colleague)
    ticket.refresh_from_db()

    assert given.status_code == 302
    assert LINE in page
    assert (handoff.type.slug, handoff.is_one_line, handoff.is_within_team) == ("reassignment", True, True)
    assert (held_before, ticket.holder) == (holder, colleague)
    assert Ownership.objects.current().get(ticket=ticket).cause == Cause.HANDOFF


@pytest.mark.parametrize(
    ("who", "line", "words"), [("colleague", "", "one line is enough"), ("stranger", LINE, "works in this team")]
)
def test_a_line_is_needed_and_a_stranger_gets_nothing(holder, ticket, colleague, who, line, words) -> None:
    to = colleague if who == "colleague" else AgentFactory(team=TeamFactory())

    refused = give(holder, ticket, agent=to.pk, line=line)

    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert not Handoff.objects.exists()


def test_back_to_the_team_and_to_oneself_need_no_handoff(holder, ticket, colleague) -> None:
    give(holder, ticket, put_back="yes")
    ticket.refresh_from_db()
    put_back = ticket.holder
    give(colleague, ticket, agent=colleague.pk)
    ticket.refresh_from_db()

    assert (put_back, ticket.holder) == (None, colleague)
    assert not Handoff.objects.exists()


def test_a_form_sent_as_it_opened_moves_nothing_and_asks_who_takes_the_ticket(holder, ticket, colleague) -> None:
    refused = give(holder, ticket, agent="", line=LINE)
    ticket.refresh_from_db()

    assert (refused.status_code, ticket.holder) == (422, holder)
    assert "Choose the colleague who takes it." in refused.content.decode()
    assert LINE in refused.content.decode()


def test_it_opens_with_nobody_chosen_and_does_not_offer_who_holds_it(holder, ticket, colleague) -> None:
    form = text(signed_in(holder), reverse("ticket-colleagues", args=[ticket.pk]))
    offered = form.partition("<select")[2].partition("</select>")[0]

    assert re.findall(r'<option value="(\d*)"( selected)?>', offered) == [("", " selected"), (str(colleague.pk), "")]
    assert 'name="put_back"' in form


def test_what_nobody_holds_can_be_taken_there_and_not_put_back(holder, ticket, colleague) -> None:
    give(holder, ticket, put_back="yes")

    form = text(signed_in(colleague), reverse("ticket-colleagues", args=[ticket.pk]))

    assert f'<option value="{colleague.pk}">' in form
    assert 'name="put_back"' not in form


def test_a_ticket_taken_by_a_button_pressed_twice_is_hers_both_times(holder, ticket, colleague) -> None:
    give(holder, ticket, put_back="yes")

    pressed = [give(colleague, ticket, agent=colleague.pk).status_code for _ in range(2)]

    ticket.refresh_from_db()
    assert (pressed, ticket.holder) == ([302, 302], colleague)


def test_where_no_kind_inside_a_team_is_in_use_the_ticket_is_placed_at_once(holder, ticket, colleague) -> None:
    HandoffType.objects.filter(within_team=True).update(is_active=False)

    give(holder, ticket, agent=colleague.pk, line=LINE)

    ticket.refresh_from_db()
    assert ticket.holder == colleague
    assert not Handoff.objects.exists()


def test_the_sender_herself_cannot_acknowledge_it(holder, offered) -> None:
    assert "btn-ack" not in text(signed_in(holder), reverse("handoff-queue", args=[offered.to_team.slug]))
    assert signed_in(holder).post(reverse("handoff-acknowledge", args=[offered.pk])).status_code == 403
    with pytest.raises(handoffs.OwnHandoff):
        handoffs.acknowledge(offered, by=holder)


def test_the_senders_own_answer_is_not_the_first_answer_after_it(holder, ticket, colleague, offered) -> None:
    def answer(by: Agent) -> bool:
        acts.reply(ticket, body=f"Hello from {by}", channel=Channel.EMAIL, by=by)
        clocks.settle(ticket, at=timezone.now())
        return offered.clocks.get(kind=ClockKind.RESPOND).met_at is not None

    assert [answer(holder), answer(colleague)] == [False, True]


@pytest.mark.parametrize(
    ("inside", "to_other", "named", "error"),
    [
        (True, True, True, handoffs.OtherTeam),
        (True, False, False, handoffs.NobodyNamed),
        (False, False, True, handoffs.SameTeam),
    ],
)
def test_a_kind_says_whether_it_stays_inside_a_team(holder, ticket, colleague, inside, to_other, named, error) -> None:
    kind = HandoffType.objects.get(slug="reassignment") if inside else HandoffTypeFactory()
    to = AgentFactory(team=TeamFactory()).teams.get() if to_other else ticket.team

    with pytest.raises(error):
        handoffs.send(ticket, type=kind, to=to, to_agent=colleague if named else None, package=package(), by=holder)


def test_a_line_to_a_colleague_leaves_the_handoff_that_was_being_written(holder, ticket, colleague) -> None:
    drafts.save(ticket, content={"issue_summary": "No order arrives."}, by=holder, at=timezone.now())

    acts.give(ticket, to=colleague, line=LINE, by=holder)

    assert drafts.of(ticket, holder) is not None


def test_nobody_hands_a_ticket_to_herself(holder, ticket) -> None:
    kind = HandoffType.objects.get(slug="reassignment")

    with pytest.raises(handoffs.NobodyNamed):
        handoffs.send(ticket, type=kind, to=ticket.team, to_agent=holder, package=one_line(LINE), by=holder)


def test_the_api_gives_a_ticket_with_a_line_as_the_page_does(holder, ticket, colleague) -> None:
    answer = as_agent(holder).post(f"{V1}/tickets/{ticket.pk}/place/", {"agent": colleague.pk, "line": LINE})

    assert answer.status_code == 200
    assert answer.json()["holder"]["id"] == holder.pk
    assert Handoff.objects.get().next_best_action == LINE


@lasting
def passed_on(colleague: Agent, holder: Agent) -> Handoff:
    """What came from another team, and is now a colleague's with one line; the handoff is the one that came."""
    came = send_handoff(receiver=holder, at=timezone.now(), package=package(next_best_action="Ask for the log."))
    handoffs.acknowledge(came, by=holder)
    given = acts.give(came.ticket, to=colleague, line=LINE, by=holder)
    assert given is not None
    handoffs.acknowledge(given, by=colleague)
    came.ticket.refresh_from_db()
    return came


def test_behind_the_line_stands_the_whole_package_that_the_ticket_came_with(passed_on, colleague) -> None:
    page = text(signed_in(colleague), passed_on.ticket.get_absolute_url())
    card = page.partition('aria-label="Handoff summary"')[2].partition("</article>")[0]

    assert LINE in card
    assert passed_on.issue_summary in card
    assert "Sent one order by hand" in card


def test_the_form_to_another_team_begins_with_that_package_and_not_with_the_line(passed_on, colleague) -> None:
    form = text(signed_in(colleague), reverse("hand-over", args=[passed_on.ticket_id]))

    assert passed_on.issue_summary in form
    assert "Sent one order by hand" in form


def test_a_line_to_a_colleague_that_was_withdrawn_is_no_beginning_of_it_either(passed_on, colleague, holder) -> None:
    given = acts.give(passed_on.ticket, to=holder, line="Only for you.", by=colleague)
    assert given is not None
    handoffs.withdraw(given, by=colleague)

    form = text(signed_in(colleague), reverse("hand-over", args=[passed_on.ticket_id]))

    assert "Only for you." not in form.partition('id="handover"')[2].partition("</form>")[0]
    assert passed_on.issue_summary in form


def test_what_came_from_another_team_goes_back_there_though_a_colleague_has_it_now(passed_on, colleague) -> None:
    page = text(signed_in(colleague), passed_on.ticket.get_absolute_url())
    address = reverse("handoff-return", args=[passed_on.pk])
    refused = signed_in(colleague).post(address, {"reason": "wrong_team"})
    signed_in(colleague).post(address, {"reason": "wrong_team", "note": "Not ours."})

    assert refused.status_code == 422
    assert 'id="return-handoff-arrival" data-live-keep="always" open' in refused.content.decode()
    assert address in page
    passed_on.refresh_from_db()
    assert (passed_on.returned_by, passed_on.ticket.holder) == (colleague, passed_on.sent_by)
    owed = passed_on.ticket.handoffs.latest("pk").clocks.get(kind=ClockKind.RESPOND)
    assert (owed.state, owed.voided_at) == (ClockState.VOID, passed_on.returned_at)


def test_what_was_offered_and_came_back_does_not_keep_the_first_from_going_back(passed_on, colleague) -> None:
    sent = send_handoff(sender=colleague, ticket=passed_on.ticket, at=timezone.now())
    handoffs.return_to_sender(sent, reason=ReturnReason.WRONG_TEAM, note="No.", by=sent.to_team.members.get())
    handoffs.take_back(sent, by=colleague)

    handoffs.return_to_sender(passed_on, reason=ReturnReason.WRONG_TEAM, note="Not ours.", by=colleague)

    passed_on.refresh_from_db()
    assert passed_on.is_returned


def test_a_ticket_that_went_on_to_a_third_team_is_not_given_back_by_the_second(passed_on, colleague) -> None:
    sent = send_handoff(sender=colleague, ticket=passed_on.ticket, at=timezone.now())
    with pytest.raises(handoffs.NotReturnable):
        handoffs.return_to_sender(passed_on, reason=ReturnReason.WRONG_TEAM, note="Not ours.", by=colleague)

    page = text(signed_in(colleague), sent.ticket.get_absolute_url())
    assert reverse("handoff-return", args=[passed_on.pk]) not in page


def test_a_line_that_came_back_is_completed_where_lines_are_written(offered, colleague, holder) -> None:
    handoffs.return_to_sender(offered, reason=ReturnReason.CONTEXT_MISSING, note="Which vault?", by=colleague)
    client, place = signed_in(holder), reverse("ticket-colleagues", args=[offered.ticket_id])

    page, form = text(client, offered.ticket.get_absolute_url()), text(client, place)
    assert f'href="{place}"' in page.partition("Complete it and send again")[0].rpartition("<a ")[2]
    assert f'value="{LINE}"' in form
    assert f'<option value="{colleague.pk}" selected>' in form
    assert "Which vault?" in form
