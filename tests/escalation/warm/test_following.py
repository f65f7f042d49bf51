"""What happens by itself when somebody who was asked does not answer."""

from datetime import timedelta

import pytest

from escalation import handoffs, warm
from escalation.engine import follower
from escalation.models import Answer, Clock, ClockKind, EventKind, Handoff, HandoffEvent, Talk, WarmAsk
from escalation.warm import asking, following
from tests.clock import NOON, SettableClock
from tests.escalation.warm.conftest import LINE
from tickets.models import Agent

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def asked() -> list[tuple[str, str]]:
    return [(ask.agent.name, ask.answer) for ask in WarmAsk.objects.select_related("agent").order_by("pk")]


def test_nothing_happens_before_the_time_is_over(talk: Handoff, cleo: Agent, database_clock: SettableClock) -> None:
    assert following.next_due() == NOON + timedelta(minutes=2)
    assert following.follow_due(database_clock.forward(seconds=119), limit=10) == 0


def test_after_two_minutes_the_next_is_asked_and_then_it_goes_cold_with_its_clock_running(
    talk: Handoff, cleo: Agent, database_clock: SettableClock
) -> None:
    assert follower.follow_up(database_clock.forward(minutes=2)).talks == 1
    assert asked() == [("Ben Ito", Answer.UNANSWERED), ("Cleo Roy", "")]

    assert follower.follow_up(database_clock.forward(minutes=2)).talks == 1
    talk.refresh_from_db()
    assert (talk.talk, talk.is_waiting) == (Talk.COLD, True)
    assert Clock.objects.get(handoff=talk, kind=ClockKind.ACKNOWLEDGE).due_at == NOON + timedelta(minutes=15)
    unanswered = HandoffEvent.objects.filter(kind=EventKind.UNANSWERED).order_by("pk")
    assert [event.text for event in unanswered] == ["Ben Ito did not answer.", "Cleo Roy did not answer."]
    assert following.next_due() is None


def test_it_follows_once_though_it_looks_twice(talk: Handoff, cleo: Agent, database_clock: SettableClock) -> None:
    now = database_clock.forward(minutes=2)
    following.follow_due(now, limit=10)

    assert following.follow_due(now, limit=10) == 0
    assert len(asked()) == 2


def test_a_talk_that_falls_silent_goes_on_and_says_so(
    talk: Handoff, ben: Agent, cleo: Agent, database_clock: SettableClock
) -> None:
    warm.say(talk, text="One moment.", by=ben)
    assert following.follow_due(database_clock.forward(minutes=4), limit=10) == 0

    assert following.follow_due(database_clock.forward(minutes=1), limit=10) == 1
    assert HandoffEvent.objects.get(kind=EventKind.UNANSWERED).text == "Ben Ito fell silent."


def test_an_ask_that_was_answered_is_left_alone(talk: Handoff, ben: Agent, database_clock: SettableClock) -> None:
    warm.ready(talk, by=ben, line=LINE)

    assert following.follow_due(database_clock.forward(minutes=3), limit=10) == 0
    assert asked() == [("Ben Ito", Answer.READY)]


def test_what_fails_is_tried_again_and_stops_no_other(
    talk: Handoff, cleo: Agent, database_clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no mail today")

    now = database_clock.forward(minutes=2)
    with monkeypatch.context() as patched:
        patched.setattr(asking, "go_on", fail)
        assert following.follow_due(now, limit=10) == 0
    assert asked() == [("Ben Ito", "")]

    assert following.follow_due(database_clock.forward(minutes=5), limit=10) == 1
    assert asked() == [("Ben Ito", Answer.UNANSWERED), ("Cleo Roy", "")]


def test_a_handoff_that_is_withdrawn_meanwhile_asks_nobody_more(
    talk: Handoff, ana: Agent, cleo: Agent, database_clock: SettableClock
) -> None:
    handoffs.withdraw(talk, by=ana)

    assert following.follow_due(database_clock.forward(minutes=2), limit=10) == 0
    assert asked() == [("Ben Ito", Answer.CALLED_OFF)]
