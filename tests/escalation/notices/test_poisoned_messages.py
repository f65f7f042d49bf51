"""A message that nobody foresaw is put off or given up like any other, and those behind it leave."""

import smtplib
from typing import Any

import pytest
from django.core import mail
from django.db import OperationalError

from escalation import notices
from escalation.duty import Recipient
from escalation.models import AlertPreferences, Delivery, NoticeKind, Topic
from escalation.notices import deliveries
from escalation.notices.channels.message import Message
from escalation.notices.deliveries import composing, settling
from escalation.notices.deliveries.claiming import Parcel
from tests.clock import NOON
from tests.factories import AgentFactory, TeamFactory
from tickets.models import Agent

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("database_clock")]


def tell(title: str, *, urgent: bool = False) -> None:
    reader: Agent = AgentFactory(team=TeamFactory(), email=f"{title.lower()}@example.com")
    AlertPreferences.objects.create(agent=reader, by_email=list(Topic.values))
    told = [Recipient(reader, "Test")]
    notices.tell(told, event=title, kind=NoticeKind.BREACHED, title=title, urgent=urgent, at=NOON)


def test_a_message_that_cannot_be_written_stops_none_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    tell("Poison", urgent=True)
    tell("Sound")
    write = composing.message

    def fails_for_one(parcel: Parcel) -> Message:
        if parcel.lead.notice.title == "Poison":
            raise KeyError("broken")
        return write(parcel)

    monkeypatch.setattr(composing, "message", fails_for_one)

    assert deliveries.send_some() == 2

    assert [message.subject for message in mail.outbox] == ["Sound"]
    poison = Delivery.objects.get(notice__title="Poison")
    assert (poison.state, poison.attempts, poison.lease_until) == ("to be tried again", 1, None)
    assert "KeyError" in poison.last_error


def test_what_is_given_up_stays_so_though_nobody_can_be_told_of_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(message: mail.EmailMessage) -> None:
        raise smtplib.SMTPRecipientsRefused({"given-up@example.com": (550, b"nobody\0here")})

    def fail(*_: Any) -> None:
        raise KeyError("broken")

    tell("Given-up")
    monkeypatch.setattr(mail.EmailMessage, "send", refuse)
    monkeypatch.setattr(settling, "_raise_alarm", fail)

    deliveries.send_some()

    assert Delivery.objects.get().state == "given up"
    assert "Nobody could be told" in caplog.text


def test_when_it_is_over_nothing_more_is_begun() -> None:
    tell("Sound")

    assert deliveries.send_some(is_over=lambda: True) == 0

    assert mail.outbox == []


@pytest.mark.usefixtures("gone_database")
def test_where_the_database_itself_is_gone_no_message_is_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(parcel: Parcel) -> Message:
        raise OperationalError("the connection is lost")

    tell("Sound")
    monkeypatch.setattr(composing, "message", fails)

    with pytest.raises(OperationalError, match="lost"):
        deliveries.send_some()

    sound = Delivery.objects.get()
    assert (sound.last_error, sound.lease_until is None) == ("", False), "when its lease has run out, it is sent"
