"""`manage.py import_history` as a person runs it: what it says, what it leaves, and how it ends."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from metrics.history import importing
from metrics.history.writing import Written, write
from tests.factories import TeamFactory
from tests.metrics.history_lines import as_bytes, history, run_import
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    TeamFactory(name="First line", slug="first-line")
    path = tmp_path / "old.jsonl"
    path.write_bytes(b"".join(as_bytes([history(), "no line at all", history("A-2")])))
    return path


def test_it_sums_up_and_keeps_what_was_refused_beside_the_file(file: Path) -> None:
    out, err = io.StringIO(), io.StringIO()

    with pytest.raises(CommandError) as ended:
        call_command("import_history", file, stdout=out, stderr=err)

    kept = [json.loads(line) for line in (file.parent / "old.jsonl.rejects.jsonl").read_text().splitlines()]
    assert ended.value.returncode == 3
    assert "1 of 3 lines were refused" in str(ended.value)
    assert "2 new tickets" in out.getvalue()
    assert "Line 2: The line is not JSON" in err.getvalue()
    assert [(reject["line"], reject["begins"]) for reject in kept] == [(2, "no line at all")]


def test_a_second_run_without_refusals_takes_the_rejects_file_away(file: Path) -> None:
    with pytest.raises(CommandError):
        call_command("import_history", file, stdout=io.StringIO(), stderr=io.StringIO())
    file.write_bytes(b"".join(as_bytes([history(), history("A-2")])))
    out = io.StringIO()

    call_command("import_history", file, stdout=out)

    assert "0 new tickets, 0 that have grown, 2 that were here already, 0 refused" in out.getvalue()
    assert not (file.parent / "old.jsonl.rejects.jsonl").exists()


def test_what_was_done_before_a_crash_stays_and_the_next_run_goes_on(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_two_then_stop(*args: Any, **kwargs: Any) -> Written:
        if Ticket.objects.count() == 2:
            raise KeyboardInterrupt
        return write(*args, **kwargs)

    monkeypatch.setattr(importing, "CHUNK_LINES", 1)
    file.write_bytes(b"".join(as_bytes(history(f"A-{number}") for number in range(4))))
    monkeypatch.setattr(importing, "write", write_two_then_stop)
    with pytest.raises(CommandError, match="run the same command again") as stopped:
        call_command("import_history", file, stdout=io.StringIO())
    before = Ticket.objects.count()
    monkeypatch.setattr(importing, "write", write)
    call_command("import_history", file, stdout=io.StringIO())

    assert (stopped.value.returncode, before, Ticket.objects.count()) == (130, 2, 4)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["absent.jsonl"], "There is no file absent.jsonl"),
        (["old.jsonl", "--rejects", "old.jsonl"], "--rejects names the file to import"),
        (["old.jsonl", "--rejects", "nowhere/rejects.jsonl"], "cannot be written"),
        (["old.jsonl", "--source", ""], "--source needs 1 to 40 characters"),
    ],
)
def test_a_call_that_cannot_work_says_why(
    file: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(file.parent)

    with pytest.raises(CommandError, match=re.escape(says)):
        call_command("import_history", *arguments)

    assert not Ticket.objects.exists()


def test_the_example_in_the_document_is_good() -> None:
    TeamFactory(name="First line", slug="first-line")
    TeamFactory(name="Second line", slug="second-line")
    document = (settings.BASE_DIR / "docs" / "import.md").read_text()
    example = re.search(r"```json\n(.+?)```", document, re.DOTALL)
    assert example

    summary, rejects = run_import(json.loads(example[1]))

    assert (summary.new, rejects) == (1, [])
