"""What a package must say before it can be sent."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.package import (
    LINE_LIMIT,
    STEPS_LIMIT,
    SUMMARY_LIMIT,
    Package,
    Step,
    problems,
    sentences,
)


def complete(**changes: Any) -> Package:
    return Package(
        **{
            "issue_summary": "Sync fails with 429.",
            "troubleshooting": (Step("New key", "Same error"),),
            "sentiment": "frustrated",
            "sentiment_note": "Third contact.",
            "urgency": "high",
            "business_impact": "Orders stop at 18:00.",
            "next_best_action": "Compare the limits.",
            **changes,
        }
    )


def test_a_complete_package_has_no_problems() -> None:
    assert problems(complete()) == {}


@pytest.mark.parametrize(
    "field", ["issue_summary", "sentiment", "sentiment_note", "urgency", "business_impact", "next_best_action"]
)
@pytest.mark.parametrize("empty", ["", "  \n"])
def test_each_part_is_required(field: str, empty: str) -> None:
    assert set(problems(complete(**{field: empty}))) == {field}


@pytest.mark.parametrize(
    "steps",
    [
        (),
        (Step("", "worked"),),
        (Step("New key", " "),),
        (Step("x" * (LINE_LIMIT + 1), "worked"),),
        (Step("a", "b"),) * (STEPS_LIMIT + 1),
    ],
    ids=["none", "no step", "no result", "a step too long", "too many"],
)
def test_steps_come_with_their_results(steps: tuple[Step, ...]) -> None:
    assert set(problems(complete(troubleshooting=steps))) == {"troubleshooting"}


def test_nothing_tried_is_enough_when_it_says_why() -> None:
    assert problems(complete(troubleshooting=(), nothing_tried="The account is locked for us.")) == {}


@pytest.mark.parametrize("value", ["angry", "FRUSTRATED", "1"])
def test_a_sentiment_that_nobody_offers_is_refused(value: str) -> None:
    assert set(problems(complete(sentiment=value))) == {"sentiment"}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Sync fails", 1),
        ("Sync fails.", 1),
        ("Sync fails. Nothing changed!", 2),
        ("It began after 4.2 on api.example.com at 09:40", 1),
        ("Several calls fail, e.g. the export. Others pass.", 2),
        ("Really?! Yes.", 2),
        ('He said "it broke." Then he left.', 2),
        ("Dr. Lindqvist waits.", 1),
        ("Fails...", 1),
    ],
)
def test_sentences_are_counted_as_people_count_them(text: str, count: int) -> None:
    assert sentences(text) == count


@pytest.mark.parametrize(("count", "problem"), [(3, False), (4, True)])
def test_a_summary_has_three_sentences_at_most(count: int, problem: bool) -> None:
    summary = " ".join(["It fails."] * count)

    assert ("issue_summary" in problems(complete(issue_summary=summary))) is problem


@given(st.text(max_size=SUMMARY_LIMIT * 2))
def test_counting_never_fails_and_never_exceeds_the_marks(text: str) -> None:
    marks = sum(text.count(mark) for mark in ".!?…。！？")  # noqa: RUF001

    assert 0 <= sentences(text) <= marks + 1
