"""What the criteria say about one ticket, as its page shows it beside the thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Q

from escalation.criteria import gathering
from escalation.criteria.conditions import Named
from escalation.criteria.decision_tree import NoSuchAnswer, Step, Walk, walk
from escalation.criteria.definition import Answer, Outcome, Route, Tree, Trigger, Verdict
from escalation.criteria.live import live_for_pages
from escalation.criteria.opening import outcome_of
from escalation.criteria.rules import fired, route_for, sentence
from escalation.facts import Facts
from escalation.models import Handoff, HandoffType, TreeWalk
from tickets.models import Team, Ticket

PREFIX = "a."  # of an answer in an address: a.who=One user


@dataclass(frozen=True)
class Fired:
    """A trigger that fires now, and where its handoff would go."""

    trigger: Trigger
    handoff_type: str  # its name
    sentence: str
    hand_over: str  # what to open the form with; nothing where the trigger forbids

    @property
    def forbids(self) -> bool:
        return self.trigger.verdict == Verdict.FORBIDS


@dataclass(frozen=True)
class AnswerLink:
    """An answer to choose, with the address it leads to."""

    answer: Answer
    query: str


@dataclass(frozen=True)
class StepLink:
    """A question answered, with the address that asks it anew."""

    step: Step
    known: str  # what the question's fact said, in words
    change: str
    others: Sequence[AnswerLink]


@dataclass(frozen=True)
class Panel:
    """Everything the panel shows."""

    ticket: Ticket
    waiting: Handoff | None  # that stands in the way of handing it over
    fired: Sequence[Fired]
    route: Route | None
    route_team: Team | None
    tree: Tree | None
    trees: Sequence[Tree]
    walked: Walk | None
    steps: Sequence[StepLink]
    answers: Sequence[AnswerLink]  # of the question that is asked
    team: Team | None  # of the outcome
    handoff_type: HandoffType | None
    given: Mapping[str, str]
    last: TreeWalk | None
    last_outcome: str

    @property
    def outcome(self) -> Outcome | None:
        return self.walked.outcome if self.walked else None

    @property
    def is_empty(self) -> bool:
        return not (self.route or self.trees)

    @property
    def by_route(self) -> str:
        """What to open the hand-over form with to follow the route; nothing where the ticket is there."""
        if self.route is None or self.route_team is None or self.route_team == self.ticket.team:
            return ""
        return urlencode({"to": self.route.team, "type": self.route.handoff_type})


def gather(ticket: Ticket, *, chosen: str, answers: Mapping[str, str], at: datetime) -> Panel:
    """The panel with the answers given so far. `chosen` names a tree other than the ticket's own, or is empty."""
    now_live, facts = live_for_pages.get(), gathering.of(ticket, at=at)
    criteria = now_live.criteria
    tree = next((each for each in criteria.trees if each.key == chosen), None) or now_live.tree_for(facts)
    walked, answers = _walk(tree, facts, answers)
    names = _Names()
    route = route_for(criteria.routes, facts)
    walks = TreeWalk.objects.filter(ticket=ticket).select_related("walked_by", "revision")
    last = walks.order_by("-walked_at", "-pk").first()
    outcome, sent = walked.outcome if walked else None, _sent(ticket)
    firing = _unanswered(fired(criteria.triggers, facts), sent)
    return Panel(
        ticket=ticket,
        waiting=_waiting(sent),
        fired=[_fired(trigger, route, names, criteria.names) for trigger in firing],
        route=route,
        route_team=names.team(route.team) if route else None,
        tree=tree,
        trees=criteria.trees,
        walked=walked,
        steps=[_step_link(tree, step, answers, criteria.names) for step in walked.steps] if tree and walked else [],
        answers=_answer_links(tree, walked, answers),
        team=names.team(outcome.team) if outcome else None,
        handoff_type=names.handoff_type(outcome.handoff_type) if outcome else None,
        given=answers,
        last=last,
        last_outcome=_outcome_name(last),
    )


def fired_now(ticket: Ticket, *, at: datetime) -> tuple[Sequence[Fired], Handoff | None]:
    """What fires at this moment, by age too, for the banner above the thread; and, if any does, what waits already."""
    criteria, facts = live_for_pages.get().criteria, gathering.of(ticket, at=at)
    firing = fired(criteria.triggers, facts)
    if not firing:
        return [], None
    sent, route, names = _sent(ticket), route_for(criteria.routes, facts), _Names()
    unanswered = [_fired(trigger, route, names, criteria.names) for trigger in _unanswered(firing, sent)]
    return unanswered, _waiting(sent)


def _sent(ticket: Ticket) -> list[Handoff]:
    """What waits, and what has brought the ticket to the team where it is; a ticket changes hands a few times."""
    stand = Handoff.objects.filter(ticket=ticket, withdrawn_at=None, returned_at=None)
    here = Q(acknowledged_at=None) | Q(to_team=ticket.team_id)
    return list(stand.filter(here).select_related("type", "to_team"))


def _waiting(sent: Sequence[Handoff]) -> Handoff | None:
    return next((handoff for handoff in sent if handoff.is_waiting), None)


def _unanswered(firing: Sequence[Trigger], sent: Sequence[Handoff]) -> list[Trigger]:
    """Without those that call for what was sent and waits, or was taken: nobody is to do it once more."""
    kinds = {handoff.type.slug for handoff in sent}
    return [each for each in firing if each.verdict == Verdict.FORBIDS or each.handoff_type not in kinds]


def _walk(tree: Tree | None, facts: Facts, answers: Mapping[str, str]) -> tuple[Walk | None, Mapping[str, str]]:
    """The walk, and the answers that it has a use for; those of a tree published anew are begun again."""
    if tree is None:
        return None, {}
    try:
        walked = walk(tree, facts, answers)
    except NoSuchAnswer:
        walked = walk(tree, facts)
    used = {step.question.key: step.answer.label for step in walked.steps if not step.by_fact}
    return walked, used


class _Names:
    """Teams and handoff types in use by their short names. A query for each that is asked for."""

    @cached_property
    def _teams(self) -> Mapping[str, Team]:
        return {team.slug: team for team in Team.objects.filter(is_active=True)}

    @cached_property
    def _types(self) -> Mapping[str, HandoffType]:
        return {kind.slug: kind for kind in HandoffType.objects.filter(is_active=True)}

    def team(self, slug: str) -> Team | None:
        return self._teams.get(slug)

    def handoff_type(self, slug: str) -> HandoffType | None:
        return self._types.get(slug)


def _fired(trigger: Trigger, route: Route | None, names: _Names, called: Named) -> Fired:
    kind = names.handoff_type(trigger.handoff_type)
    opened_with = {"type": trigger.handoff_type}
    if route and route.handoff_type in ("", trigger.handoff_type):
        opened_with["to"] = route.team
    return Fired(
        trigger=trigger,
        handoff_type=str(kind or trigger.handoff_type),
        sentence=sentence(trigger, called),
        hand_over="" if trigger.verdict == Verdict.FORBIDS else urlencode(opened_with),
    )


def _answer_links(tree: Tree | None, walked: Walk | None, given: Mapping[str, str]) -> list[AnswerLink]:
    if tree is None or walked is None or walked.asks is None:
        return []
    asked = walked.asks
    return [AnswerLink(answer, query(tree, {**given, asked.key: answer.label})) for answer in asked.answers]


def _step_link(tree: Tree, step: Step, given: Mapping[str, str], called: Named) -> StepLink:
    """Changing an answer asks what came after it anew."""
    before = {}
    for question in tree.questions:
        if question.key == step.question.key:
            break
        if question.key in given:
            before[question.key] = given[question.key]
    others = [
        AnswerLink(answer, query(tree, {**before, step.question.key: answer.label}))
        for answer in step.question.answers
        if answer != step.answer
    ]
    return StepLink(step, step.known_in_words(called), query(tree, before), others)


def query(tree: Tree, answers: Mapping[str, str]) -> str:
    """The part of an address that stands for these answers."""
    return urlencode({"tree": tree.key, **{f"{PREFIX}{key}": label for key, label in answers.items()}})


def answers_in(data: Mapping[str, str]) -> dict[str, str]:
    """The answers that an address or a form carries."""
    return {key.removeprefix(PREFIX): label for key, label in data.items() if key.startswith(PREFIX)}


def _outcome_name(last: TreeWalk | None) -> str:
    """As its own tree named it then."""
    if last is None:
        return ""
    outcome = outcome_of(last)
    return outcome.name if outcome else last.outcome
