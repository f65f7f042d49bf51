"""What leaves the portal: written with its notice, sent once, tried again, never lost."""

import json
import smtplib
import threading
import time as clock
from concurrent.futures import Future
from datetime import time, timedelta
from math import inf
from typing import Any
from unittest.mock import Mock

import pytest
from django.core import mail

from escalation import handoffs, notices
from escalation.duty import Recipient
from escalation.models import (
    AlertChannel,
    AlertPreferences,
    Delivery,
    Handoff,
    Notice,
    NoticeKind,
    Topic,
    WebhookEndpoint,
)
from escalation.notices import deliveries, retrying, webhooks
from escalation.notices.deliveries.claiming import LEASE, LONGEST, Parcel, claim, renew
from escalation.notices.deliveries.ready import POSTS_AT_ONCE
from tests.clock import NOON, SettableClock
from tests.factories import AgentFactory, TeamFactory, send_handoff
from tests.support.sink import listening
from tickets.models import Agent, Role

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("database_clock")]


@pytest.fixture
def reader() -> Agent:
    """Somebody who wants to hear of everything by e-mail."""
    reader = AgentFactory(team=TeamFactory(), email="reader@example.com")
    AlertPreferences.objects.create(agent=reader, by_email=list(Topic.values))
    return reader


def tell(reader: Agent, event: str = "1", **fields: Any) -> None:
    fields = {"kind": NoticeKind.BREACHED, "title": f"Missed {event}", "at": NOON, **fields}
    notices.tell([Recipient(reader, "Test")], event=event, **fields)


def refuse(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(message: mail.EmailMessage) -> None:
        raise error

    monkeypatch.setattr(mail.EmailMessage, "send", fail)


def send(limit: int = 100) -> int:
    return deliveries.send_some(limit=limit)


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


def test_a_program_hears_of_an_event_once_and_no_more_when_it_is_gone(reader: Agent, settings: Any) -> None:
    settings.ALLOWED_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    with listening() as sink:
        endpoint = WebhookEndpoint.objects.create(name="P", url=sink.url, secret=webhooks.new_secret())
        told = [Recipient(agent, "Test") for agent in (AgentFactory(), AgentFactory())]
        notices.tell(told, event="1", kind=NoticeKind.BREACHED, title="Missed", at=NOON)
        send()
        assert [json.loads(posted.body)["type"] for posted in sink.posted] == ["notice.breached"]

        sink.answer = lambda posted: (410, {})
        notices.tell(told, event="2", kind=NoticeKind.BREACHED, title="Missed", at=NOON)
        send()

    endpoint.refresh_from_db()
    assert not endpoint.is_active
    assert endpoint.disabled_because
    assert Delivery.objects.filter(endpoint=endpoint).dead().count() == 1


def program(name: str = "P", url: str = "https://crm.example/") -> WebhookEndpoint:
    return WebhookEndpoint.objects.create(name=name, url=url, secret=webhooks.new_secret())


def tell_program(*events: str, urgent: bool = False) -> None:
    for event in events:
        tell(AgentFactory(), event, urgent=urgent)


def titles(parcels: list[Parcel]) -> list[str]:
    return [each.notice.title for parcel in parcels for each in parcel.deliveries]


def test_a_program_is_posted_to_four_times_at_once_and_each_event_once(reader: Agent, settings: Any) -> None:
    settings.ALLOWED_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    four, most = threading.Barrier(POSTS_AT_ONCE), []
    with listening() as sink:
        sink.stall = lambda: most.append(four.wait(8))
        program(url=sink.url)
        tell_program(*map(str, range(2 * POSTS_AT_ONCE)))

        assert send() == 2 * POSTS_AT_ONCE

    assert len(most) == 2 * POSTS_AT_ONCE, "none of them waited in vain for the other three"
    assert len({posted.headers["webhook-id"] for posted in sink.posted}) == len(sink.posted) == 2 * POSTS_AT_ONCE
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}


def test_one_program_takes_no_more_than_its_share_of_the_senders() -> None:
    program("Busy")
    tell_program(*"123456789")
    program("Other")
    tell_program("other")

    assert titles(claim(room=2)) == ["Missed 1", "Missed 2"]
    assert titles(claim(room=9)) == ["Missed 3", "Missed 4"]
    assert titles(claim(room=9)) == ["Missed other"], "of the other program"
    assert claim(room=9) == []


def test_four_posts_cost_hardly_more_statements_than_one(django_assert_num_queries: Any) -> None:
    program()
    tell_program(*"1234")

    with django_assert_num_queries(7):  # a look, and a transaction of four statements
        parcels = claim(room=9)
    with django_assert_num_queries(4):
        assert deliveries.settling.sent(parcels) == 4


def test_an_urgent_post_waits_for_none_that_is_not(database_clock: SettableClock) -> None:
    program()
    tell_program(*"123456789")
    claim(room=9)

    tell_program("page", urgent=True)

    assert titles(claim(room=9)) == ["Missed page"]


def test_a_program_that_fails_is_posted_to_one_by_one_until_it_answers(
    settings: Any, database_clock: SettableClock
) -> None:
    settings.ALLOWED_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    with listening() as sink:
        sink.answer = lambda posted: (503, {})
        program(url=sink.url)
        tell_program("0")
        send()
        sink.answer = lambda posted: (204, {})
        tell_program(*"123456")

        (first,) = claim(room=9)
        assert claim(room=9) == []
        deliveries.settling.sent([first])

    assert titles(claim(room=9)) == ["Missed 2", "Missed 3", "Missed 4", "Missed 5"]


def test_so_many_are_on_their_way_at_once_and_some_of_the_room_is_kept_for_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(deliveries.sending, "AT_ONCE", 3)
    monkeypatch.setattr(deliveries.sending, "KEPT_FOR_URGENT", 1)
    slow = Mock(submit=lambda act: Future())
    on_the_way: dict[Any, Parcel] = {}

    def begun() -> int:
        return deliveries.sending._begin(on_the_way, slow, most=inf)

    for name in "12345":
        tell(AgentFactory(email=f"{name}@example.com"), name)
    assert (begun(), begun()) == (2, 0), "the third place is kept"
    for name in "678":
        tell(AgentFactory(email=f"{name}@example.com"), name, urgent=True)
    assert (begun(), begun()) == (1, 0)

    assert titles(list(on_the_way.values())) == ["Missed 1", "Missed 2", "Missed 6"]


def set_once_mailed(mailed: threading.Event) -> None:
    ends_at = clock.monotonic() + 8
    while not mail.outbox and clock.monotonic() < ends_at:
        clock.sleep(0.01)
    mailed.set()


def test_for_a_day_after_a_change_the_secret_before_signs_too() -> None:
    endpoint = WebhookEndpoint.objects.create(name="CRM", url="https://crm.example/", secret=webhooks.new_secret())

    changed = webhooks.change_secret(endpoint, at=NOON)

    assert changed.secret != endpoint.secret
    assert changed.secrets_at(NOON + timedelta(hours=23)) == [changed.secret, endpoint.secret]
    assert changed.secrets_at(NOON + timedelta(hours=24)) == [changed.secret]


def test_a_slow_program_holds_up_no_page(reader: Agent, settings: Any) -> None:
    settings.ALLOWED_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    mailed = threading.Event()
    with listening() as sink:
        sink.stall = lambda: mailed.wait(8)
        WebhookEndpoint.objects.create(name="Slow", url=sink.url, secret=webhooks.new_secret())
        tell(reader, urgent=True)
        watch = threading.Thread(target=set_once_mailed, args=(mailed,))
        watch.start()
        started = clock.monotonic()
        send()
        watch.join()

    assert len(mail.outbox) == 1
    assert clock.monotonic() - started < 5, "the mail went out while the program was still thinking"


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
