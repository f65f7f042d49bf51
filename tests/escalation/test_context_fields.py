"""What a kind of handoff asks for beyond the package."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.context_fields import (
    LINE_LIMIT,
    STEPS_LIMIT,
    TEXT_LIMIT,
    ContextField,
    answered,
    from_json,
    problems,
    to_json,
)

ENVIRONMENT = ContextField("environment", "Environment", "choice", choices=("Production", "Sandbox"))
TEXT = ContextField("since", "Since when")
STEPS = ContextField("reproduction", "How to reproduce it", "steps")
CHECKS = ContextField("before", "Before you send", "checklist", choices=("Logs attached", "Customer told"))
LINK = ContextField("trace", "Trace", "link")
ALL = (ENVIRONMENT, TEXT, STEPS, CHECKS, LINK)
COMPLETE: dict[str, Any] = {
    "environment": "Sandbox",
    "since": "09:40",
    "reproduction": [{"step": "POST /orders", "result": "500"}],
    "before": ["Logs attached", "Customer told"],
    "trace": "https://logs.example.com/1?a=b",
}


def test_what_is_answered_has_no_problems() -> None:
    assert problems(ALL, COMPLETE) == {}


@pytest.mark.parametrize("field", ALL, ids=lambda field: field.kind)
@pytest.mark.parametrize("empty", [None, "", []])
def test_a_required_field_must_be_answered_and_another_need_not(field: ContextField, empty: Any) -> None:
    optional = from_json([{**to_json([field])[0], "required": False}])

    assert set(problems([field], {field.key: empty})) == {field.name}
    assert problems(optional, {field.key: empty}) == {}


@pytest.mark.parametrize(
    ("field", "answer", "words"),
    [
        (TEXT, "  ", "needs it"),
        (TEXT, "x" * (TEXT_LIMIT + 1), "Keep it to 1000 characters; it has 1001."),
        (TEXT, 7, "Write it as a text."),
        (TEXT, "a\x00b", "Write it as a text."),
        (ENVIRONMENT, "Moon", "Choose one of these: Production, Sandbox."),
        (ENVIRONMENT, ["Sandbox"], "Choose one of these"),
        (CHECKS, ["Logs attached"], "Not ticked yet: Customer told."),
        (CHECKS, ["Something else"], "Tick some of these"),
        (CHECKS, "Logs attached", "Tick some of these"),
        (STEPS, [{"step": "POST", "result": " "}], "Step 1 needs both"),
        (STEPS, [{"step": "POST"}], "List the steps"),
        (STEPS, "POST", "List the steps"),
        (STEPS, [{"step": "x" * (LINE_LIMIT + 1), "result": "y"}], "Step 1 is longer"),
        (STEPS, [{"step": "x", "result": "y"}] * (STEPS_LIMIT + 1), "At most 20 steps"),
        (LINK, "logs.example.com/1", "Give the whole address"),
        (LINK, "javascript:alert(1)", "Give the whole address"),
        (LINK, "https://", "Give the whole address"),
        (LINK, "https://[", "Give the whole address"),
    ],
)
def test_an_answer_that_says_too_little_is_refused_in_words(field: ContextField, answer: Any, words: str) -> None:
    assert words in problems([field], {field.key: answer})[field.name]


def test_what_nobody_asked_for_is_refused() -> None:
    assert set(problems([TEXT], {"since": "09:40", "color": "red"})) == {"details.color"}


def test_an_optional_checklist_may_stay_half_ticked_and_says_what_is_open() -> None:
    [field] = from_json([{**to_json([CHECKS])[0], "required": False}])

    assert problems([field], {"before": ["Customer told"]}) == {}
    [shown] = answered([field], {"before": ["Customer told"]})
    assert shown.unticked == ["Logs attached"]


def test_only_what_was_answered_is_read_in_the_order_it_was_asked() -> None:
    assert [one.field for one in answered(ALL, {"trace": "https://a.example", "since": "now"})] == [TEXT, LINK]


@given(st.dictionaries(st.sampled_from([field.key for field in ALL]), st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["step", "result"]), inner),
    max_leaves=5,
)))  # fmt: skip
def test_whatever_programs_send_is_judged_and_never_fails(answers: dict[str, Any]) -> None:
    assert problems(ALL, answers).keys() >= {field.name for field in ALL if not answers.get(field.key)}


def test_a_definition_comes_back_from_its_frozen_form() -> None:
    assert from_json(to_json(ALL)) == ALL
