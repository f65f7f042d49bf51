"""The criteria as their rows say them now: the draft. A dozen queries, whatever their number."""

from collections.abc import Iterable, Sequence

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
from escalation.criteria.values import group_of, lines, read_condition
from escalation.models import (
    DecisionTree,
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


def drafted() -> Criteria:
    """Everything that is switched on, whether published or not."""
    return Criteria(*_guides(), tuple(_triggers()), tuple(_routes()), tuple(drafted_trees()))


def _in_order(rows: QuerySet) -> QuerySet:
    return rows.order_by("position", "pk")


def _triggers() -> Iterable[TriggerText]:
    conditions = Prefetch("conditions", queryset=_in_order(TriggerCondition.objects.all()))
    active = _in_order(Trigger.objects.filter(is_active=True)).select_related("handoff_type")
    for row in active.prefetch_related(conditions):
        yield trigger_of(row, group_of(row.match, row.conditions.all()))


def trigger_of(row: Trigger, when: Group) -> TriggerText:
    return TriggerText(row.slug, row.name, Verdict(row.verdict), row.handoff_type.slug, when, row.why)


def _routes() -> Iterable[RouteText]:
    conditions = Prefetch("conditions", queryset=_in_order(RouteCondition.objects.all()))
    active = _in_order(Route.objects.filter(is_active=True)).select_related("team", "handoff_type")
    for row in active.prefetch_related(conditions, _types()):
        yield route_of(row, row.issue_types.all(), group_of(row.match, row.conditions.all()))


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
    )


def _types() -> Prefetch:
    return Prefetch("issue_types", queryset=IssueType.objects.order_by("slug"))


def drafted_trees(*, only: DecisionTree | None = None) -> Iterable[Tree]:
    """The trees that are switched on, or one of them whether it is or not."""
    chosen = DecisionTree.objects.filter(pk=only.pk) if only else DecisionTree.objects.filter(is_active=True)
    outcomes = TreeOutcome.objects.select_related("team", "handoff_type")
    parts = (
        Prefetch("questions", queryset=_in_order(TreeQuestion.objects.all())),
        Prefetch("answers", queryset=_in_order(TreeAnswer.objects.all())),
        Prefetch("outcomes", queryset=_in_order(outcomes)),
    )
    for row in _in_order(chosen).prefetch_related(_types(), *parts):
        yield tree_of(row, row.issue_types.all(), row.questions.all(), row.answers.all(), row.outcomes.all())


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
    )


def _question(row: TreeQuestion, answers: Iterable[TreeAnswer]) -> Question:
    return Question(row.key, row.text, tuple(_answer(each, row.fact) for each in answers), row.fact, row.help_text)


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
    """Every team and issue type in use, described or not, so that whatever names one finds it here."""
    teams, kinds = Team.objects.filter(is_active=True), IssueType.objects.filter(is_active=True)
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
