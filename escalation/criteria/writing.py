"""Criteria as one readable YAML file: what `reading.read_criteria` reads back, the same to the letter."""

from datetime import timedelta
from typing import Any

import yaml

from escalation.criteria.definition import (
    Answer,
    Condition,
    Criteria,
    Group,
    IssueTypeText,
    Outcome,
    Question,
    Route,
    TeamText,
    Tree,
    Trigger,
    Value,
)
from escalation.criteria.reading_trees import ASK
from escalation.facts import write_duration

# Five times as fast, where PyYAML came with it.
Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def write_criteria(criteria: Criteria) -> str:
    """The file. Parts that say nothing are left out."""
    return write_plain(plain_criteria(criteria))


def write_plain(plain: dict[str, Any]) -> str:
    return yaml.dump(plain, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100, indent=2)


def plain_criteria(criteria: Criteria) -> dict[str, Any]:
    """As texts, numbers, lists and dicts, in the order in which a person reads them."""
    return _said(
        teams={team.key: _text_of(team) for team in criteria.teams},
        issue_types={about.key: {**_text_of(about), **_said(team=about.team)} for about in criteria.issue_types},
        triggers={trigger.key: _trigger(trigger) for trigger in criteria.triggers},
        routes={route.key: _route(route) for route in criteria.routes},
        trees={tree.key: plain_tree(tree) for tree in criteria.trees},
    )


def _said(**parts: Any) -> dict[str, Any]:
    """Only the parts that say something."""
    return {name: part for name, part in parts.items() if part is False or part not in ("", None, (), [], {})}


def _off(is_active: bool) -> bool | None:
    """Said only of what is switched off."""
    return None if is_active else False


def _text_of(what: TeamText | IssueTypeText) -> dict[str, Any]:
    return _said(name=what.name, description=what.description, examples=list(what.examples))


def _trigger(trigger: Trigger) -> dict[str, Any]:
    return _said(
        name=trigger.name,
        active=_off(trigger.is_active),
        verdict=str(trigger.verdict),
        handoff=trigger.handoff_type,
        why=trigger.why,
        when=plain_group(trigger.when) or {"all": []},
    )


def _route(route: Route) -> dict[str, Any]:
    return _said(
        name=route.name,
        active=_off(route.is_active),
        team=route.team,
        handoff=route.handoff_type,
        why=route.why,
        issue_types=list(route.issue_types),
        words=list(route.words),
        when=plain_group(route.when),
    )


def plain_group(group: Group) -> dict[str, Any]:
    if not group.members:
        return {}
    return {
        str(group.match): [
            plain_group(member) if isinstance(member, Group) else _condition(member) for member in group.members
        ]
    }


def _condition(condition: Condition) -> dict[str, Any]:
    return {condition.fact: {str(condition.operator): plain_value(condition.value)}}


def plain_value(value: Value) -> str | int | float | bool | list[str]:
    if isinstance(value, timedelta):
        return write_duration(value)
    return list(value) if isinstance(value, tuple) else value


def plain_tree(tree: Tree) -> dict[str, Any]:
    return _said(
        name=tree.name,
        active=_off(tree.is_active),
        issue_types=list(tree.issue_types),
        questions={question.key: _question(question) for question in tree.questions},
        outcomes={outcome.key: _outcome(outcome) for outcome in tree.outcomes},
    )


def _question(question: Question) -> dict[str, Any]:
    otherwise = ASK if question.asks_otherwise else ""
    asked = _said(ask=question.text, help=question.help_text, fact=question.fact, otherwise=otherwise)
    return {**asked, "answers": [_answer(answer) for answer in question.answers]}


def _answer(answer: Answer) -> dict[str, Any]:
    compared = None
    if answer.operator is not None and answer.value is not None:
        compared = {str(answer.operator): plain_value(answer.value)}
    return {"answer": answer.label, **_said(**{"if": compared}), "then": answer.then}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return _said(
        name=outcome.name,
        do=str(outcome.ending),
        team=outcome.team,
        handoff=outcome.handoff_type,
        guidance=outcome.guidance,
        article=outcome.article,
        **{"for": write_duration(outcome.monitor_for) if outcome.monitor_for else None},
    )
