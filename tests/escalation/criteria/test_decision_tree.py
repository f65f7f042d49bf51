"""Trees lead somewhere, by answers and by facts; those that do not are refused in words."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.criteria import STARTER
from escalation.criteria.decision_tree import NoSuchAnswer, walk
from escalation.criteria.definition import Answer, Criteria, Ending, Operator, Outcome, Question, Tree
from escalation.criteria.reading import read_criteria
from escalation.criteria.tree_problems import problems
from escalation.facts import FACTS

STARTERS: Criteria = read_criteria(Path(STARTER).read_text())
TREES = {tree.key: tree for tree in STARTERS.trees}
SLOW = TREES["slow-pages"]

ONE, ALL, YES, NO = "One user", "All, or several", "Yes", "No"
EVERYWHERE, ONLY_THERE, UNTRIED = "Yes, everywhere", "No, only there", "Not tried yet"

# Every combination of answers, and where it leads.
COMBINATIONS = [
    ([("who", ONE), ("long-for-one", YES), ("other-browser", EVERYWHERE)], ("hand over", "tier-2", "tier-1-to-tier-2")),
    ([("who", ONE), ("long-for-one", YES), ("other-browser", ONLY_THERE)], ("keep", "", "")),
    ([("who", ONE), ("long-for-one", YES), ("other-browser", UNTRIED)], ("keep", "", "")),
    ([("who", ONE), ("long-for-one", NO)], ("monitor", "", "")),
    ([("who", ALL), ("long-for-all", YES)], ("hand over", "engineering", "support-to-engineering")),
    ([("who", ALL), ("long-for-all", NO), ("deployed", YES)], ("hand over", "tier-2", "tier-1-to-tier-2")),
    ([("who", ALL), ("long-for-all", NO), ("deployed", NO)], ("monitor", "", "")),
]
# The age that answers the question of two hours, on both sides of it.
AGES = {YES: [timedelta(hours=2, seconds=1), timedelta(days=3)], NO: [timedelta(0), timedelta(hours=2)]}


def verdict(outcome: Outcome | None) -> tuple[str, str, str]:
    assert outcome is not None
    return str(outcome.ending), outcome.team, outcome.handoff_type


@pytest.mark.parametrize(("answers", "expected"), COMBINATIONS)
def test_slow_pages_go_right_by_what_the_agent_answers(answers: Any, expected: tuple[str, str, str]) -> None:
    walked = walk(SLOW, {}, dict(answers))

    assert verdict(walked.outcome) == expected
    assert [(step.question.key, step.answer.label) for step in walked.steps] == answers
    assert not any(step.by_fact for step in walked.steps)


@pytest.mark.parametrize(("answers", "expected"), COMBINATIONS)
def test_slow_pages_go_right_when_the_age_answers_by_itself(answers: Any, expected: tuple[str, str, str]) -> None:
    long = next(label for question, label in answers if question.startswith("long"))
    others = {question: label for question, label in answers if not question.startswith("long")}

    for age in AGES[long]:
        walked = walk(SLOW, {"age": age}, others)

        assert verdict(walked.outcome) == expected
        assert [step.question.key for step in walked.steps if step.by_fact] == [answers[1][0]]


def test_the_combinations_are_all_there_are() -> None:
    def paths(key: str) -> list[list[tuple[str, str]]]:
        question = next((each for each in SLOW.questions if each.key == key), None)
        if question is None:
            return [[]]
        return [[(key, answer.label), *rest] for answer in question.answers for rest in paths(answer.then)]

    assert sorted(paths("who")) == sorted(answers for answers, _ in COMBINATIONS)


def test_a_question_whose_fact_is_unknown_is_asked() -> None:
    walked = walk(SLOW, {"affected": "one"})

    assert walked.asks is not None
    assert walked.asks.text == "Longer than two hours?"
    assert [step.known_in_words() for step in walked.steps] == ["users affected is One user"]


def test_an_agent_knows_better_than_a_fact() -> None:
    walked = walk(SLOW, {"affected": "all"}, {"who": ONE})

    assert [(step.answer.label, step.by_fact) for step in walked.steps] == [(ONE, False)]


def test_an_answer_that_is_not_there_is_refused() -> None:
    with pytest.raises(NoSuchAnswer, match="has no answer “Perhaps”"):
        walk(SLOW, {}, {"who": "Perhaps"})


@pytest.mark.parametrize("tree", STARTERS.trees, ids=lambda tree: tree.key)
def test_what_is_shipped_has_no_problems(tree: Tree) -> None:
    assert problems(tree) == []


@pytest.mark.parametrize("tree", STARTERS.trees, ids=lambda tree: tree.key)
@given(data=st.data())
def test_every_walk_ends(tree: Tree, data: st.DataObject) -> None:
    answers = {
        question.key: data.draw(st.sampled_from([answer.label for answer in question.answers]))
        for question in tree.questions
    }

    assert walk(tree, {}, answers).outcome is not None


END = Outcome("end", "Keep it", Ending.KEEP, guidance="Go on.")


def test_a_walk_through_a_tree_with_problems_ends_without_an_outcome() -> None:
    circle = tree_of(by_fact("one", "two"), by_fact("two", "one"))
    for tree in (circle, tree_of(by_fact("one", "nowhere")), tree_of()):
        walked = walk(tree, {"age": HOUR})

        assert (walked.asks, walked.outcome) == (None, None)


def by_fact(key: str, then: str) -> Question:
    return Question(key, f"{key}?", (Answer("Whatever", then),), fact="age")


def tree_of(*questions: Question, outcomes: tuple[Outcome, ...] = (END,)) -> Tree:
    return Tree("tree", "A tree", (), questions, outcomes)


def asks(key: str, *thens: str) -> Question:
    return Question(key, f"{key}?", tuple(Answer(f"to {then}", then) for then in thens))


def by_age(*answers: Answer) -> Tree:
    return tree_of(Question("old", "Old?", answers, fact="age"))


HOUR = timedelta(hours=1)
OVER, UNDER = Answer("Yes", "end", Operator.MORE_THAN, HOUR), Answer("No", "end", Operator.LESS_THAN, HOUR)


@pytest.mark.parametrize(
    ("tree", "problem"),
    [
        (tree_of(), "There is no question yet."),
        (tree_of(asks("one")), "“one?” has no answers: nobody gets further."),
        (
            tree_of(asks("one", "end", "two")),
            "“one?”, answer “to two”, leads to “two”, which is no question and no outcome.",
        ),
        (tree_of(asks("one", "end", "")), "“one?”, answer “to ”, leads nowhere."),
        (tree_of(asks("one", "end", "end")), "“one?” has the answer “to end” twice."),
        (tree_of(asks("one", "end", "one")), "The questions go round in a circle: “one?”."),
        (
            tree_of(asks("one", "end", "two"), asks("two", "three"), asks("three", "two")),
            "The questions go round in a circle: “two?” → “three?”.",
        ),
        (tree_of(asks("one", "end"), asks("two", "end")), "No answer leads to “two?”."),
        (tree_of(asks("one", "end"), outcomes=(END, replace(END, key="far", name="Far"))), "No answer leads to “Far”."),
        (tree_of(asks("end", "end")), "Two questions or outcomes are named “end”."),
        (by_age(OVER, UNDER), "“Old?” has no answer when age is 1 hour."),
        (by_age(OVER), "“Old?” has no answer when age is less than 1 hour."),
        (
            tree_of(asks("one", "end"), outcomes=(replace(END, guidance=""),)),
            "“Keep it” keeps the ticket: say in its guidance what to do.",
        ),
        (
            tree_of(asks("one", "end"), outcomes=(replace(END, ending=Ending.MONITOR),)),
            "“Keep it” watches: say for how long.",
        ),
        (
            tree_of(asks("one", "end"), outcomes=(replace(END, ending=Ending.HAND_OVER, team="tier-2"),)),
            "“Keep it” hands over: say to which team and by which handoff type.",
        ),
        (
            tree_of(Question("plan", "Plan?", (Answer("Free", "end", Operator.IS, "free"),), fact="plan")),
            "“Plan?” has no answer when plan is Team.",
        ),
        (
            tree_of(Question("said", "Said?", (Answer("a", "end", Operator.CONTAINS_ANY, ("slow",)),), fact="words")),
            "“Said?” has no answer when words is something else.",
        ),
    ],
)
def test_a_tree_that_leads_nowhere_says_where(tree: Tree, problem: str) -> None:
    assert problem in problems(tree)


@pytest.mark.parametrize(
    "answers",
    [
        (OVER, Answer("No", "end")),
        (OVER, Answer("No", "end", Operator.AT_MOST, HOUR)),
        (UNDER, Answer("Yes", "end", Operator.AT_LEAST, HOUR)),
    ],
)
def test_a_fact_whose_every_value_has_an_answer_is_no_problem(answers: tuple[Answer, ...]) -> None:
    assert problems(by_age(*answers)) == []


def test_a_question_may_be_asked_where_no_answer_s_comparison_holds() -> None:
    answers = (Answer("Yes", "end", Operator.CONTAINS_ANY, ("okta",)), Answer("No", "end"))
    question = Question("own", "Own sign-in?", answers, fact="words", asks_otherwise=True)

    assert problems(tree_of(question)) == []
    assert walk(tree_of(question), {"words": "Okta says no"}).outcome == END
    assert walk(tree_of(question), {"words": "I cannot get in"}).asks == question


@given(seconds=st.integers(0, 10**6))
def test_a_fact_without_problems_always_answers(seconds: int) -> None:
    tree = by_age(OVER, Answer("No", "end", Operator.AT_MOST, HOUR))

    assert walk(tree, {"age": timedelta(seconds=seconds)}).outcome == END


def test_an_unknown_plan_needs_no_answer_of_its_own() -> None:
    plans = [plan for plan in FACTS["plan"].choices if plan != "unknown"]
    answers = tuple(Answer(plan, END.key, Operator.IS, plan) for plan in plans)

    assert problems(Tree("tree", "A tree", (), (Question("plan", "Which plan?", answers, fact="plan"),), (END,))) == []
