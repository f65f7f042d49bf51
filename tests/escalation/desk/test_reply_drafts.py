"""Replies half written: kept as typed, ended when they are said, shared and gone on with, never silently replaced."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from escalation import reply_drafts, shift_change, warm
from escalation.desk import acts
from escalation.models import ReplyDraft
from escalation.reply_drafts import Typed
from tests.clock import NOON, minutes_after
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, package
from tests.pages import signed_in, text
from tickets.models import Agent, Channel, Message, Ticket, Visibility

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(ticket: Ticket) -> Agent:
    return AgentFactory(name="Sarah Okafor", team=ticket.team)


def save(ticket: Ticket, words: str, *, by: Agent, at: datetime = NOON, **fields: Any) -> ReplyDraft | None:
    typed = Typed(words, is_shared=fields.pop("shared", False))
    return reply_drafts.save(ticket, typed=typed, by=by, at=at, **fields)


def kept(ticket: Ticket, agent: Agent) -> str | None:
    draft = reply_drafts.of(ticket, agent)
    return draft.body if draft else None


def test_what_is_typed_is_on_the_page_again(holder: Agent, ticket: Ticket) -> None:
    client = signed_in(holder)
    typed = {"kind": "note", "body": " Hi Maria,\n I ", "channel": "chat", "window": "one"}

    answer = client.post(reverse("ticket-draft", args=[ticket.pk]), typed)

    assert answer.json()["saved_at"]
    draft = ReplyDraft.objects.get()
    assert (draft.body, draft.visibility, draft.channel) == (" Hi Maria,\n I ", Visibility.INTERNAL, Channel.CHAT)
    page = text(client, ticket.get_absolute_url())
    assert "Hi Maria," in page
    assert "What you had written is back." in page


@pytest.mark.parametrize("said", [acts.note, acts.reply])
def test_what_was_said_is_no_draft_any_more(said: Any, holder: Agent, ticket: Ticket) -> None:
    save(ticket, "Looking.", by=holder)
    channel = {"channel": Channel.EMAIL} if said is acts.reply else {}

    said(ticket, body="Looking.", by=holder, **channel)

    assert kept(ticket, holder) is None


@pytest.mark.parametrize("said", [acts.note, acts.reply])
def test_what_is_said_elsewhere_leaves_what_she_is_writing(said: Any, holder: Agent, ticket: Ticket) -> None:
    save(ticket, "I have looked at the log, and", by=holder)
    channel = {"channel": Channel.EMAIL} if said is acts.reply else {}

    said(ticket, body="One moment, please.", by=holder, **channel)

    assert kept(ticket, holder) == "I have looked at the log, and"


def test_what_is_sent_from_the_box_ends_its_draft_whatever_was_changed_last(holder: Agent, ticket: Ticket) -> None:
    save(ticket, "I have looked at the log, and", by=holder)
    typed = {"kind": "note", "body": "Nothing in the log.", "seen": ticket.messages.get().pk}

    signed_in(holder).post(reverse("ticket-say", args=[ticket.pk]), typed)

    assert kept(ticket, holder) is None


def test_a_save_that_its_sending_has_overtaken_keeps_nothing(holder: Agent, ticket: Ticket) -> None:
    acts.reply(ticket, body="Looking.", channel=Channel.EMAIL, by=holder)

    assert save(ticket, "Looking. ", by=holder) is None
    assert not ReplyDraft.objects.exists()


def test_emptying_the_box_ends_the_draft(holder: Agent, ticket: Ticket) -> None:
    save(ticket, "Hi", by=holder, window="one")

    assert save(ticket, "  ", by=holder, window="one") is None
    assert kept(ticket, holder) is None


def test_two_windows_never_overwrite_each_other(holder: Agent, ticket: Ticket) -> None:
    first = save(ticket, "From one", by=holder, window="one")
    assert first

    with pytest.raises(reply_drafts.ChangedElsewhere) as refused:
        save(ticket, "From two", by=holder, window="two", at=minutes_after(1))

    assert refused.value.draft.body == kept(ticket, holder) == "From one"
    assert save(ticket, "From two", by=holder, window="two", seen=first.saved_at)


def test_the_page_is_told_what_the_other_window_has(holder: Agent, ticket: Ticket) -> None:
    save(ticket, "From one", by=holder, window="one")

    answer = signed_in(holder).post(
        reverse("ticket-draft", args=[ticket.pk]), {"kind": "reply", "body": "From two", "window": "two"}
    )

    assert answer.status_code == 409
    assert answer.json()["words"] == "From one"
    assert datetime.fromisoformat(answer.json()["saved_at"]) == NOON


@pytest.mark.parametrize("seen", ["yesterday", "2026-02-31T10:00:00+00:00", "x" * 50])
def test_a_damaged_form_is_refused_or_taken_as_new(seen: str, holder: Agent, ticket: Ticket) -> None:
    typed = {"kind": "reply", "body": "Hi", "draft_seen": seen}

    assert signed_in(holder).post(reverse("ticket-draft", args=[ticket.pk]), typed).status_code in {200, 422}


def test_a_draft_is_seen_by_colleagues_only_while_it_is_shared(holder: Agent, colleague: Agent, ticket: Ticket) -> None:
    hers = signed_in(colleague)
    save(ticket, "Dear Maria", by=holder, window="one")
    assert "Dear Maria" not in text(hers, ticket.get_absolute_url())

    save(ticket, "Dear Maria", by=holder, window="one", shared=True)

    assert "Dear Maria" in text(hers, ticket.get_absolute_url())
    assert "Dear Maria" not in text(signed_in(AgentFactory(team=ticket.team)), reverse("my-work"))


def test_going_on_with_a_draft_loses_no_word_of_either(holder: Agent, colleague: Agent, ticket: Ticket) -> None:
    draft = save(ticket, "Dear Maria, we found", by=holder, window="one", shared=True)
    assert draft
    save(ticket, "Is it the limit?", by=colleague)

    signed_in(colleague).post(reverse("draft-take-over", args=[draft.pk]))

    assert kept(ticket, colleague) == "Dear Maria, we found\n\nIs it the limit?"
    assert kept(ticket, holder) == "Dear Maria, we found"
    assert "Sarah Okafor goes on with a copy of this" in text(signed_in(holder), ticket.get_absolute_url())
    again = save(ticket, "Dear Maria, we found it", by=holder, window="one", shared=True)
    assert again
    assert not again.is_shared


def test_a_draft_goes_back_and_forth_without_saying_anything_twice(
    holder: Agent, colleague: Agent, ticket: Ticket
) -> None:
    first = save(ticket, "Dear Maria,", by=holder, window="one", shared=True)
    assert first
    taken = reply_drafts.take_over(first, by=colleague, at=minutes_after(1))
    second = save(
        ticket, "Dear Maria, we found it.", by=colleague, window="two", seen=taken.saved_at, at=NOON, shared=True
    )
    assert second

    back = reply_drafts.take_over(second, by=holder, at=minutes_after(2))

    assert back.body == "Dear Maria, we found it."
    assert back.taken_over_by is None


def test_a_draft_is_gone_on_with_by_one(holder: Agent, colleague: Agent, ticket: Ticket) -> None:
    draft = save(ticket, "Dear Maria", by=holder, shared=True)
    assert draft
    reply_drafts.take_over(draft, by=colleague, at=timezone.now())

    with pytest.raises(reply_drafts.NotShared):
        reply_drafts.take_over(draft, by=AgentFactory(team=ticket.team), at=timezone.now())


def test_a_stranger_neither_saves_nor_takes(holder: Agent, ticket: Ticket) -> None:
    draft = save(ticket, "Dear Maria", by=holder, shared=True)
    assert draft
    stranger = signed_in(AgentFactory(team=TeamFactory()))

    assert stranger.post(reverse("ticket-draft", args=[ticket.pk]), {"kind": "note", "body": "x"}).status_code == 404
    assert stranger.post(reverse("draft-take-over", args=[draft.pk])).status_code == 404


def test_a_note_is_held_back_too_and_both_are_shown(holder: Agent, colleague: Agent, ticket: Ticket) -> None:
    seen = ticket.messages.get().pk
    acts.note(ticket, body="Solved by restarting.", by=colleague)
    typed = {"kind": "note", "body": "I will restart it.", "seen": seen}

    response = signed_in(holder).post(reverse("ticket-say", args=[ticket.pk]), typed)

    page = response.content.decode()
    held = page[page.index("Nothing has been sent") :]
    assert response.status_code == 409
    assert "the thread moved on: 1 new message" in held
    assert "Solved by restarting." in held
    assert "I will restart it." in held
    assert "Add note anyway" in held
    assert not Message.objects.filter(body="I will restart it.").exists()
    typed["seen"] = ticket.messages.latest("pk").pk
    assert signed_in(holder).post(reverse("ticket-say", args=[ticket.pk]), typed).status_code == 302


def test_during_a_shift_change_a_draft_is_shared_unless_its_writer_says_no_and_its_page_shows_it(
    holder: Agent, colleague: Agent, ticket: Ticket
) -> None:
    share = re.compile(r'name="shared" checked')
    assert not share.search(text(signed_in(holder), ticket.get_absolute_url()))
    change = shift_change.start_by_hand(ticket.team, by=holder, at=timezone.now())

    assert share.search(text(signed_in(holder), ticket.get_absolute_url()))
    save(ticket, "We found the cause, and", by=holder, shared=True)
    assert "We found the cause, and" in text(signed_in(colleague), reverse("shift-change", args=[change.pk]))
    save(ticket, "We found it", by=holder, shared=False, at=NOON + timedelta(seconds=1))
    assert not share.search(text(signed_in(holder), ticket.get_absolute_url()))
    assert "We found it" not in text(signed_in(colleague), reverse("shift-change", args=[change.pk]))


def test_in_a_talk_a_draft_is_shared_unless_its_writer_says_no_and_its_page_shows_it(
    holder: Agent, ticket: Ticket
) -> None:
    receiver = AgentFactory(team=TeamFactory(tier=2))
    to = receiver.teams.get()
    talk = warm.send(ticket, type=HandoffTypeFactory(), to=to, package=package(), by=holder, to_agent=receiver)

    assert 'name="shared" checked' in text(signed_in(holder), ticket.get_absolute_url())
    save(ticket, "We found the cause, and", by=holder, shared=True)
    assert "We found the cause, and" in text(signed_in(receiver), reverse("talk", args=[talk.pk]))
