"""An agent's walk through a published tree, kept with all that it rested on, so that it can be explained next year."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from escalation.criteria import deciding, gathering
from escalation.criteria.conditions import Named
from escalation.criteria.decision_tree import Step, Walk, walk
from escalation.criteria.definition import Ending, Outcome, Tree
from escalation.criteria.live import Live, live
from escalation.criteria.writing import plain_value
from escalation.facts import Facts
from escalation.models import TreeWalk
from tickets import changes
from tickets.models import Agent, Ticket

PRESSED_TWICE = timedelta(seconds=10)  # nobody walks the same way again so soon


class NoSuchTree(Exception):
    """No tree of this name is live: it was taken away meanwhile."""


class NotDecided(Exception):
    """The tree still asks something."""


class OverrideWithoutReason(Exception):
    """Whoever does something else than the tree says, says why."""


def tree_named(now_live: Live, key: str) -> Tree:
    """Raises NoSuchTree."""
    for tree in now_live.criteria.trees:
        if tree.key == key:
            return tree
    raise NoSuchTree(f"There is no tree “{key}” any more")


@transaction.atomic
def decide(
    ticket: Ticket,
    *,
    tree: str,
    answers: Mapping[str, str],
    by: Agent,
    at: datetime,
    instead: Ending | None = None,
    reason: str = "",
) -> TreeWalk:
    """Keep a walk that has come to an outcome, under the criteria that are live now.

    `instead` is what the agent does in its place, for a `reason`. Watching begins now, unless it is overridden.
    Pressed twice it is kept once.
    Raises NoSuchTree, NoSuchAnswer, NotDecided, OverrideWithoutReason.
    """
    if instead and not reason.strip():
        raise OverrideWithoutReason("Say why you do something else")
    now_live, facts = live(), gathering.of(ticket, at=at)
    chosen = tree_named(now_live, tree)
    walked = walk(chosen, facts, answers)
    if walked.outcome is None:
        raise NotDecided(f"“{walked.asks.text if walked.asks else tree}” is not answered yet")
    decided = {
        "revision": now_live.revision_of(chosen),
        "answers": _answers_used(walked),
        "outcome": walked.outcome.key,
        "ending": walked.outcome.ending,
        "walked_by": by,
        "overridden_by_ending": instead or "",
        "override_reason": reason.strip() if instead else "",
    }
    if pressed_before := _pressed_before(ticket, decided, at):
        return pressed_before
    kept = TreeWalk.objects.create(
        ticket=ticket,
        facts=plain_facts(facts),
        path=[plain_step(step, now_live.criteria.names) for step in walked.steps],
        walked_at=at,
        watch_until=_watch_until(walked.outcome, at) if instead is None else None,
        **decided,
    )
    changes.announce(f"ticket:{ticket.pk}")
    return kept


def _pressed_before(ticket: Ticket, decided: Mapping[str, Any], at: datetime) -> TreeWalk | None:
    """The same decision, where the button was pressed twice. The ticket is locked, so that the second press sees it."""
    Ticket.objects.select_for_update().filter(pk=ticket.pk).values_list("pk").first()
    last = (
        TreeWalk.objects.filter(ticket=ticket, walked_at__gt=at - PRESSED_TWICE).order_by("-walked_at", "-pk").first()
    )
    return last if last and all(getattr(last, name) == value for name, value in decided.items()) else None


def _watch_until(outcome: Outcome, at: datetime) -> datetime | None:
    return at + outcome.monitor_for if outcome.ending == Ending.MONITOR and outcome.monitor_for else None


def _answers_used(walked: Walk) -> dict[str, str]:
    return {step.question.key: step.answer.label for step in walked.steps if not step.by_fact}


def question_of(kept: TreeWalk) -> str:
    """The last question on its way, as what decides."""
    tree = kept.revision.part.partition(":")[2]
    return deciding.by_question(tree, kept.path[-1]["question"]) if kept.path else deciding.NOTHING


def plain_facts(facts: Facts) -> dict[str, Any]:
    """As JSON keeps them, and `facts.facts_from` reads them; without the words, which the thread has."""
    return {key: None if value is None else plain_value(value) for key, value in facts.items() if key != "words"}


def plain_step(step: Step, names: Named) -> dict[str, Any]:
    """One line of a path, readable without the tree."""
    return {
        "question": step.question.key,
        "asked": step.question.text,
        "answer": step.answer.label,
        "by_fact": step.by_fact,
        "known": step.known_in_words(names) if step.question.fact != "words" else "",
    }
