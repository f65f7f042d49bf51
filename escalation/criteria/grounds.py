"""What a handoff rests on: a trigger that fires, a walk through a tree, or the sender's own reason."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from escalation.criteria import deciding, gathering
from escalation.criteria.conditions import Named
from escalation.criteria.decision_tree import walk
from escalation.criteria.definition import Ending, Outcome, Route, Trigger, Verdict
from escalation.criteria.live import Live, live_for_pages
from escalation.criteria.opening import outcome_of
from escalation.criteria.rules import fired, route_for, sentence
from escalation.criteria.walks import plain_facts, question_of
from escalation.facts import Facts
from escalation.models import Against, Basis, CriteriaRevision, Handoff, HandoffGround, HandoffType, TreeWalk
from tickets.compiled import compiled
from tickets.models import Agent, Team, Ticket

WALK_COUNTS_FOR = timedelta(days=1)  # after it the ticket is another


class NoGround(Exception):
    """The criteria speak of this handoff, and nothing of theirs calls for it here, or something speaks against it: the
    sender says why."""


@dataclass(frozen=True)
class Ground:
    """What speaks for a handoff, and what against it. `to` is nothing while no team is chosen."""

    type: HandoffType
    to: Team | None = None
    now_live: Live | None = None  # nothing where nothing was ever published
    facts: Facts = field(default_factory=dict)
    last_walk: TreeWalk | None = None

    @cached_property
    def fired(self) -> list[Trigger]:
        """The triggers that say something of this type."""
        found = fired(self.now_live.criteria.triggers, self.facts) if self.now_live else []
        return [trigger for trigger in found if trigger.handoff_type == self.type.slug]

    @cached_property
    def forbids(self) -> Trigger | None:
        return next((trigger for trigger in self.fired if trigger.verdict == Verdict.FORBIDS), None)

    @property
    def is_called_for(self) -> bool:
        return any(trigger.verdict != Verdict.FORBIDS for trigger in self.fired)

    @cached_property
    def outcome(self) -> Outcome | None:
        """What the last walk led to, unless it was overridden."""
        return outcome_of(self.last_walk) if self.last_walk and not self.last_walk.is_overridden else None

    @cached_property
    def route(self) -> Route | None:
        """The one that fits, as long as the ticket is on its way up."""
        return route_for(self.now_live.criteria.routes, self.facts) if self.now_live else None

    @cached_property
    def basis(self) -> Basis:
        if self.is_called_for:
            return Basis.TRIGGER
        if self.last_walk and self.against != Against.WALK:
            return Basis.WALK
        return Basis.NOTHING if self.now_live and _speaks_of(self.now_live, self.type.slug) else Basis.UNSPOKEN

    @cached_property
    def against(self) -> Against:
        """What says something else than this type and team."""
        if self.forbids:
            return Against.TRIGGER
        if self.last_walk and self.last_walk.is_overridden:
            return Against.NOTHING  # the reason was given then
        if self.outcome:
            teams = {self.outcome.team, self.to.slug if self.to else self.outcome.team}
            is_other = len(teams) > 1 or self.outcome.handoff_type != self.type.slug
            return Against.WALK if is_other else Against.NOTHING
        return Against.ROUTE if self._leaves_its_route else Against.NOTHING

    @property
    def _leaves_its_route(self) -> bool:
        """Whether it goes to another team than its route says, when nothing of the route has happened yet."""
        route, here, tier = self.route, self.facts.get("team"), self.facts.get("tier")
        if route is None or self.to is None or route.team in (self.to.slug, here):
            return False
        if isinstance(tier, int) and self.to.tier < tier:
            return False
        return not (self.is_called_for and route.handoff_type not in ("", self.type.slug))

    @cached_property
    def criterion(self) -> str:
        """What named the team that it goes to; where nothing did, what was left for it or called for it."""
        saying = list(self._saying())
        if named := next((key for key, team in saying if self.to and team == self.to.slug), ""):
            return named
        if self.last_walk or self.against == Against.ROUTE:
            return saying[0][0]
        for trigger in sorted(self.fired, key=lambda each: each.verdict == Verdict.FORBIDS):
            return deciding.by_trigger(trigger.key)
        return saying[0][0] if saying else deciding.NOTHING

    def _saying(self) -> Iterator[tuple[str, str]]:
        """Whatever says where it goes, with the team it names; what somebody was told first of all comes first."""
        if self.last_walk:
            yield question_of(self.last_walk), self.outcome.team if self.outcome else ""
        if self.route:
            yield deciding.by_route(self.route.key), self.route.team
        if self.now_live is None:
            return
        if (tree := self.now_live.tree_for(self.facts)) and not self.last_walk:
            known = walk(tree, self.facts)
            yield deciding.by_walk(tree, known), known.outcome.team if known.outcome else ""
        kinds = self.facts.get("issue_type")
        teams = {about.key: about.team for about in self.now_live.criteria.issue_types if about.team}
        for kind in kinds if isinstance(kinds, tuple) else ():
            if kind in teams:
                yield deciding.by_type(kind), teams[kind]

    @property
    def needs_reason(self) -> bool:
        """Nothing speaks for it, or something against it."""
        return self.against != Against.NOTHING or self.basis == Basis.NOTHING

    @property
    def reason_given(self) -> str:
        """By whoever did something else than the questions said."""
        return self.last_walk.override_reason if self.last_walk else ""

    @property
    def sentence(self) -> str:
        """Why a reason is asked for."""
        if self.forbids:
            return f"“{self.forbids.name}” speaks against {self.type} here"
        if self.against == Against.WALK and self.outcome:
            return f"The questions led to “{self.outcome.name}”"
        if self.against == Against.ROUTE and self.route and self.now_live:
            names = {team.key: team.name for team in self.now_live.criteria.teams}
            return f"“{self.route.name}” goes to {names.get(self.route.team, self.route.team)}"
        return f"No trigger calls for {self.type} here"


def of(ticket: Ticket, *, type: HandoffType, to: Team | None, at: datetime) -> Ground:
    """What the live criteria say of handing this ticket over so. No query where nothing was ever
    published, and that is known."""
    now_live = live_for_pages.get()
    if not now_live.revisions:
        return Ground(type, to)
    return Ground(type, to, now_live, gathering.of(ticket, at=at), _last_walk(ticket, at))


def _speaks_of(now_live: Live, handoff_type: str) -> bool:
    criteria = now_live.criteria
    kinds = {trigger.handoff_type for trigger in criteria.triggers}
    return handoff_type in kinds | {outcome.handoff_type for tree in criteria.trees for outcome in tree.outcomes}


def _last_walk(ticket: Ticket, at: datetime) -> TreeWalk | None:
    """The last walk that led to a handoff, or that was overridden by one, and that none rests on yet."""
    return next(iter(_walks(ticket_id=ticket.pk, since=at - WALK_COUNTS_FOR)), None)


@compiled
def _walks(*, ticket_id: int, since: datetime) -> QuerySet[TreeWalk, TreeWalk]:
    ends_so = Q(ending=Ending.HAND_OVER, overridden_by_ending="") | Q(overridden_by_ending=Ending.HAND_OVER)
    walks = TreeWalk.objects.filter(ends_so, ticket=ticket_id, grounds=None, walked_at__gt=since)
    return walks.select_related("revision").order_by("-walked_at", "-pk")[:1]


def check(ground: Ground, *, reason: str, by: Agent) -> None:
    """A bot gives no reasons. Raises NoGround."""
    if ground.needs_reason and not reason.strip() and not by.is_bot:
        raise NoGround(ground.sentence)


def keep(ground: Ground, handoff: Handoff, *, reason: str) -> HandoffGround | None:
    """Write down what a handoff rested on when it was sent; nothing where nothing was ever published."""
    if ground.now_live is None:
        return None
    return HandoffGround.objects.create(
        handoff=handoff,
        revision=_revision(ground, ground.now_live),
        triggers=[_told(trigger, ground.now_live.criteria.names) for trigger in ground.fired],
        walk=ground.last_walk,
        basis=ground.basis,
        against=ground.against,
        route=ground.route.key if ground.route else "",
        criterion=ground.criterion,
        facts=plain_facts(ground.facts),
        reason=reason.strip()[:300] if ground.needs_reason else ground.reason_given,
    )


def _revision(ground: Ground, now_live: Live) -> CriteriaRevision | None:
    """That of the rules; where only trees were published, that of the walk."""
    return now_live.rules_revision or (ground.last_walk.revision if ground.last_walk else None)


def _told(trigger: Trigger, names: Named) -> dict[str, Any]:
    because = sentence(trigger, names)
    return {"key": trigger.key, "name": trigger.name, "verdict": str(trigger.verdict), "because": because}
