"""What beat sends for now and then is done without a broker too."""

import os
import threading
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings

from config.celery import app
from escalation import rounds
from escalation.models import Notice, NoticeKind
from tests.clock import NOON
from tests.factories import AgentFactory, TeamFactory, rota_of
from tests.support.processes import wait_until
from tickets.models import Role, Session
from tickets.sessions import SessionStore

pytestmark = pytest.mark.usefixtures("database_clock")


@pytest.mark.django_db
def test_gaps_ahead_are_told_in_a_round() -> None:
    team = TeamFactory()
    AgentFactory(team=team, role=Role.LEAD)
    rota_of(team, AgentFactory(team=team, is_active=False))

    rounds.make_all()

    assert Notice.objects.get().kind == NoticeKind.WATCH_GAP


@pytest.mark.django_db
def test_files_that_nothing_knows_and_sessions_that_ended_go_without_a_broker_too() -> None:
    file = Path(settings.MEDIA_ROOT, "ab", "f" * 32)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("of a message that was never kept")
    os.utime(file, (0, 0))
    ended = SessionStore()
    ended.set_expiry(-1)
    ended.save()

    rounds.make_all()

    assert not file.exists()
    assert not Session.objects.filter(pk=ended.session_key).exists()


def test_all_that_beat_sends_is_a_round_but_what_the_loop_does_all_the_time() -> None:
    beat = {entry["task"].rpartition(".")[2]: entry["schedule"] for entry in app.conf.beat_schedule.values()}

    made = {"watch_deadlines": 1.0, "send_notices": 5.0} | {each.task: each.every for each in rounds.ROUNDS}

    assert made == beat


def test_each_round_comes_again_and_one_that_fails_keeps_back_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[datetime] = []

    def fails(now: datetime) -> None:
        raise RuntimeError

    both = (rounds.Round("fails", 0.01, fails), rounds.Round("is_made", 0.01, made.append))
    monkeypatch.setattr(rounds, "ROUNDS", both)
    stopping = threading.Event()

    making = rounds.start_beside(stopping)
    wait_until(lambda: len(made) > 2)
    stopping.set()
    making.join(10)

    assert not making.is_alive()
    assert made[0] == NOON
