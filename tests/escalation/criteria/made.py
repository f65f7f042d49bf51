"""Criteria made up: any that can be written down."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from escalation.criteria.conditions import OPERATORS
from escalation.criteria.definition import (
    Answer,
    Condition,
    Criteria,
    Ending,
    Group,
    IssueTypeText,
    Match,
    Operator,
    Outcome,
    Question,
    Route,
    TeamText,
    Tree,
    Trigger,
    Verdict,
)
from escalation.facts import FACTS, Fact, Kind

keys = st.from_regex(r"[a-z][a-z0-9-]{0,7}", fullmatch=True)
letters = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])
texts = st.text(letters, min_size=1, max_size=12).filter(str.strip)
maybe = st.just("") | texts
lists = st.lists(texts, max_size=2).map(tuple)
durations = st.integers(1, 10**7).map(lambda seconds: timedelta(seconds=seconds))


def values(fact: Fact, operator: Operator) -> st.SearchStrategy[Any]:
    """What this fact can be compared with."""
    single: st.SearchStrategy[Any] = st.sampled_from(sorted(fact.choices)) if fact.choices else texts
    if operator in (Operator.KNOWN,) or fact.kind == Kind.YES_NO:
        return st.booleans()
    if fact.kind == Kind.DURATION:
        return durations
    if fact.kind == Kind.NUMBER:
        return st.integers(-1000, 1000) | st.floats(-1e6, 1e6)
    many = (Operator.ONE_OF, Operator.NONE_OF, Operator.CONTAINS_ANY, Operator.CONTAINS_ALL, Operator.CONTAINS_NONE)
    return st.lists(single, min_size=1, max_size=2).map(tuple) if operator in many else single


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    fact = FACTS[draw(st.sampled_from(sorted(FACTS)))]
    operator = draw(st.sampled_from(OPERATORS[fact.kind]))
    return Condition(fact.key, operator, draw(values(fact, operator)))


@st.composite
def groups(draw: st.DrawFn) -> Group:
    match = draw(st.sampled_from(Match))
    other = Match.ANY if match == Match.ALL else Match.ALL
    inner = st.lists(conditions(), min_size=2, max_size=2).map(lambda found: Group(other, tuple(found)))
    members = draw(st.lists(conditions() | inner, max_size=2))
    return Group(match, tuple(members)) if members else Group()


def keyed(kind: Any, **parts: Any) -> st.SearchStrategy[Any]:
    """Up to three of a kind, no key twice."""
    made = st.lists(st.builds(kind, key=keys, name=texts, **parts), max_size=2, unique_by=lambda each: each.key)
    return made.map(tuple)


@st.composite
def answers(draw: st.DrawFn, fact: str) -> Answer:
    label, then = draw(texts), draw(keys)
    if not fact or draw(st.booleans()):
        return Answer(label, then)
    operator = draw(st.sampled_from(OPERATORS[FACTS[fact].kind]))
    return Answer(label, then, operator, draw(values(FACTS[fact], operator)))


@st.composite
def questions(draw: st.DrawFn) -> Question:
    fact = draw(st.sampled_from(["", *sorted(FACTS)]))
    found = draw(st.lists(answers(fact), max_size=2))
    return Question(draw(keys), draw(texts), tuple(found), fact, draw(maybe), draw(st.booleans()))


# A loaded machine draws slowly, which says nothing about what is drawn.
patient = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])

trees = keyed(
    Tree,
    is_active=st.booleans(),
    issue_types=lists,
    questions=st.lists(questions(), max_size=2, unique_by=lambda each: each.key).map(tuple),
    outcomes=keyed(
        Outcome,
        ending=st.sampled_from(Ending),
        team=maybe,
        handoff_type=maybe,
        guidance=maybe,
        article=maybe,
        monitor_for=st.none() | durations,
    ),
)


@st.composite
def criteria(draw: st.DrawFn) -> Criteria:
    """Names of teams and issue types agree only where the file names any, so none are drawn beside the others."""
    rules = {
        "triggers": keyed(
            Trigger,
            verdict=st.sampled_from(Verdict),
            handoff_type=texts,
            when=groups(),
            why=maybe,
            is_active=st.booleans(),
        ),
        "routes": keyed(
            Route,
            team=texts,
            handoff_type=maybe,
            when=groups(),
            issue_types=lists,
            words=lists,
            why=maybe,
            is_active=st.booleans(),
        ),
        "trees": trees,
    }
    described = {
        "teams": keyed(TeamText, description=maybe, examples=lists),
        "issue_types": keyed(IssueTypeText, description=maybe, examples=lists, team=st.just("")),
    }
    chosen = draw(st.sampled_from([rules, described]))
    return Criteria(**{name: draw(parts) for name, parts in chosen.items()})
