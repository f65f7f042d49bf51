"""`manage.py route`: messages in, answers out, one JSON object a line."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.escalation.routing.published import publish

CRITERIA = """
teams:
  billing: {description: "Invoices, payments, refunds."}
  access: {description: "Passwords, single sign-on, locked accounts."}
routes:
  vip: {team: billing, handoff: tier-2, when: {all: [plan: {is: enterprise}]}, why: They pay for it.}
"""
GOOD = [
    {"id": 1, "text": "customer can't log in with okta"},
    {"id": "b", "text": "Hello", "facts": {"plan": "enterprise"}},
    {"id": None, "text": "Happy birthday"},
]

CIRCLE = """
    questions:
      a: {ask: A?, fact: age, answers: [{answer: Y, then: b}]}
      b: {ask: B?, fact: age, answers: [{answer: Y, then: a}]}
"""


@pytest.fixture
def criteria(tmp_path: Path) -> Path:
    path = tmp_path / "criteria.yaml"
    path.write_text(CRITERIA)
    return path


def routed(tmp_path: Path, criteria: Path, content: bytes) -> tuple[list[dict[str, object]], str, int]:
    """The answers, the complaints, and the exit code."""
    file = tmp_path / "messages.jsonl"
    file.write_bytes(content)
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("route", str(file), "--criteria", str(criteria), "--words-only", stdout=out, stderr=err)
    except CommandError as error:
        code = error.returncode
        err.write(str(error))
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), code


def test_every_message_gets_its_answer_in_order(tmp_path: Path, criteria: Path) -> None:
    content = "".join(json.dumps(each) + "\n" for each in GOOD).encode()

    answers, complaints, code = routed(tmp_path, criteria, content)

    assert (complaints, code) == ("", 0)
    assert [list(answer) for answer in answers] == [
        ["id", "team", "handoff_type", "confidence", "abstained", "why"]
    ] * 3
    assert [(answer["id"], answer["team"], answer["handoff_type"], answer["abstained"]) for answer in answers] == [
        (1, "access", None, False),
        ("b", "billing", "tier-2", False),
        (None, None, None, True),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "it is no JSON in UTF-8"),
        (b"[1]", "it is no JSON object"),
        (b'{"id": 1}', "“text” is missing"),
        (b'{"id": 1, "text": 3}', "“text” is missing or no text"),
        (b'{"id": 1, "text": "a", "facts": [1]}', "“facts” is no object"),
        (b'{"id": 1, "text": "a", "facts": {"plan": "gold"}}', "“gold” is no plan"),
        (b'{"id": 1, "text": "a", "facts": {"moon": 1}}', "There is no fact “moon”"),
        (b'{"id": 1, "text": "a", "id": 2}', "“id” stands there twice"),
        (b'{"id": 1, "text": "a", "facts": {"plan": "free", "plan": "enterprise"}}', "“plan” stands there twice"),
        (b'{"id": 1, "text": "\xff"}', "it is no JSON in UTF-8"),
        (b'{"id": 1' + b"0" * 5000 + b', "text": "a"}', "it is no JSON in UTF-8"),
        (b'{"id": NaN, "text": "a"}', "it is no JSON in UTF-8 (NaN is no number)"),
        (b'{"id": 1e999, "text": "a"}', "it is no JSON in UTF-8"),
        (b'{"id": ' + b"[" * 50_000 + b"]" * 50_000 + b', "text": "a"}', "it is no JSON in UTF-8"),
    ],
)
def test_a_bad_line_is_reported_and_the_others_are_answered(
    tmp_path: Path, criteria: Path, line: bytes, reason: str
) -> None:
    good = json.dumps(GOOD[0]).encode()

    answers, complaints, code = routed(tmp_path, criteria, b"\n".join([good, line, b"", good]))

    assert len(answers) == 2
    assert complaints.startswith(f"Line 2: {reason}")
    assert "1 of 3 lines were refused" in complaints
    assert code == 3


def test_keys_that_other_programs_put_into_a_line_are_left_alone(tmp_path: Path, criteria: Path) -> None:
    answers, complaints, code = routed(tmp_path, criteria, b'{"id": 1, "text": "locked out", "queue": {"plan": 7}}')

    assert ([answer["team"] for answer in answers], complaints, code) == (["access"], "", 0)


def test_criteria_that_cannot_be_read_are_refused_with_their_line(tmp_path: Path, criteria: Path) -> None:
    criteria.write_text("teams:\n  billing: {size: 3}\n")

    answers, complaints, code = routed(tmp_path, criteria, b"")

    assert (answers, code) == ([], 1)
    assert "Line 2" in complaints


def test_half_a_character_comes_back_as_it_was(tmp_path: Path, criteria: Path) -> None:
    line = b'{"id": "\\ud800", "text": "I forgot my password \\udfff", "facts": {"issue_type": ["\\ud800"]}}'

    answers, _, code = routed(tmp_path, criteria, line)

    assert (answers[0]["id"], answers[0]["team"], code) == ("\ud800", "access", 0)


@pytest.mark.parametrize(
    ("tree", "problem"),
    [
        ("questions: {}", "There is no question yet."),
        (
            "questions: {a: {ask: A?, answers: [{answer: Yes, then: moon}]}}",
            "leads to “moon”, which is no question and no outcome",
        ),
        (CIRCLE, "The questions go round in a circle"),
    ],
)
def test_a_tree_without_an_end_is_refused(tmp_path: Path, criteria: Path, tree: str, problem: str) -> None:
    criteria.write_text(f"{CRITERIA}trees:\n  slow:\n    {tree}\n")

    answers, complaints, code = routed(tmp_path, criteria, json.dumps(GOOD[0]).encode())

    assert (answers, code) == ([], 1)
    assert problem in complaints


def test_a_tree_that_could_be_better_is_walked_and_said(tmp_path: Path, criteria: Path) -> None:
    tree = "questions: {a: {ask: A?, answers: [{answer: Yes, then: end}]}}, outcomes: {end: {do: keep}}"
    criteria.write_text(f"{CRITERIA}trees:\n  slow: {{{tree}}}\n")

    answers, complaints, code = routed(tmp_path, criteria, json.dumps(GOOD[0]).encode())

    assert (len(answers), code) == (1, 0)
    assert "say in its guidance what to do" in complaints


@pytest.mark.django_db
def test_without_a_file_the_published_criteria_answer(tmp_path: Path) -> None:
    file, out = tmp_path / "messages.jsonl", io.StringIO()
    file.write_text(json.dumps(GOOD[0]))
    with pytest.raises(CommandError, match="No criteria are published yet"):
        call_command("route", str(file))
    publish()

    with CaptureQueriesContext(connection) as captured:
        call_command("route", str(file), stdout=out)

    assert json.loads(out.getvalue())["team"] == "access"
    assert all(query["sql"].startswith("SELECT") for query in captured)


def test_it_needs_no_database_and_reads_standard_input(tmp_path: Path, criteria: Path) -> None:
    asked = [sys.executable, "manage.py", "route", "-", "--words-only", "--criteria", str(criteria)]
    nowhere = {**os.environ, "DATABASE_URL": "postgres://nobody:x@127.0.0.1:1/none", "BATON_VAR": str(tmp_path)}

    done = subprocess.run(
        asked,
        input=json.dumps(GOOD[0]),
        capture_output=True,
        text=True,
        cwd=settings.BASE_DIR,
        env=nowhere,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["team"] == "access"
