"""What the hand-over form begins with, when a trigger or a walk through a tree has opened it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from escalation.criteria.definition import Outcome
from escalation.criteria.live import criteria_in
from escalation.models import HandoffType, TreeWalk
from escalation.package import LINE_LIMIT, Step
from tickets.keys import key_of
from tickets.models import Team, Ticket


@dataclass(frozen=True)
class Opening:
    """Where to and how, which hold over what was typed before; and context, which does not."""

    chosen: Mapping[str, Any]
    context: Mapping[str, Any]

    def over(self, initial: Mapping[str, Any]) -> dict[str, Any]:
        """A form's beginning with these in it: nothing that somebody has written is replaced."""
        written = {name: value for name, value in initial.items() if value}
        return {**initial, **self.context, **written, **self.chosen}


def opening(ticket: Ticket, asked: Mapping[str, str]) -> Opening:
    """From an address: `walk=12`, or `type=escalation&to=tier-2` by short names. What is not there opens nothing."""
    if (key := key_of(asked.get("walk"))) is not None:
        walk = TreeWalk.objects.filter(ticket=ticket, pk=key).select_related("revision").first()
        return _of_walk(walk) if walk else Opening({}, {})
    return Opening(_whither(asked.get("to", ""), asked.get("type", "")), {})


def _whither(team: str, handoff_type: str) -> dict[str, int]:
    """A kind that is out of use is asked for all the same: the form says so, where another would not be noticed."""
    found = {
        "to": _named(Team.objects.filter(is_active=True), team),
        "type": _named(HandoffType.objects.all(), handoff_type),
    }
    return {name: pk for name, pk in found.items() if pk}


def _named(rows: QuerySet[Any], slug: str) -> int | None:
    return rows.filter(slug=slug).values_list("pk", flat=True).first() if slug else None


def _of_walk(walk: TreeWalk) -> Opening:
    outcome = outcome_of(walk)
    whither = _whither(outcome.team, outcome.handoff_type) if outcome and not walk.is_overridden else {}
    context: dict[str, Any] = {"steps": [_step(line) for line in walk.path]}
    return Opening(whither, context)


def outcome_of(walk: TreeWalk) -> Outcome | None:
    """What the walk came to, as the tree said it then."""
    trees = criteria_in(walk.revision.content).trees
    return next((each for tree in trees for each in tree.outcomes if each.key == walk.outcome), None)


def _step(line: Mapping[str, Any]) -> Step:
    """A question and its answer, as something tried and what came of it."""
    result = f"{line['answer']} ({line['known']})" if line["known"] else line["answer"]
    return Step(line["asked"][:LINE_LIMIT], result[:LINE_LIMIT])
