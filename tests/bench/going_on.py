"""What somebody is in the middle of, so that its page has something to show: a shift change, a talk, a drill."""

from dataclasses import dataclass
from random import Random

from django.utils import timezone

from escalation import shift_change, warm
from escalation.drills.taking import begin
from escalation.models import Drill, DrillCase, Handoff, ShiftChange
from escalation.models.drill import QUESTIONS
from tests.bench.world import World
from tests.factories import package
from tickets.models import Agent, Ticket


@dataclass(frozen=True)
class GoingOn:
    shift_change: ShiftChange
    talk: Handoff
    drill: Drill


def start(made: World) -> GoingOn:
    """Begin all three for the agent whose pages are measured; the talk takes a ticket from those to hand over."""
    now = timezone.now()
    return GoingOn(
        shift_change.start_by_hand(made.team, by=made.agent, at=now),
        _talk(made, Ticket.objects.get(pk=made.to_hand_over.pop())),
        _drill(made),
    )


def _talk(made: World, ticket: Ticket) -> Handoff:
    colleague = Agent.objects.filter(teams=made.other_team).order_by("pk")[0]
    sent = warm.send(ticket, type=made.type, to=made.other_team, package=package(), by=made.agent, to_agent=colleague)
    for number in range(6):
        warm.say(sent, text=f"One more thing, {number}.", by=colleague if number % 2 else made.agent)
    return sent


def _drill(made: World) -> Drill:
    for number in range(QUESTIONS):
        DrillCase.objects.create(
            subject=f"Case {number}", body="What is told.", team=made.other_team, why="It says so."
        )
    return begin(made.agent, at=timezone.now(), dice=Random(1))
