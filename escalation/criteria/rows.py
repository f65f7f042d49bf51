"""The criteria as their rows say them now: the draft. Some queries, whatever their number."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from django.db.models import Prefetch, QuerySet

from escalation.criteria.definition import (
    Answer,
    Criteria,
    Ending,
    Group,
    IssueTypeText,
    Operator,
    Outcome,
    Question,
    TeamText,
    Tree,
    Verdict,
)
from escalation.criteria.definition import Route as RouteText
from escalation.criteria.definition import Trigger as TriggerText
from escalation.criteria.naming import Names, teams_named, types_named
from escalation.criteria.values import group_of, lines, read_condition
from escalation.facts import BadFact
from escalation.models import (
    DecisionTree,
    HandoffType,
    IssueTypeGuide,
    Route,
    RouteCondition,
    TeamGuide,
    TreeAnswer,
    TreeOutcome,
    TreeQuestion,
    Trigger,
    TriggerCondition,
)
from tickets.models import IssueType, Team


def drafted(names: Names | None = None) -> Criteria:
    """Everything that is switched on, whether published or not. Raises BadFact."""
    names = names or names_in_use()
    found = _everything(names).switched_on()
    kinds = _kept(found.issue_types, {*names.issue_types, *types_named(found)})
    teams = _kept(found.teams, {*names.teams, *teams_named(replace(found, issue_types=kinds))})
    return replace(found, teams=teams, issue_types=kinds)


def everything() -> Criteria:
    """Every row, also of what is switched off: what is written into a file. Raises BadFact."""
    return _everything(names_in_use())


def _everything(names: Names) -> Criteria:
    teams, kinds = _guides()
    trees = tuple(drafted_trees(DecisionTree.objects.all()))
    found = Criteria((), kinds, tuple(_triggers()), tuple(_routes()), trees)
    kinds = _kept(kinds, {*names.issue_types, *types_named(found), *_told(kinds)})
    teams = _kept(teams, {*names.teams, *teams_named(replace(found, issue_types=kinds)), *_told(teams)})
    return replace(found, teams=teams, issue_types=kinds)


def names_in_use() -> Names:
    """Of teams, issue types and handoff types. Three queries."""
    teams, kinds, handoff_types = (
        set(model.objects.filter(is_active=True).values_list("slug", flat=True))
        for model in (Team, IssueType, HandoffType)
    )
    return Names(teams, kinds, handoff_types)


Text = TypeVar("Text", TeamText, IssueTypeText)


def _kept(texts: Iterable[Text], keys: Collection[str]) -> tuple[Text, ...]:
    return tuple(text for text in texts if text.key in keys)


def _told(texts: Iterable[TeamText | IssueTypeText]) -> set[str]:
    """Those of which more is said than their name."""
    return {text.key for text in texts if text.description or text.examples or getattr(text, "team", "")}


def _in_order(rows: QuerySet) -> QuerySet:
    return rows.order_by("position", "pk")


def _triggers() -> Iterable[TriggerText]:
    conditions = Prefetch("conditions", queryset=_in_order(TriggerCondition.objects.all()))
    rows = _in_order(Trigger.objects.select_related("handoff_type"))
    for row in rows.prefetch_related(conditions):
        yield trigger_of(row, _when(f"Trigger “{row}”", row))


def trigger_of(row: Trigger, when: Group) -> TriggerText:
    return TriggerText(row.slug, row.name, Verdict(row.verdict), row.handoff_type.slug, when, row.why, row.is_active)


def _routes() -> Iterable[RouteText]:
    conditions = Prefetch("conditions", queryset=_in_order(RouteCondition.objects.all()))
    rows = _in_order(Route.objects.select_related("team", "handoff_type"))
    for row in rows.prefetch_related(conditions, _types()):
        yield route_of(row, row.issue_types.all(), _when(f"Route “{row}”", row))


def _when(name: str, row: Trigger | Route) -> Group:
    """What its conditions say together. Raises BadFact with the name of the row."""
    try:
        return group_of(row.match, row.conditions.all())
    except BadFact as error:
        raise BadFact(f"{name}: {error}") from error


def route_of(row: Route, issue_types: Iterable[IssueType], when: Group) -> RouteText:
    return RouteText(
        key=row.slug,
        name=row.name,
        team=row.team.slug,
        handoff_type=row.handoff_type.slug if row.handoff_type else "",
        when=when,
        issue_types=tuple(kind.slug for kind in issue_types),
        words=lines(row.words),
        why=row.why,
        is_active=row.is_active,
    )


def _types() -> Prefetch:
    return Prefetch("issue_types", queryset=IssueType.objects.order_by("slug"))


def drafted_trees(chosen: QuerySet[DecisionTree]) -> Iterable[Tree]:
    """These trees, in the order of their short names."""
    outcomes = TreeOutcome.objects.select_related("team", "handoff_type")
    parts = (
        Prefetch("questions", queryset=_in_order(TreeQuestion.objects.all())),
        Prefetch("answers", queryset=_in_order(TreeAnswer.objects.all())),
        Prefetch("outcomes", queryset=_in_order(outcomes)),
    )
    for row in chosen.order_by("slug").prefetch_related(_types(), *parts):
        try:
            yield tree_of(row, row.issue_types.all(), row.questions.all(), row.answers.all(), row.outcomes.all())
        except BadFact as error:
            raise BadFact(f"Tree “{row}”: {error}") from error


def tree_of(
    row: DecisionTree,
    issue_types: Iterable[IssueType],
    questions: Iterable[TreeQuestion],
    answers: Sequence[TreeAnswer] | QuerySet[TreeAnswer],
    outcomes: Iterable[TreeOutcome],
) -> Tree:
    """A tree from its rows, which need not be saved. Raises BadFact."""
    return Tree(
        key=row.slug,
        name=row.name,
        issue_types=tuple(kind.slug for kind in issue_types),
        questions=tuple(_question(each, [a for a in answers if a.question == each.key]) for each in questions),
        outcomes=tuple(_outcome(each) for each in outcomes),
        is_active=row.is_active,
    )


def _question(row: TreeQuestion, answers: Iterable[TreeAnswer]) -> Question:
    return Question(
        key=row.key,
        text=row.text,
        answers=tuple(_answer(each, row.fact) for each in answers),
        fact=row.fact,
        help_text=row.help_text,
        asks_otherwise=row.asks_otherwise,
    )


def _answer(row: TreeAnswer, fact: str) -> Answer:
    if not row.operator or not fact:
        return Answer(row.label, row.then)
    return Answer(row.label, row.then, Operator(row.operator), read_condition(fact, row.operator, row.value).value)


def _outcome(row: TreeOutcome) -> Outcome:
    return Outcome(
        key=row.key,
        name=row.name,
        ending=Ending(row.ending),
        team=row.team.slug if row.team else "",
        handoff_type=row.handoff_type.slug if row.handoff_type else "",
        guidance=row.guidance,
        article=row.article,
        monitor_for=row.monitor_for,
    )


def _guides() -> tuple[tuple[TeamText, ...], tuple[IssueTypeText, ...]]:
    """Every team and issue type, described or not."""
    teams, kinds = Team.objects.all(), IssueType.objects.all()
    of_teams = {guide.team_id: guide for guide in TeamGuide.objects.all()}
    of_kinds = {guide.issue_type_id: guide for guide in IssueTypeGuide.objects.select_related("team")}
    return (
        tuple(_team(team, of_teams.get(team.pk)) for team in teams.order_by("slug")),
        tuple(_issue_type(kind, of_kinds.get(kind.pk)) for kind in kinds.order_by("slug")),
    )


def _team(team: Team, guide: TeamGuide | None) -> TeamText:
    return TeamText(team.slug, team.name, guide.description if guide else "", lines(guide.examples) if guide else ())


def _issue_type(kind: IssueType, guide: IssueTypeGuide | None) -> IssueTypeText:
    if guide is None:
        return IssueTypeText(kind.slug, kind.name)
    team = guide.team.slug if guide.team else ""
    return IssueTypeText(kind.slug, kind.name, guide.description, lines(guide.examples), team)
