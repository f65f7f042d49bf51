"""Criteria in a file: the same after writing and reading, and errors that say where and what."""

import pytest
from hypothesis import given

from escalation.criteria.definition import Criteria, Operator
from escalation.criteria.reading import CriteriaError, read_criteria
from escalation.criteria.writing import write_criteria
from tests.escalation.criteria import made


@made.patient
@given(criteria=made.criteria())
def test_what_is_written_reads_back_the_same(criteria: Criteria) -> None:
    written = write_criteria(criteria)

    assert read_criteria(written) == criteria
    assert write_criteria(read_criteria(written)) == written


def test_an_empty_file_says_nothing() -> None:
    assert read_criteria("") == Criteria()


def test_an_answer_may_be_yes() -> None:
    tree = read_criteria(
        """
trees:
  slow:
    questions:
      old:
        ask: Older than two hours?
        fact: age
        answers:
          - {answer: Yes, if: {is more than: 2 hours}, then: up}
          - {answer: No, then: wait}
"""
    ).trees[0]

    assert [answer.label for answer in tree.questions[0].answers] == ["Yes", "No"]
    assert tree.questions[0].answers[0].operator == Operator.MORE_THAN


LEVELS = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 9)]
BOMB = "\n".join(["l0: &l0 [x, x, x]", *LEVELS])  # a few lines that stand for many millions
TRIGGER = "triggers:\n  late:\n    verdict: calls for\n    handoff: escalation\n    when:\n      all:\n        - "


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("teams: 3", "Line 1, teams: Named entries belong here"),
        ("people: {}", "Line 1: “people” means nothing here"),
        ("teams:\n  a: {}\n  a: {}", "Line 3: “a” stands here twice"),
        ("teams:\n  Big Team: {}", "Line 2, teams, Big Team: “Big Team” is no short name"),
        ("teams: [", "this is not YAML"),
        ("x: &a [*a]", "nested too deeply"),
        (BOMB, "says more than 200,000 things"),
        ("[" * 200_000, "nested too deeply"),
        ("x: " + "- " * 50_000, "this is not YAML"),
        ("{a: " * 50_000, "nested too deeply"),
        ("- " * 50_000, "nested too deeply"),
        ("#" + "x" * 5_000_000, "This is longer than 2,000,000 characters"),
        ("teams: {a: {name: !!python/object/apply:os.system [id]}}", "Write a text here."),
        ("teams: {a: {name: !!python/name:os.system x}}", "“x” is no value that can be read"),
        (f"teams: {{a: {{name: 0x{'f' * 9000}}}}}", "is no value that can be read"),
        (TRIGGER + "tier: {is: .inf}", "“tier” is a number, not “inf”"),
        (TRIGGER + "tier: {is: .nan}", "“tier” is a number, not “nan”"),
        ("routes: {r: {team: a, active: 0}}", "Write true or false, not “0”"),
        (
            "trees: {t: {questions: {q: {ask: Q?, fact: age, otherwise: guess, answers: []}}}}",
            "The only word here is “ask”",
        ),
        ("teams: {a: {name: 12}}", "“12” is no text. Put it in quotes"),
        (
            "triggers:\n  late:\n    verdict: perhaps",
            "Line 3, triggers, late, verdict: “perhaps” is none of: calls for",
        ),
        (TRIGGER + "age: {is: 3}", "Line 7, triggers, late, when, all, 1, age, is: “age” cannot be compared by “is”"),
        (TRIGGER + "age: {is more than: 3}", "“3” is no length of time. Write it like “2 hours”"),
        (TRIGGER + "plan: {is: gold}", "“gold” is no plan. There are: free, team"),
        (TRIGGER + "mood: {is: bad}", "There is no fact “mood”. There are: plan"),
        (TRIGGER + "all: []", "“all” stands within “all” already"),
        (TRIGGER + "tier: 2", "Named entries belong here"),
        ("teams: {a: {}}\nroutes: {r: {team: b}}", "route “r” names the team “b”, which is not among: a"),
    ],
)
def test_an_error_names_the_place_and_what_to_change(text: str, message: str) -> None:
    with pytest.raises(CriteriaError) as raised:
        read_criteria(text)

    assert message in str(raised.value)
