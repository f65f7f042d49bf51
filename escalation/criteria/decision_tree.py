"""Decision trees: walked with facts and answers, and judged before anybody relies on one. No database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from escalation.criteria.conditions import UNNAMED, Named, holds, value_in_words
from escalation.criteria.definition import Answer, Condition, Outcome, Question, Tree
from escalation.facts import Facts, FactValue, fact
from escalation.notices import in_words as length_in_words


class NoSuchAnswer(Exception):
    """The question has no answer of this name, or the tree no such question: it was published anew meanwhile."""


@dataclass(frozen=True)
class Step:
    """One question on the way, how it was answered, and by what."""

    question: Question
    answer: Answer
    by_fact: bool  # otherwise an agent chose
    known: FactValue | None = None  # what the question's fact said

    def known_in_words(self, names: Named = UNNAMED) -> str:
        """`age is 3 hours`, or nothing where no fact was known."""
        if self.known is None or not self.question.fact:
            return ""
        of = fact(self.question.fact)
        if isinstance(self.known, timedelta):
            return f"{of.label} is {length_in_words(self.known)}"
        return f"{of.label} is {value_in_words(of, self.known, names=names)}" if self.known != () else f"no {of.label}"


@dataclass(frozen=True)
class Walk:
    """How far facts and answers lead: to a question that somebody must answer, or to an outcome; to neither in a tree
    that has problems."""

    steps: tuple[Step, ...]
    asks: Question | None = None
    outcome: Outcome | None = None


def walk(tree: Tree, facts: Facts, answers: Mapping[str, str] | None = None) -> Walk:
    """Go through a tree: `answers` are labels by question, and count before what the facts say.

    A tree with problems may lead in a circle or nowhere: the walk ends there, with neither question nor outcome.
    Raises NoSuchAnswer.
    """
    answers = answers or {}
    steps: list[Step] = []
    ahead = {question.key: question for question in tree.questions}
    outcomes = {outcome.key: outcome for outcome in tree.outcomes}
    at = tree.questions[0].key if tree.questions else ""
    while at not in outcomes:
        question = ahead.pop(at, None)  # none is passed twice
        if question is None:
            return Walk(tuple(steps))
        step = _step(question, facts, answers.get(at))
        if step is None:
            return Walk(tuple(steps), asks=question)
        steps.append(step)
        at = step.answer.then
    return Walk(tuple(steps), outcome=outcomes[at])


def _step(question: Question, facts: Facts, chosen: str | None) -> Step | None:
    known = facts.get(question.fact) if question.fact else None
    if chosen is not None:
        return Step(question, _chosen(question, chosen), by_fact=False, known=known)
    answer = answer_by_fact(question, known)
    return Step(question, answer, by_fact=True, known=known) if answer else None


def _chosen(question: Question, label: str) -> Answer:
    for answer in question.answers:
        if answer.label == label:
            return answer
    raise NoSuchAnswer(f"“{question.text}” has no answer “{label}”")


def answer_by_fact(question: Question, known: FactValue | None) -> Answer | None:
    """The first answer whose comparison holds, else the one that compares nothing; nothing where somebody is asked:
    because the fact is unknown, or because the question `asks_otherwise`."""
    if not question.fact:
        return None
    for answer in question.answers:
        if answer.operator and answer.value is not None:
            condition = Condition(question.fact, answer.operator, answer.value)
            if holds(condition, {question.fact: known}):
                return answer
    if known is None or question.asks_otherwise:
        return None
    return next((answer for answer in question.answers if answer.operator is None), None)
