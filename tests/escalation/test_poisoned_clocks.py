"""A clock whose end cannot be written down stops no other, and is tried again."""

from datetime import datetime
from typing import Any

import pytest

from escalation import clocks
from escalation.models import Clock, ClockKind, ClockState, Handoff
from tests.clock import minutes_after
from tests.factories import send_handoff

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LATE = minutes_after(600)


def acknowledge_clock(handoff: Handoff) -> Clock:
    return Clock.objects.get(handoff=handoff, kind=ClockKind.ACKNOWLEDGE)


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> Handoff:
    """One that was withdrawn in time, which no verdict can be found on."""
    handoff = send_handoff()
    Handoff.objects.filter(pk=handoff.pk).update(withdrawn_at=handoff.sent_at, withdrawn_by=handoff.sent_by)
    judge = clocks._judge

    def judge_the_others(clock: Clock, now: datetime) -> Any:
        if clock.handoff_id == handoff.pk:
            raise ValueError("nobody foresaw this")
        return judge(clock, now)

    monkeypatch.setattr(clocks, "_judge", judge_the_others)
    return handoff


def test_a_clock_that_cannot_be_settled_stops_no_other_and_is_tried_again_after_a_minute(
    poisoned: Handoff, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = send_handoff()

    clocks.record_due(LATE)

    assert acknowledge_clock(other).state == ClockState.BREACHED
    assert acknowledge_clock(poisoned).state == ClockState.RUNNING, "no breach is made up of what ended in time"
    assert "could not be settled" in caplog.text

    caplog.clear()
    clocks.record_due(LATE + clocks.AFTER_FAILURE / 2)
    assert "could not be settled" not in caplog.text

    monkeypatch.undo()
    clocks.record_due(LATE + clocks.AFTER_FAILURE)
    assert acknowledge_clock(poisoned).state == ClockState.VOID


@pytest.mark.usefixtures("gone_database")
def test_where_the_database_itself_is_gone_no_clock_is_put_off(poisoned: Handoff) -> None:
    with pytest.raises(ValueError, match="nobody foresaw this"):
        clocks.record_due(LATE)

    assert acknowledge_clock(poisoned).follow_after is None
