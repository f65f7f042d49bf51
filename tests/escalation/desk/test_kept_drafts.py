"""A handoff half written stays its writer's, whatever becomes of the ticket meanwhile."""

import json
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from escalation import drafts, handoffs
from escalation.desk.hand_over_form import as_typed, from_draft, words_of
from escalation.models import HandoffDraft
from tests.api import V1, as_agent
from tests.factories import AgentFactory, send_handoff
from tests.pages import signed_in, text
from tests.support.lasting_rows import lasting
from tickets.models import Agent, Message, Ticket, Visibility

pytestmark = pytest.mark.django_db
TYPED = {"issue_summary": "Sync fails with 429.", "step": "New API key", "result": "Same 429", "reply": "We look."}


def address(ticket: Ticket, name: str = "hand-over") -> str:
    return reverse(name, args=[ticket.pk])


def goes_away(ticket: Ticket, holder: Agent) -> None:
    """To another team, which acknowledges it; its sender still sees it."""
    sent = send_handoff(sender=holder, ticket=ticket, at=timezone.now())
    handoffs.acknowledge(sent, by=sent.to_team.members.get())


@lasting
def gone(ticket: Ticket, holder: Agent) -> Ticket:
    """She began a draft, and then sent it to another team after all, from elsewhere."""
    goes_away(ticket, holder)
    drafts.save(ticket, content=as_typed(QueryDict(urlencode(TYPED))), by=holder, at=timezone.now())
    ticket.refresh_from_db()
    return ticket


def test_its_writer_reads_her_draft_though_the_ticket_is_with_another_team(gone: Ticket, holder: Agent) -> None:
    page = text(signed_in(holder), address(gone))

    assert "What you wrote is kept" in page
    for words in ("Sync fails with 429.", "New API key: Same 429", "To the customer: We look."):
        assert words in page


def test_she_leaves_it_as_a_note_for_whoever_has_the_ticket(gone: Ticket, holder: Agent) -> None:
    page = signed_in(holder).get(address(gone))
    typed = {"kind": "note", "body": page.context["words"], "seen": page.context["last_message"]}
    signed_in(holder).post(address(gone, "ticket-say"), typed)

    said = Message.objects.get(ticket=gone, visibility=Visibility.INTERNAL)
    assert "Sync fails with 429." in said.body


def test_what_she_goes_on_typing_is_saved_also_once_the_ticket_is_elsewhere(gone: Ticket, holder: Agent) -> None:
    more = {**TYPED, "issue_summary": "Sync fails with 429 since noon.", "draft_seen": _saved_at(gone)}
    assert signed_in(holder).post(address(gone, "hand-over-draft"), more).status_code == 200
    sent = signed_in(holder).post(address(gone), {**more, "business_impact": "Orders stop."})

    assert sent.status_code == 409
    assert "Orders stop." in sent.content.decode()
    assert HandoffDraft.objects.get().content["business_impact"] == "Orders stop."
    assert as_agent(holder).get(f"{V1}/tickets/{gone.pk}/draft/").status_code == 200


def _saved_at(ticket: Ticket) -> str:
    return HandoffDraft.objects.get(ticket=ticket).saved_at.isoformat()


def test_the_ticket_and_my_work_lead_to_it(gone: Ticket, holder: Agent) -> None:
    link = f'href="{address(gone)}"'

    assert "Your handoff draft" in text(signed_in(holder), gone.get_absolute_url())
    assert link in signed_in(holder).get("/").content.decode()


def test_of_a_ticket_that_she_may_not_open_any_more_she_reads_her_own_words_alone(
    ticket: Ticket, holder: Agent
) -> None:
    client = signed_in(AgentFactory(team=ticket.team))
    client.post(address(ticket, "hand-over-draft"), TYPED)
    goes_away(ticket, holder)

    page = text(client, address(ticket))
    assert "Sync fails with 429." in page
    assert ticket.subject not in page
    assert "A ticket that you do not see any more" in text(client, "/")
    client.post(address(ticket, "hand-over-discard"))
    assert client.get(address(ticket)).status_code == 404


def test_whoever_wrote_nothing_is_still_refused(ticket: Ticket) -> None:
    boss = AgentFactory(role="manager")

    assert signed_in(boss).get(address(ticket)).status_code == 403
    assert signed_in(boss).post(address(ticket, "hand-over-draft"), TYPED).status_code == 403


def test_what_is_saved_is_saved_whole_or_not_at_all(ticket: Ticket, holder: Agent) -> None:
    client, long = signed_in(holder), "word " * 2_000
    assert client.post(address(ticket, "hand-over-draft"), {"business_impact": long}).status_code == 200
    assert HandoffDraft.objects.get().content["business_impact"] == long

    answer = client.post(
        address(ticket, "hand-over-draft"),
        {"business_impact": "x" * (drafts.SIZE_LIMIT + 1), "draft_seen": _saved_at(ticket)},
    )
    assert answer.status_code == 413
    assert HandoffDraft.objects.get().content["business_impact"] == long


def test_the_reason_without_a_ground_and_the_words_to_the_customer_are_kept_and_shown(
    ticket: Ticket, holder: Agent
) -> None:
    client = signed_in(holder)
    typed = {"reply": "We look.", "ground_reason": "Their contract says so.", "window": "one"}
    client.post(address(ticket, "hand-over-draft"), typed)
    content = HandoffDraft.objects.get().content
    other = client.post(address(ticket, "hand-over-draft"), {"window": "two"})

    assert from_draft(content)["ground_reason"] == "Their contract says so."
    assert other.status_code == 409
    assert json.loads(other.content)["words"] == words_of(content) == "We look.\nTheir contract says so."


def test_a_day_that_no_calendar_has_is_no_draft_that_was_seen(ticket: Ticket, holder: Agent) -> None:
    typed = {"issue_summary": "Sync fails.", "draft_seen": "2026-02-31T10:00:00Z"}

    assert signed_in(holder).post(address(ticket, "hand-over-draft"), typed).status_code == 200


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_of_two_windows_that_save_first_at_once_one_waits_for_the_other(ticket: Ticket, holder: Agent) -> None:
    with CaptureQueriesContext(connection) as asked:
        drafts.save_from("one", ticket, content={}, seen=None, by=holder, at=timezone.now())

    locks = [query["sql"] for query in asked if "FOR UPDATE" in query["sql"]]
    assert "tickets_ticket" in locks[0]


def test_an_answer_that_goes_along_goes_the_way_the_customer_wrote_last(holder: Agent, ticket: Ticket) -> None:
    Message.objects.filter(ticket=ticket).update(channel="chat")

    page = signed_in(holder).get(address(ticket)).content.decode()
    channel = page.partition('name="reply_channel"')[2].partition("</select>")[0]
    assert '<option value="chat" selected>' in channel
