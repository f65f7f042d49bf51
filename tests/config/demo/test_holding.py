"""The demo holds to everything that real work holds to."""

import re
from datetime import timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Count, Max
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from config.demo.directory import Directory
from config.demo.history import stories
from config.demo.playing import play
from config.demo.rows import TicketRows
from config.demo.story import Deed
from config.demo.writing import save
from escalation import clocks
from escalation.context_fields import from_json
from escalation.drafting import propose
from escalation.models import (
    Clock,
    ClockKind,
    ClockState,
    EventKind,
    Handoff,
    HandoffEvent,
    Notice,
)
from escalation.package import problems, sentences
from escalation.threads import said
from tests.config.demo.seen import NOW, TICKETS, past
from tickets.models import Cause, Ownership, Ticket


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
