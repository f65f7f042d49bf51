"""The loop that sends: it does not end by itself, and there are few of them in a process."""

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from django.db import connection

from escalation.notices import deliveries, sender
from tests.support.processes import wait_until

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(sender, "AFTER_ERROR", 0.01)
    monkeypatch.setattr(connection, "close", lambda: None)


@pytest.fixture
def stopping() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def sends(monkeypatch: pytest.MonkeyPatch, act: Callable[[], int]) -> list[str]:
    """The threads that sent, one entry for each time; `act` stands for what is sent."""
    looks: list[str] = []

    def send_some(*, is_over: Callable[[], bool]) -> int:
        looks.append(threading.current_thread().name)
        return act()

    monkeypatch.setattr(deliveries, "send_some", send_some)
    return looks


def test_whatever_goes_wrong_it_sends_again(
    monkeypatch: pytest.MonkeyPatch, stopping: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    def broken_twice() -> int:
        if len(looks) <= 2:
            raise KeyError("broken")
        stopping.set()
        return 1

    looks = sends(monkeypatch, broken_twice)

    sender.send(stopping)

    assert len(looks) == 3
    assert caplog.text.count("Sending was interrupted") == 2


def test_it_ends_when_there_was_nothing_to_send_for_a_while(
    monkeypatch: pytest.MonkeyPatch, stopping: threading.Event
) -> None:
    looks = sends(monkeypatch, lambda: 0)

    sender.send(stopping, linger=0.05)

    assert looks


def test_a_process_has_two_senders_and_a_third_ends_at_once(
    monkeypatch: pytest.MonkeyPatch, stopping: threading.Event
) -> None:
    looks = sends(monkeypatch, lambda: 0)
    two = [threading.Thread(target=partial(sender.send, stopping), name=str(number)) for number in range(2)]
    for thread in two:
        thread.start()
    wait_until(lambda: {"0", "1"} <= set(looks), what="both send")

    sender.send(stopping, seconds=5)

    assert threading.current_thread().name not in looks
    stopping.set()
    for thread in two:
        thread.join()
    sender.send(threading.Event(), linger=0.02)
    assert threading.current_thread().name in looks, "and there is room again when they have ended"


def test_whoever_watches_has_a_sender_beside_it_for_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = sends(monkeypatch, lambda: 0)

    with sender.beside():
        wait_until(lambda: len(looks) > 2, what="it sends")
    seen = len(looks)

    assert set(looks) == {"sender"}
    assert len(looks) == seen
    assert "sender" not in {thread.name for thread in threading.enumerate()}
