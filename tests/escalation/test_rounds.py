"""What beat sends for now and then is done without a broker too."""

import threading
from datetime import datetime

import pytest

from escalation import rounds
from escalation.models import Notice, NoticeKind
from tests.clock import NOON
from tests.factories import AgentFactory, TeamFactory, rota_of
from tests.support.processes import wait_until
from tickets.models import Role

pytestmark = pytest.mark.usefixtures("database_clock")


@pytest.mark.django_db
def test_gaps_ahead_are_told_in_a_round() -> None:
    team = TeamFactory()
    AgentFactory(team=team, role=Role.LEAD)
    rota_of(team, AgentFactory(team=team, is_active=False))

    rounds.make_all()

    assert Notice.objects.get().kind == NoticeKind.WATCH_GAP


def test_each_round_comes_again_and_one_that_fails_keeps_back_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[datetime] = []

    def fails(now: datetime) -> None:
        raise RuntimeError

    monkeypatch.setattr(rounds, "ROUNDS", (rounds.Round(0.01, fails), rounds.Round(0.01, made.append)))
    stopping = threading.Event()

    making = rounds.start_beside(stopping)
    wait_until(lambda: len(made) > 2)
    stopping.set()
    making.join(10)

    assert not making.is_alive()
    assert made[0] == NOON
