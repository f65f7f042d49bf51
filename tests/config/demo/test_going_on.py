"""What goes on in the demo at the moment it is opened."""

from django.db.models import Count
from django.http import QueryDict

from config.demo import company
from config.demo.going_on import PASSED, TALKS
from escalation.desk.hand_over_form import HandOverForm, as_typed, from_draft
from escalation.models import (
    Clock,
    ClockKind,
    Continuation,
    EventKind,
    Handoff,
    HandoffDraft,
    HandoffType,
    Notice,
    ReplyDraft,
    ShiftChange,
    Talk,
    WarmAsk,
)
from escalation.shift_change.page import gather
from tests.config.demo.seen import NOW, live
from tickets.models import Agent, Team


def test_live_handoffs_stand_in_every_state_and_just_one_is_overdue(demo):
    waiting = Handoff.objects.waiting()

    assert live().count() == len(PASSED) + len(TALKS)
    assert waiting.count() == 16
    assert Handoff.objects.to_take_back().count() == 2
    assert Handoff.objects.filter(ticket__in=live(), withdrawn_at__isnull=False).count() == 1
    assert waiting.filter(events__kind=EventKind.ASKED).count() == 2
    assert HandoffDraft.objects.get().agent.username == "aoife.brennan"
    assert Clock.objects.unfinished().filter(due_at__lt=NOW).count() == 1
    running = Clock.objects.running().filter(due_at__gt=NOW)
    assert set(running.values_list("kind", flat=True)) == set(ClockKind.values)


def test_every_kind_that_is_shipped_is_seen_in_the_demo(demo):
    shipped = HandoffType.objects.exclude(slug="escalation").annotate(sent=Count("handoffs"))

    assert not shipped.filter(sent=0).exists()
    assert Handoff.objects.filter(type__slug="reassignment", to_agent__username="rafael.duarte").exists()
    assert set(Continuation.objects.values_list("could", flat=True)) >= {True, False}


def test_a_talk_goes_on_and_whoever_is_asked_has_a_question(demo):
    ask = WarmAsk.objects.get(answer="")

    assert (ask.agent.username, ask.handoff.sent_by.username) == ("hanna.virtanen", "marcus.okoro")
    assert ask.due_at > NOW
    assert ask.handoff.words.get().by == ask.agent


def test_a_shift_change_goes_on_with_some_tickets_taken_already(demo):
    page = gather(ShiftChange.objects.get(), reader=Agent.objects.get(username="aoife.brennan"), now=NOW)

    assert (page.is_open, page.taken, page.ready, page.unnoted) == (True, 2, 2, 1)
    assert any(entry.waiting for entry in page.entries)
    assert any(entry.words for entry in page.entries)


def test_what_is_half_written_is_about_the_ticket_that_it_stands_on(demo):
    assert str(HandoffDraft.objects.get().ticket.issue_type) == "Search"
    assert str(ReplyDraft.objects.get().ticket.issue_type) == "Users and roles"


def test_the_half_written_handoff_opens_in_the_form_as_it_was_left(demo):
    draft = HandoffDraft.objects.get()

    left = from_draft(draft.content)
    form = HandOverForm(ticket=draft.ticket, initial=left)

    assert [step.result for step in left["steps"]] == ["It is there", ""]
    assert set(as_typed(QueryDict())) <= set(draft.content) | {
        "to_agent",
        "how",
        "nothing_tried",
        "reply",
        "reply_channel",
        "reply_begun",
        "ground_reason",
    }
    assert form["to"].initial == str(Team.objects.get(slug=company.TIER_2).pk)


def test_receivers_of_live_handoffs_have_been_told(demo):
    for handoff in Handoff.objects.waiting().exclude(talk=Talk.OPEN):
        people = handoff.to_team.members.exclude(role="bot")
        told = Notice.objects.unread().filter(handoff=handoff, kind="sent")
        assert set(told.values_list("recipient", flat=True)) == set(people.values_list("pk", flat=True))
