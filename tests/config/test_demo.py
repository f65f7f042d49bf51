"""The demo in a database: that it holds to everything that real work holds to, and gets in nobody's way."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import transaction
from django.db.models import Count, Max
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from config.demo import company
from config.demo.directory import SOURCE, Directory
from config.demo.history import stories
from config.demo.live import refresh_live
from config.demo.live_plots import PASSED, TALKS
from config.demo.loading import load
from config.demo.playing import play
from config.demo.rows import TicketRows
from config.demo.sign_ins import demo_sign_ins
from config.demo.story import Deed
from config.demo.writing import save
from escalation import clocks, database_clock, handoffs, hidden
from escalation.context_fields import from_json
from escalation.criteria import publishing, replaying, rows
from escalation.desk import acts as desk
from escalation.desk.hand_over_form import HandOverForm, as_typed, from_draft
from escalation.drafting import propose
from escalation.engine import follower
from escalation.models import (
    RULES,
    Clock,
    ClockKind,
    ClockState,
    Continuation,
    Drill,
    DrillCase,
    DrillQuestion,
    EventKind,
    Handoff,
    HandoffDraft,
    HandoffEvent,
    HandoffType,
    Notice,
    ReplyDraft,
    ReturnReason,
    ShiftChange,
    ShiftTicket,
    Talk,
    WarmAsk,
)
from escalation.package import problems, sentences
from escalation.shift_change.page import gather
from escalation.threads import said
from tests.clock import SettableClock
from tests.factories import CustomerFactory, open_ticket
from tickets.models import Agent, Cause, Ownership, Status, Team, Ticket

NOW = datetime(2026, 3, 10, 14, 30, tzinfo=UTC)
TICKETS = 200


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo, loaded once for this file and gone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(NOW, tickets=TICKETS)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def db(loaded: None, django_db_blocker: Any) -> Iterator[None]:
    """In place of the plugin's own, which would close the transaction that the demo is loaded in."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(db: None) -> None:
    """The demo as loaded: what a test does to it is undone."""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SettableClock:
    clock = SettableClock(NOW)
    monkeypatch.setattr(database_clock, "source", clock)
    return clock


def live() -> Any:
    return Ticket.objects.filter(source=SOURCE, external_id__startswith="live-")


def past() -> Any:
    return Ticket.objects.filter(source=SOURCE, external_id__startswith="past-")


# --- what must always hold ----------------------------------------------------------------------------------------


def test_an_open_ticket_has_one_open_ledger_row_and_a_resolved_one_none(demo):
    open_rows = Count("ownerships") - Count("ownerships__ended_at")

    odd = [
        ticket
        for ticket in Ticket.objects.annotate(open_rows=open_rows)
        if ticket.open_rows != (0 if ticket.is_resolved else 1)
    ]

    assert Ticket.objects.count() > TICKETS * 0.8
    assert odd == []


def test_the_ledger_neither_overlaps_nor_leaves_a_gap_while_a_ticket_is_open(demo):
    for ticket in Ticket.objects.prefetch_related("ownerships"):
        rows = sorted(ticket.ownerships.all(), key=lambda row: (row.started_at, row.pk))
        assert rows[0].started_at == ticket.opened_at
        for before, after in pairwise(rows):
            assert before.ended_at
            if after.cause == Cause.REOPENED:
                assert before.ended_at < after.started_at
            else:
                assert before.ended_at == after.started_at


def test_a_ticket_says_what_its_ledger_and_its_thread_say(demo):
    for ticket in Ticket.objects.select_related("team", "holder"):
        last = ticket.ownerships.order_by("started_at", "pk").last()
        assert last
        assert (ticket.team, ticket.holder) == (last.team, last.agent)
        assert last.ended_at == ticket.resolved_at
        newest = ticket.messages.aggregate(at=Max("posted_at"))["at"]
        assert ticket.last_activity_at == max(newest, ticket.resolved_at or newest)


def test_every_acknowledged_handoff_explains_its_row_of_the_ledger(demo):
    for handoff in Handoff.objects.filter(acknowledged_at__isnull=False).select_related("ownership"):
        row = handoff.ownership
        assert row
        assert (row.ticket_id, row.team_id, row.agent_id) == (
            handoff.ticket_id,
            handoff.to_team_id,
            handoff.acknowledged_by_id,
        )
        assert row.started_at == handoff.acknowledged_at
        assert row.cause in {Cause.HANDOFF, Cause.SHIFT}
    assert not Ownership.objects.filter(cause=Cause.HANDOFF, handoff__isnull=True).exists()


def test_the_verdict_on_a_clock_is_whether_it_was_met_by_when_it_was_due(demo):
    judged = Clock.objects.exclude(state__in=[ClockState.RUNNING, ClockState.VOID])

    assert judged.count() > 100
    for clock in judged:
        in_time = clock.met_at is not None and clock.met_at <= clock.due_at
        assert in_time == (clock.state == ClockState.MET)


def test_no_clock_of_the_past_still_runs(demo):
    assert not Clock.objects.running().filter(handoff__ticket__in=past()).exists()


def test_settling_anew_changes_no_verdict(demo):
    fields = ["pk", "state", "met_at", "voided_at", "breached_at", "recorded_at"]
    before = list(Clock.objects.order_by("pk").values_list(*fields))

    for ticket in past():
        clocks.settle(ticket, at=NOW)

    assert list(Clock.objects.order_by("pk").values_list(*fields)) == before


def test_somebody_was_told_of_every_breach_of_the_past_and_has_read_it(demo):
    breached = Clock.objects.breached().filter(handoff__ticket__in=past())

    assert breached.exists()
    for clock in breached:
        assert clock.breach_event.at == clock.due_at
        told = Notice.objects.filter(key__contains=f":breached:{clock.pk}:")
        assert told.exists()
        assert all(notice.reason and notice.read_at for notice in told)


def lacking(handoff: Handoff) -> dict[str, str]:
    return problems(handoff.package, asks=handoff.type.asks, asked=from_json(handoff.asked))


def test_every_sent_package_is_complete(demo):
    """What a shift change hands on says what was known before it."""
    sent = Handoff.objects.exclude(ownership__cause=Cause.SHIFT)
    assert [handoff for handoff in sent if lacking(handoff)] == []


def test_the_card_of_every_handoff_shows_forty_words_at_most_before_more(demo):
    for handoff in Handoff.objects.select_related("from_team", "to_team", "to_agent", "sent_by", "type", "ticket"):
        card = render_to_string("components/summary_card.html", {"handoff": handoff, "now": NOW})
        package = card.partition('<p class="summary-next">')[2]  # after why it came back, where it did
        shown = package.partition("<details")[0]
        labels = r'<(small|dt|svg)\b.*?</\1>|<span class="whole">.*?</span>'
        words = strip_tags(re.sub(labels, " ", shown, flags=re.DOTALL)).split()
        assert len(words) <= 40, " ".join(words)


def test_the_form_of_every_ticket_writes_itself_with_the_customers_words(demo):
    handoffs_sent = Handoff.objects.select_related("type").prefetch_related("ticket__messages", "type__fields")
    for handoff in handoffs_sent:
        before = [message for message in handoff.ticket.messages.all() if message.posted_at <= handoff.sent_at]
        thread = said(sorted(before, key=lambda message: (message.posted_at, message.pk)))

        proposed = propose(thread, handoff.type.asked).fields

        assert {"issue_summary", "sentiment", "sentiment_note"} <= proposed.keys()
        assert sentences(proposed["issue_summary"].value) <= 3


def test_most_handoffs_are_acknowledged_in_time_and_not_all(demo):
    judged = Clock.objects.filter(kind=ClockKind.ACKNOWLEDGE, state__in=[ClockState.MET, ClockState.BREACHED])

    share = judged.filter(state=ClockState.MET).count() / judged.count()

    assert 0.7 < share < 0.97


def test_rows_written_at_once_are_those_that_the_services_would_have_made(demo):
    directory = Directory.load()
    told = [story for _, story in stories(since=(NOW - timedelta(days=25)).date(), until=NOW - timedelta(days=20))]
    eventful = sorted(told, key=lambda story: len({act.deed for act in story.acts}))[-10:]

    for number, story in enumerate(eventful):
        written = TicketRows(f"written-{number}", story, directory)
        played = TicketRows(f"played-{number}", story.until(1), directory)
        save([written, played])
        play(played.ticket, story.acts[1:], directory)
        while clocks.record_due(NOW):
            pass
        assert everything_about(written.ticket) == everything_about(played.ticket)

    deeds = {act.deed for story in eventful for act in story.acts}
    assert deeds >= {Deed.RETURNED, Deed.TAKEN_BACK, Deed.ASKED, Deed.ACKNOWLEDGED, Deed.RESOLVED}


def on_its_own(came_along: dict[str, Any]) -> dict[str, Any]:
    """What came along of the ticket itself: other tickets and accounts are not the same while many are written."""
    return {name: value for name, value in came_along.items() if name not in {"events", "earlier"}}


def everything_about(ticket: Ticket) -> dict[str, Any]:
    ticket.refresh_from_db()
    skipped = {"id", "ticket", "external_id", "ownership", "handoff", "source", "recorded_at", "followed_at", "clock"}

    def rows(queryset: Any) -> list[dict[str, Any]]:
        return [
            {field.name: getattr(row, field.attname) for field in row._meta.fields if field.name not in skipped}
            for row in queryset.order_by("pk")
        ]

    return {
        "ticket": rows(Ticket.objects.filter(pk=ticket.pk)),
        "messages": rows(ticket.messages),
        "ledger": rows(ticket.ownerships),
        "participants": rows(ticket.participants),
        "handoffs": [{**row, "came_along": on_its_own(row["came_along"])} for row in rows(ticket.handoffs)],
        "events": rows(HandoffEvent.objects.filter(handoff__ticket=ticket).exclude(kind=EventKind.BREACHED)),
        "clocks": rows(Clock.objects.filter(handoff__ticket=ticket)),
        "found by": ticket.search_text.text,
    }


# --- what goes on now ---------------------------------------------------------------------------------------------


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


def test_starting_again_sets_the_countdowns_anew(demo):
    later = NOW + timedelta(hours=5)

    refresh_live(later)

    assert live().count() == len(PASSED) + len(TALKS)
    assert Clock.objects.unfinished().filter(due_at__lt=later).count() == 1
    assert Handoff.objects.waiting().filter(sent_at__gt=later - timedelta(minutes=20)).count() == 16


def test_what_a_person_acted_on_stays_as_she_left_it(demo, clock):
    clock.forward(minutes=2)
    hanna = Agent.objects.get(username="hanna.virtanen")
    waiting = Handoff.objects.waiting().filter(to_team__slug=company.TIER_2)
    taken, asked, noted = waiting.order_by("pk")[:3]
    claimed = live().filter(team__slug=company.LISBON, holder=None).first()
    handoffs.acknowledge(taken, by=hanna)
    handoffs.ask(asked, text="Which depot?", by=hanna)
    desk.note(noted.ticket, body="Looks like Tuesday's release.", by=hanna)
    desk.claim(claimed, by=Agent.objects.get(username="aoife.brennan"))
    touched = {taken.ticket_id, asked.ticket_id, noted.ticket_id, claimed.pk}
    untouched = set(live().exclude(pk__in=touched).values_list("pk", flat=True))

    refresh_live(NOW + timedelta(minutes=30))

    assert Ticket.objects.filter(pk__in=touched).count() == len(touched)
    assert not Ticket.objects.filter(pk__in=untouched).exists()
    assert Ticket.objects.get(pk=taken.ticket_id).holder == hanna
    assert asked.events.filter(kind=EventKind.ASKED, text="Which depot?").exists()
    assert not live().filter(pk__in=touched).exists()
    assert live().count() == len(PASSED) + len(TALKS)


def test_a_ticket_of_a_persons_own_is_never_touched(demo):
    team = Agent.objects.get(username="aoife.brennan").teams.get()
    own = open_ticket(team, customer=CustomerFactory(), at=NOW)

    refresh_live(NOW + timedelta(days=3))

    own.refresh_from_db()
    assert own.messages.count() == 1
    assert own.status == Status.OPEN


def test_what_the_watcher_recorded_does_not_make_a_ticket_touched(demo):
    before = set(live().values_list("pk", flat=True))
    clocks.record_due(NOW + timedelta(hours=1))

    refresh_live(NOW + timedelta(hours=1))

    assert not Ticket.objects.filter(pk__in=before).exists()


def test_what_the_watcher_did_until_the_next_start_leaves_no_doubles(demo, clock):
    """It sweeps what nobody took at the shift change, sends on, and lets talks go cold."""
    before = set(live().values_list("pk", flat=True))
    for _ in range(8):
        clock.forward(minutes=15)
        clocks.record_due(clock.now)
        while follower.follow_up(clock.now):
            pass
    assert ShiftTicket.objects.filter(left_at__isnull=False).exists()

    refresh_live(clock.now)

    assert not Ticket.objects.filter(pk__in=before).exists()
    assert live().count() == len(PASSED) + len(TALKS)


def test_loading_again_adds_the_days_in_between_and_repeats_nothing(demo):
    before = set(past().values_list("external_id", flat=True))

    load(NOW, tickets=TICKETS)
    same = set(past().values_list("external_id", flat=True))
    load(NOW + timedelta(days=5), tickets=TICKETS)
    more = set(past().values_list("external_id", flat=True))

    assert same == before
    assert more > before
    assert past().order_by("-opened_at").first().opened_at > NOW


# --- who may be tried ---------------------------------------------------------------------------------------------


def test_the_people_shown_at_the_door_can_come_in(demo, rf):
    shown = demo_sign_ins()

    roles = {person.role for person in shown}

    assert roles >= {"Agent", "Lead", "Manager", "Admin"}
    assert {"Tier 1 Lisbon", "Tier 2"} <= {person.team for person in shown}
    for person in shown:
        assert authenticate(rf.post("/"), username=person.username, password=person.password)


def test_the_assistant_cannot_come_in(demo, rf):
    assert authenticate(rf.post("/"), username=company.BOT, password=company.PASSWORD) is None


def test_names_with_markup_in_them_are_among_the_customers(demo):
    names = list(Ticket.objects.values_list("account__name", flat=True).distinct())

    assert any("&" in name for name in names)
    assert any("'" in agent.name for agent in Agent.objects.all())


def test_leads_have_answered_in_the_place_of_holders(demo):
    found = hidden.answers_without_handoff().values_list("agent__username", "in_place_of__agent__username")

    assert set(found) == {
        ("ines.carvalho", "zofia.wrona"),
        ("seun.adeyemi", "rafael.duarte"),
    }


@pytest.mark.usefixtures("demo")
def test_drills_were_taken_some_of_them_failed_and_some_wrong_answers_were_to_practice_tickets() -> None:
    assert DrillCase.objects.count() >= 6
    assert set(Drill.objects.values_list("is_passed", flat=True)) == {True, False}
    assert DrillQuestion.objects.wrong().exists()
    assert DrillQuestion.objects.exclude(case=None).exists()


@pytest.mark.usefixtures("demo")
def test_a_draft_of_the_criteria_waits_whose_replay_shows_handoffs_less_and_more() -> None:
    state = publishing.state(RULES)
    assert state
    assert not state.is_live
    assert not state.problems
    replayed = replaying.replay_latest(rows.drafted(), NOW, count=500)

    said = {change.after.hands_over for change in replayed.changes}
    assert said == {True, False}


@pytest.mark.usefixtures("demo")
def test_what_came_back_from_the_wrong_team_says_what_decided_it() -> None:
    returned = Handoff.objects.filter(return_reason=ReturnReason.WRONG_TEAM)

    assert returned.exists()
    assert not returned.filter(ground=None).exists()
    assert returned.exclude(ground__criterion="").exists()
