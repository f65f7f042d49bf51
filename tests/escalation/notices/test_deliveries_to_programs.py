"""What programs are posted: each event once, a few at a time, by secrets that change."""

import json
import threading
import time as clock
from concurrent.futures import Future
from datetime import timedelta
from math import inf
from typing import Any
from unittest.mock import Mock

import pytest
from django.core import mail

from escalation import notices
from escalation.duty import Recipient
from escalation.models import (
    Delivery,
    NoticeKind,
    WebhookEndpoint,
)
from escalation.notices import deliveries, webhooks
from escalation.notices.deliveries.claiming import Parcel, claim
from escalation.notices.deliveries.ready import POSTS_AT_ONCE
from tests.clock import NOON, SettableClock
from tests.escalation.notices.sending import send, tell
from tests.factories import AgentFactory
from tests.support.sink import listening
from tickets.models import Agent

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("database_clock")]


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
