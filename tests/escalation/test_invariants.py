"""No sequence of acts by several people breaks what must always hold: a machine that tries many.

It plays a few stories in every run; `BATON_STORIES=500` plays as many as one has time for.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.escalation.life.handing_over import HandingOver
from tests.escalation.life.invariants import AfterEachAct, InTheEnd
from tests.escalation.life.writing import ChangingShifts, Writing
from tickets import search

ASKED_FOR = os.environ.get("BATON_STORIES")
STORIES = int(ASKED_FOR or "8")
ACTS = 30
# Making a story that fails shorter takes minutes: that is for whoever asks for more stories.
PHASES = tuple(Phase) if ASKED_FOR else (Phase.explicit, Phase.reuse, Phase.generate)


class LifeOfTwoTickets(HandingOver, Writing, ChangingShifts, AfterEachAct, InTheEnd):
    """All that three people can do, in any order."""


@pytest.mark.both_databases
@pytest.mark.django_db
def test_no_sequence_of_acts_by_three_people_breaks_what_must_always_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "COMMON", 2)  # no word is: all are looked up, where only what concerns a reader counts
    how = settings(
        max_examples=STORIES,
        stateful_step_count=ACTS,
        phases=PHASES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(LifeOfTwoTickets, settings=how)
