"""How a drill is taken: begun, answered ticket by ticket, and over."""

from datetime import datetime
from random import Random, SystemRandom

from django.db import IntegrityError, transaction

from escalation.drills.sampling import Sample, samples
from escalation.models import Drill, DrillQuestion
from escalation.models.drill import ENOUGH
from tickets.models import Agent, Team


class AlreadyAnswered(Exception):
    """This was answered before, and stays as it was."""


def begin(agent: Agent, *, at: datetime, dice: Random | None = None) -> Drill:
    """A new drill, with its first ticket shown; the one that is open, where one is. Raises NotEnough."""
    if going_on := Drill.objects.open().filter(agent=agent).first():
        return going_on
    chosen = samples(agent, at=at, dice=dice or SystemRandom())
    try:
        with transaction.atomic():
            drill = Drill.objects.create(agent=agent, begun_at=at)
            DrillQuestion.objects.bulk_create(
                _question(drill, number, sample) for number, sample in enumerate(chosen, start=1)
            )
            show_next(drill, at=at)
    except IntegrityError:  # pressed twice at one moment
        return Drill.objects.open().get(agent=agent)
    return drill


def _question(drill: Drill, number: int, sample: Sample) -> DrillQuestion:
    return DrillQuestion(
        drill=drill,
        position=number,
        subject=sample.subject[:200],
        body=sample.body,
        known=[list(each) for each in sample.known],
        ticket_id=sample.ticket,
        case_id=sample.case,
        right_team_id=sample.team,
        why=list(sample.why),
        criterion=sample.criterion,
    )


def show_next(drill: Drill, *, at: datetime) -> None:
    """The time for the next ticket begins, unless it has."""
    question = drill.questions.filter(answered_at__isnull=True).order_by("position").first()
    if question:
        drill.questions.filter(pk=question.pk, shown_at__isnull=True).update(shown_at=at)


@transaction.atomic
def say(question: DrillQuestion, *, team: Team, at: datetime) -> None:
    """Answer; the last answer ends the drill. Raises AlreadyAnswered."""
    drill = Drill.objects.select_for_update().get(pk=question.drill_id)
    shown = drill.questions.filter(pk=question.pk, answered_at__isnull=True, shown_at__isnull=False)
    if not shown.update(answered_at=at, answer=team):
        raise AlreadyAnswered
    if not drill.questions.filter(answered_at__isnull=True).exists():
        right = sum(each.is_right for each in drill.questions.all())
        Drill.objects.filter(pk=drill.pk).update(finished_at=at, right=right, is_passed=right >= ENOUGH)
