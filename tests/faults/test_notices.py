"""The mail server refuses, a sender is killed in the middle, Redis is gone: what was to be told is told."""

import re
import signal
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from escalation import database_clock, notices
from escalation.duty import Recipient
from escalation.models import Delivery, Notice, NoticeKind, WebhookEndpoint
from escalation.notices import deliveries, webhooks
from escalation.notices.channels import by_webhook
from tests.factories import AgentFactory
from tests.faults import scene as after
from tests.support.mail_server import MailServer, serving
from tests.support.processes import Processes, wait_until
from tests.support.redis_server import RedisServer
from tests.support.sink import Sink, listening

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

PUBLISH = """
import time, django
django.setup()
from escalation.notices import nudge
for _ in range(3):
    nudge._nudges._silent_until = 0
    started = time.monotonic()
    nudge._nudges.send()
    print(f"waited: {time.monotonic() - started:.2f}", flush=True)
"""
SEND = "import django; django.setup(); from escalation.tasks import send_notices; send_notices.delay()"
INSIDE_HERE = ["127.0.0.0/8"]
INSIDE = {"ALLOWED_PRIVATE_NETWORKS": ",".join(INSIDE_HERE)}


def tell(event: str = "1") -> None:
    reader = AgentFactory(email="reader@example.com")
    told = [Recipient(reader, "Test")]
    notices.tell(told, event=event, kind=NoticeKind.BREACHED, title="Missed", at=database_clock.now())


@pytest.fixture
def sink() -> Iterator[Sink]:
    with listening() as sink:
        WebhookEndpoint.objects.create(name="Program", url=sink.url, secret=webhooks.new_secret())
        yield sink


def use(mail: MailServer, settings: Any) -> None:
    settings.EMAIL_BACKEND = "escalation.notices.channels.mail_server.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False


def hasten() -> None:
    """As if the waits, and the leases of the dead, had run out."""
    past = database_clock.now() - timedelta(seconds=1)
    Delivery.objects.unfinished().update(next_attempt_at=past)
    Delivery.objects.unfinished().filter(lease_until__isnull=False).update(lease_until=past)


def test_a_mail_server_that_is_busy_gets_the_same_message_later(settings: Any) -> None:
    with serving("451 later, please") as mail:
        use(mail, settings)
        tell()
        deliveries.send_some(limit=5)
        assert mail.taken == []
        assert "451" in Delivery.objects.get().last_error

        hasten()
        deliveries.send_some(limit=5)

    assert len(mail.taken) == 1
    assert Delivery.objects.get().state == "sent"


def test_an_address_that_the_mail_server_does_not_know_is_given_up(settings: Any) -> None:
    with serving("550 nobody here", "550 nobody here") as mail:
        use(mail, settings)
        tell()
        deliveries.send_some(limit=5)

    assert mail.taken == []
    assert {each.notice.kind for each in Delivery.objects.dead()} == {NoticeKind.BREACHED, NoticeKind.UNDELIVERED}
    assert Notice.objects.filter(kind=NoticeKind.UNDELIVERED).count() == 1, "and the alarm raises none itself"


def test_a_mail_server_that_is_gone_is_tried_again(settings: Any) -> None:
    with serving() as mail:
        use(mail, settings)
    tell()
    deliveries.send_some(limit=5)

    missed = Delivery.objects.get()
    assert (missed.state, missed.attempts) == ("to be tried again", 1)
    assert "does not answer" in missed.last_error


def test_a_mail_server_that_hangs_is_given_up_on_for_now_and_keeps_nothing_else(settings: Any, sink: Sink) -> None:
    settings.ALLOWED_PRIVATE_NETWORKS, settings.EMAIL_TIMEOUT = INSIDE_HERE, 0.5
    go_on = threading.Event()
    with serving() as mail:
        mail.stall = lambda: go_on.wait(after.LONG)
        use(mail, settings)
        tell()
        deliveries.send_some(limit=5)
        go_on.set()

    assert len(sink.posted) == 1
    missed = Delivery.objects.get(medium="email")
    assert (missed.state, missed.attempts) == ("to be tried again", 1)
    assert "does not answer" in missed.last_error


def test_a_webhook_that_is_slow_is_tried_again_and_keeps_nothing_else(
    settings: Any, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ALLOWED_PRIVATE_NETWORKS = INSIDE_HERE
    monkeypatch.setattr(by_webhook, "SECONDS", 0.5)
    go_on = threading.Event()
    sink.stall = lambda: go_on.wait(after.LONG)
    with serving() as mail:
        use(mail, settings)
        tell()
        deliveries.send_some(limit=5)
    go_on.set()

    assert len(mail.taken) == 1
    slow = Delivery.objects.get(medium="webhook")
    assert slow.state == "to be tried again"
    assert "does not answer within" in slow.last_error


def test_a_webhook_that_redirects_is_not_followed(settings: Any, sink: Sink) -> None:
    settings.ALLOWED_PRIVATE_NETWORKS = INSIDE_HERE
    sink.answer = lambda posted: (302, {"Location": f"{sink.url}/elsewhere"})
    tell()

    deliveries.send_some(limit=5)

    assert [posted.path for posted in sink.posted] == ["/"]
    redirected = Delivery.objects.get(medium="webhook")
    assert (redirected.state, redirected.last_error) == ("to be tried again", "It answered 302.")


def test_a_webhook_into_a_private_network_is_never_called(sink: Sink) -> None:
    tell()

    deliveries.send_some(limit=5)

    assert sink.posted == []
    refused = Delivery.objects.get(medium="webhook", notice__kind=NoticeKind.BREACHED)
    assert refused.state == "given up"
    assert "private network" in refused.last_error


def test_a_sender_that_is_killed_in_the_middle_sends_again_with_the_same_key(processes: Processes, sink: Sink) -> None:
    processes.env |= INSIDE
    go_on = threading.Event()
    sink.stall = lambda: go_on.wait(after.LONG)
    tell()
    first = processes.manage("enforce_deadlines")
    wait_until(lambda: len(sink.posted) == 1, within=after.LONG, what="the first post")
    first.send(signal.SIGKILL)
    first.wait()
    assert Delivery.objects.filter(medium="webhook").get().sent_at is None

    go_on.set()
    hasten()
    processes.manage("enforce_deadlines")
    wait_until(
        lambda: Delivery.objects.filter(medium="webhook", sent_at__isnull=False).exists(),
        within=after.LONG,
        what="it is sent",
    )

    assert len(sink.posted) == 2
    assert len({posted.headers["webhook-id"] for posted in sink.posted}) == 1
    assert len({posted.body for posted in sink.posted}) == 1


@pytest.mark.parametrize("with_beat", [True, False])
def test_a_worker_sends_what_is_due_with_beat_and_without(processes: Processes, sink: Sink, with_beat: bool) -> None:
    processes.env |= INSIDE
    if with_beat:
        processes.beat()
    processes.worker()
    tell()

    wait_until(lambda: len(sink.posted) == 1, within=after.LONG, what="the post")


def test_a_worker_that_is_sending_when_redis_dies_goes_on(
    on_a_redis_of_its_own: Processes, redis_server: RedisServer, sink: Sink
) -> None:
    """What it is at is not acknowledged yet, and can be so no more."""
    on_a_redis_of_its_own.env |= INSIDE
    is_called, go_on = threading.Event(), threading.Event()

    def stall() -> None:
        is_called.set()
        go_on.wait(after.LONG)

    sink.stall = stall
    tell()
    assert on_a_redis_of_its_own.python("-c", SEND).wait(after.LONG) == 0
    worker = on_a_redis_of_its_own.worker()
    assert is_called.wait(after.LONG)

    redis_server.kill()
    wait_until(lambda: "Trying to re-establish" in worker.output, within=after.LONG, what="it has noticed")
    go_on.set()
    wait_until(lambda: Delivery.objects.get(medium="webhook").state == "sent", within=after.LONG, what="it is sent")
    redis_server.start()
    on_a_redis_of_its_own.beat()
    heard = worker.output.count("watch_deadlines")
    wait_until(lambda: worker.output.count("watch_deadlines") > heard + 1, within=after.LONG, what="it hears again")

    assert worker.is_alive
    assert "Unrecoverable" not in worker.output


@pytest.mark.parametrize("trouble", ["gone", "hanging"])
def test_whoever_writes_a_notice_waits_no_longer_than_a_moment_for_redis(
    on_a_redis_of_its_own: Processes, redis_server: RedisServer, trouble: str
) -> None:
    if trouble == "gone":
        redis_server.kill()
    else:
        redis_server.freeze()

    publisher = on_a_redis_of_its_own.python("-c", PUBLISH)

    assert publisher.wait(after.LONG) == 0
    waited = [float(seconds) for seconds in re.findall(r"waited: ([\d.]+)", publisher.output)]
    assert len(waited) == 3
    assert min(waited) < 1.5
    assert max(waited) < 3, "a second each; the rest is for a busy machine"
