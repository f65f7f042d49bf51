"""What leaves the portal: written with its notice, sent once, tried again, never lost."""

import smtplib
import threading
from datetime import time, timedelta
from typing import Any

import pytest
from django.core import mail

from escalation import handoffs
from escalation.models import (
    AlertChannel,
    AlertPreferences,
    Delivery,
    Handoff,
    Notice,
    NoticeKind,
    Topic,
)
from escalation.notices import deliveries, retrying
from escalation.notices.deliveries.claiming import LEASE, LONGEST, claim, renew
from tests.clock import NOON, SettableClock
from tests.escalation.notices.sending import refuse, send, tell
from tests.factories import AgentFactory, send_handoff
from tickets.models import Agent, Role

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("database_clock")]


def test_a_notice_goes_out_once(reader: Agent) -> None:
    tell(reader)
    tell(reader)

    assert (send(), send()) == (1, 0)
    (message,) = mail.outbox
    assert (message.subject, message.to) == ("Missed 1", ["reader@example.com"])
    assert "You are told because: Test." in message.body
    assert Delivery.objects.get().sent_at == NOON


def test_who_chose_otherwise_or_has_no_address_gets_no_mail(reader: Agent, settings: Any) -> None:
    tell(AgentFactory())
    AlertPreferences.objects.update(by_email=[Topic.WAITING])
    tell(reader, "2")
    settings.SENDS_EMAIL = False
    tell(reader, "3", kind=NoticeKind.SENT)

    assert Notice.objects.count() == 3
    assert not Delivery.objects.exists()


def test_without_a_choice_she_is_mailed_what_is_urgent_and_what_was_missed() -> None:
    agent = AgentFactory(email="new@example.com")
    for kind in (NoticeKind.SENT, NoticeKind.BREACHED, NoticeKind.ACKNOWLEDGED):
        tell(agent, str(kind), kind=kind)
    tell(agent, "page", kind=NoticeKind.PAGED, urgent=True)

    assert set(Delivery.objects.values_list("notice__kind", flat=True)) == {NoticeKind.BREACHED, NoticeKind.PAGED}


def test_quiet_hours_hold_what_is_not_urgent(reader: Agent, database_clock: SettableClock) -> None:
    AlertPreferences.objects.update(quiet_from=time(11), quiet_until=time(13))
    tell(reader)
    tell(reader, "page", urgent=True, title="Page")

    send()
    assert [message.subject for message in mail.outbox] == ["Page"]
    database_clock.forward(hours=1)
    send()
    assert [message.subject for message in mail.outbox] == ["Page", "Missed 1"]


def test_an_acknowledgement_stops_what_called_for_it(reader: Agent) -> None:
    handoff = send_handoff(receiver=reader)
    AlertPreferences.objects.update(quiet_from=time(11), quiet_until=time(13))
    tell(reader, "breach", handoff=handoff)

    handoffs.acknowledge(handoff, by=reader)

    assert [(each.notice.kind, each.state) for each in Delivery.objects.order_by("pk")] == [
        ("sent", "not needed any more"),
        ("breached", "waiting"),
    ]


def test_what_fails_is_tried_again_with_the_same_key(
    reader: Agent, database_clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(reader)
    with monkeypatch.context() as broken:
        refuse(broken, smtplib.SMTPRecipientsRefused({"reader@example.com": (451, b"Try later")}))
        send()
    failed = Delivery.objects.get()
    assert (failed.attempts, failed.last_error) == (1, "The mail server answered 451: Try later")
    assert send() == 0

    database_clock.forward(seconds=6)
    send()

    (message,) = mail.outbox
    assert message.extra_headers["Message-ID"].startswith("<msg_")
    assert (Delivery.objects.get().attempts, Delivery.objects.get().bundle) == (2, failed.bundle)


def test_an_address_that_is_refused_for_good_is_given_up_with_an_alarm(
    reader: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = AgentFactory(role=Role.ADMIN)
    tell(reader)
    refuse(monkeypatch, smtplib.SMTPRecipientsRefused({"reader@example.com": (550, b"No such person")}))
    send()
    tell(reader, "2")
    send()

    assert Delivery.objects.filter(notice__kind=NoticeKind.BREACHED).dead().count() == 2
    alarms = Notice.objects.filter(kind=NoticeKind.UNDELIVERED).order_by("recipient")
    assert [alarm.recipient for alarm in alarms] == [reader, admin], "once for each, in an hour"


def test_that_a_page_does_not_get_through_is_as_urgent_as_the_page(
    reader: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    AgentFactory(role=Role.ADMIN)
    refuse(monkeypatch, smtplib.SMTPRecipientsRefused({"reader@example.com": (550, b"No such person")}))
    tell(reader)
    send()
    tell(reader, "2", urgent=True)
    send()

    alarms = Notice.objects.filter(kind=NoticeKind.UNDELIVERED, recipient__role=Role.ADMIN).order_by("pk")
    assert [alarm.is_urgent for alarm in alarms] == [False, True]


def test_an_alarm_that_cannot_be_delivered_raises_no_other(
    reader: Agent, database_clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(reader)
    refuse(monkeypatch, smtplib.SMTPRecipientsRefused({"reader@example.com": (550, b"No such person")}))
    for _ in range(3):
        send()
        database_clock.forward(hours=2)

    assert Notice.objects.filter(kind=NoticeKind.UNDELIVERED).count() == 1


def test_after_the_last_try_it_is_given_up_and_may_be_sent_again(
    reader: Agent, database_clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(reader, urgent=True)
    with monkeypatch.context() as broken:
        refuse(broken, ConnectionRefusedError())
        for _ in range(len(retrying.URGENT) + 1):
            send()
            database_clock.forward(hours=3)
    missed = Delivery.objects.filter(notice__kind=NoticeKind.BREACHED)
    assert missed.get().state == "given up"

    assert deliveries.send_again(missed) == 1
    send()
    database_clock.forward(minutes=1)  # the alarm about it went first
    send()

    assert missed.get().state == "sent"


def test_a_sender_that_died_leaves_its_message_to_the_next(reader: Agent, database_clock: SettableClock) -> None:
    tell(reader)
    (died,) = claim(room=9)
    assert claim(room=9) == []
    database_clock.forward(seconds=LEASE.total_seconds() + 1)

    (second,) = claim(room=9)

    assert second.lead.bundle == died.lead.bundle
    assert second.token != died.token


def test_a_sender_whose_lease_ran_out_marks_nothing(reader: Agent, database_clock: SettableClock) -> None:
    tell(reader)
    (slow,) = claim(room=9)
    database_clock.forward(seconds=LEASE.total_seconds() + 1)
    send()

    assert not deliveries.settling.sent([slow])
    assert len(mail.outbox) == 1


def test_a_lease_is_renewed_while_its_sender_is_at_it_and_not_for_ever(
    reader: Agent, database_clock: SettableClock
) -> None:
    tell(reader)
    (slow,) = claim(room=9)
    for _ in range(6):
        database_clock.forward(seconds=8)
        renew([slow])
        assert send() == 0

    database_clock.forward(seconds=LONGEST.total_seconds())
    renew([slow])
    assert send() == 1
    assert not deliveries.settling.sent([slow])


def test_a_sender_renews_what_takes_long(
    reader: Agent, monkeypatch: pytest.MonkeyPatch, database_clock: SettableClock
) -> None:
    monkeypatch.setattr(deliveries.sending, "RENEW_EVERY", 0.0)
    tell(reader)

    def take_long(message: mail.EmailMessage) -> None:
        renewed.wait(10)

    renewed = threading.Event()
    monkeypatch.setattr(deliveries.sending, "renew", lambda parcels: renewed.set() if list(parcels) else None)
    monkeypatch.setattr(mail.EmailMessage, "send", take_long)

    assert send() == 1
    assert renewed.is_set()


def test_a_page_waits_for_nothing_that_is_not_urgent(reader: Agent, database_clock: SettableClock) -> None:
    tell(reader)
    send()
    tell(reader, "page", urgent=True)
    assert send() == 1, "although something was sent a moment ago"

    database_clock.forward(minutes=2)
    tell(reader, "another")
    assert claim(room=9)  # by a sender that is killed now
    tell(reader, "another page", urgent=True)

    assert send() == 1


def test_a_storm_goes_out_together(reader: Agent, database_clock: SettableClock) -> None:
    for _ in range(17):
        send_handoff(receiver=reader)

    send()
    tell(reader, "late")
    assert send() == 0, "not so soon after the last"
    database_clock.forward(minutes=2)
    send()

    assert [message.subject for message in mail.outbox] == ["17 handoffs wait unacknowledged", "Missed late"]
    storm = mail.outbox[0].body
    assert storm.count("Acknowledge: http") == storm.count("High urgency") == 10
    assert "And 7 more." in storm
    assert not Delivery.objects.unfinished().exists()


def test_a_bundle_that_failed_goes_out_again_as_it_was(
    reader: Agent, database_clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        tell(reader, str(number))
    with monkeypatch.context() as broken:
        refuse(broken, TimeoutError())
        send()
    tell(reader, "another", at=NOON + timedelta(seconds=9))
    database_clock.forward(seconds=10)

    (parcel,) = claim(room=9)

    assert {each.notice.title for each in parcel.deliveries} == {"Missed 0", "Missed 1", "Missed 2"}


def test_what_is_urgent_goes_first(reader: Agent) -> None:
    tell(reader, title="Slow")
    tell(AgentFactory(email="duty@example.com"), "2", title="Page", urgent=True, at=NOON + timedelta(seconds=0))

    (parcel,) = claim(room=9)

    assert parcel.lead.notice.title == "Page"


def test_who_has_left_is_written_to_no_more(reader: Agent) -> None:
    tell(reader)
    Agent.objects.filter(pk=reader.pk).update(is_active=False)

    send()

    assert not mail.outbox
    assert Delivery.objects.get().state == "not needed any more"


def test_a_subject_cannot_become_a_header(reader: Agent) -> None:
    tell(reader, title="Missed\nBcc: everybody@example.com")

    send()

    assert mail.outbox[0].subject == "Missed Bcc: everybody@example.com"


def test_writing_what_nobody_wants_to_hear_takes_few_queries(django_assert_max_num_queries: Any, reader: Agent) -> None:
    handoff: Handoff = send_handoff()
    with django_assert_max_num_queries(9):
        tell(AgentFactory(), handoff=handoff)


def channel_of(reader: Agent, *topics: Topic) -> AlertChannel:
    return AlertChannel.objects.create(
        agent=reader, name="Room", address="slack://a/b/c", topics=list(topics), created_at=NOON
    )


@pytest.mark.parametrize("topics", [[Topic.BATON], [Topic.MINE]], ids=["hears of it there", "does not usually"])
def test_that_an_address_is_dead_its_owner_hears_on_another_way_and_not_there(
    reader: Agent, topics: list[Topic], monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = channel_of(reader, *topics)
    admin = AgentFactory(role=Role.ADMIN, email="admin@example.com")
    refuse(monkeypatch, smtplib.SMTPRecipientsRefused({"reader@example.com": (550, b"No such person")}))
    tell(reader)
    send(limit=1)

    alarms = Delivery.objects.filter(notice__kind=NoticeKind.UNDELIVERED)
    assert [alarm.channel for alarm in alarms.filter(notice__recipient=reader)] == [channel]
    assert alarms.get(notice__recipient=admin).target == f"email:{admin.pk}"


def test_who_has_no_other_way_still_hears_of_it_there(reader: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, smtplib.SMTPRecipientsRefused({"reader@example.com": (550, b"No such person")}))
    tell(reader)
    send(limit=1)

    assert Delivery.objects.get(notice__kind=NoticeKind.UNDELIVERED).target == f"email:{reader.pk}"
