from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from config import embedded_redis, processes, startup
from config.celery import app
from config.embedded_redis import EmbeddedRedis, NoEmbeddedRedis
from config.installation import kept_secret_key


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that starting up called for, in place of running them."""
    called: list[str] = []
    monkeypatch.setattr(startup, "call_command", lambda name, **_: called.append(name))
    return called


def test_static_files_are_collected_once_and_again_when_one_changes(
    tmp_path: Path, commands: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    startup.collect_static_files(tmp_path)
    startup.collect_static_files(tmp_path)
    assert commands == ["collectstatic"]

    monkeypatch.setattr(startup, "_fingerprint_of_static_files", lambda: "other files")
    startup.collect_static_files(tmp_path)
    assert commands == ["collectstatic", "collectstatic"]


@pytest.mark.django_db
@pytest.mark.both_databases
def test_a_database_that_is_up_to_date_is_not_migrated(commands: list[str]) -> None:
    startup.migrate()

    assert commands == []


@pytest.mark.django_db
def test_a_database_that_lacks_a_migration_is_migrated(commands: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'tickets'")

    startup.migrate()

    assert commands == ["migrate"]


@pytest.mark.django_db
def test_a_database_that_stands_midway_in_steps_that_became_one_is_left_alone(commands: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'tickets' AND name LIKE '0007%'")

    with pytest.raises(startup.CannotStart, match="only partly brought up to date"):
        startup.migrate()

    assert commands == []


def test_of_two_in_one_folder_the_second_is_refused_while_the_first_runs(tmp_path: Path) -> None:
    first = startup.require_folder(tmp_path)
    with pytest.raises(startup.CannotStart, match=f"Another Baton runs in {tmp_path}"):
        startup.require_folder(tmp_path)

    first.close()

    startup.require_folder(tmp_path).close()


def test_of_many_who_ask_for_the_key_at_once_all_get_the_same_and_whole_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(kept_secret_key, [tmp_path] * 40))

    assert [len(key) for key in keys] == [50]
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_privileged_port_is_explained() -> None:
    said = startup._why_not_listen("127.0.0.1", 80, PermissionError(13, "Permission denied"))

    assert said == "Port 80 is reserved by this system; choose one above 1023, such as: make run PORT=8000"


def test_without_a_server_for_this_system_the_reason_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_redis, "get_binary_path", None)

    with pytest.raises(NoEmbeddedRedis, match="not installed for this system"):
        EmbeddedRedis(tmp_path / "redis.sock", tmp_path).start()


def test_without_a_broker_one_loop_takes_the_place_of_worker_and_beat() -> None:
    with_broker = [process.command[-1] for process in processes.background(with_broker=True)]
    without = [process.command[-1] for process in processes.background(with_broker=False)]

    assert with_broker == ["worker", "beat"]
    assert without == ["enforce_deadlines"]


def test_a_worker_takes_tasks_from_every_queue_and_ends_as_celery_says(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Mock(exitcode=3)
    made = Mock(return_value=worker)
    monkeypatch.setattr(app, "Worker", made)

    with pytest.raises(SystemExit) as end:
        call_command("worker", "--name=one")

    queues = {app.conf.task_default_queue, *(route["queue"] for route in app.conf.task_routes.values())}
    assert set(made.call_args.kwargs["queues"]) == queues
    assert made.call_args.kwargs["hostname"] == "one@"
    worker.start.assert_called_once_with()
    assert end.value.code == 3


def test_beat_keeps_its_list_in_the_folder_of_the_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Mock()
    monkeypatch.setattr(app, "Beat", made)

    call_command("beat")

    assert made.call_args.kwargs["schedule"] == str(settings.VAR_DIR / "beat-schedule")
    made.return_value.run.assert_called_once_with()
