"""What a policy does while nobody acknowledges: the handoff climbs its ladder, one rung per transaction, each once."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from escalation import duty, handoffs, notices
from escalation.duty import Recipient
from escalation.engine import tries
from escalation.engine.ladder import LAST_RESORT, Coming, Ladder, Step
from escalation.models import EventKind, Handoff, HandoffEvent, NoticeKind, Rung, StepAction
from tickets import changes
from tickets.compiled import compiled
from tickets.models import Team, Ticket


@dataclass(frozen=True)
class Told:
    """What a step did, as the handoff's story says it, and whom it tells."""

    kind: EventKind
    text: str
    recipients: list[Recipient]
    notice: NoticeKind = NoticeKind.UNACKNOWLEDGED
    urgent: bool = False


def next_due() -> datetime | None:
    """When the next step of any handoff is due."""
    return next(iter(_next_due()), None)


@compiled
def _next_due() -> QuerySet[Rung, datetime]:
    return Rung.objects.ahead().order_by("due_at").values_list("due_at", flat=True)[:1]


def climb_some(now: datetime, *, limit: int) -> int:
    """Take at most `limit` steps that are due, and say how many were looked at to the end."""
    due = Rung.objects.due(now).select_related("handoff").order_by("due_at", "pk")[:limit]
    return sum(
        tries.succeeds(partial(_climb, rung, now), what=str(rung), put_off=partial(_put_off, rung, now))
        for rung in list(due)
    )


def _put_off(rung: Rung, now: datetime) -> None:
    failures = min(rung.failures + 1, tries.MOST_FAILURES)
    Rung.objects.filter(pk=rung.pk).update(failures=failures, retry_after=now + tries.wait_after(rung.failures))


@transaction.atomic
def _climb(rung: Rung, now: datetime) -> bool:
    """Take one step; False where somebody acts on the ticket at this moment, or has taken the step already."""
    ticket_id = rung.handoff.ticket_id
    if not Ticket.objects.select_for_update(skip_locked=True).filter(pk=ticket_id).values_list("pk", flat=True):
        return False
    waiting = Handoff.objects.waiting().filter(pk=rung.handoff_id, ticket__resolved_at__isnull=True)
    handoff = waiting.select_related("ticket__customer", "ticket__account", "ticket__issue_type").first()
    if handoff is None or handoff.ladder is None:
        return bool(Rung.objects.ahead().filter(pk=rung.pk).update(left_at=now))
    ladder = Ladder.from_json(handoff.ladder)
    taken = _taken(handoff)
    coming = ladder.coming(taken, sent_at=handoff.sent_at, now=now)
    if coming.due_at > now:
        return _wait_for(rung, coming)
    if not Rung.objects.ahead().filter(pk=rung.pk).update(number=coming.number, climbed_at=now):
        return False
    left = _take(ladder, coming.number, handoff, now)
    following = left.following(coming.number, taken, sent_at=handoff.sent_at, now=now)
    Rung.objects.create(handoff=handoff, number=following.number, due_at=following.due_at)
    return True


def _taken(handoff: Handoff) -> list[int]:
    return list(Rung.objects.filter(handoff=handoff, climbed_at__isnull=False).values_list("number", flat=True))


def _wait_for(rung: Rung, coming: Coming) -> bool:
    """It is too late for the step that was planned, since they have closed meanwhile: let what is next come."""
    planned = {"number": coming.number, "due_at": coming.due_at, "failures": 0, "retry_after": None}
    return bool(Rung.objects.ahead().filter(pk=rung.pk).update(**planned))


def _take(ladder: Ladder, number: int, handoff: Handoff, now: datetime) -> Ladder:
    """Do what a step says, and hand back what is left to climb: another team's where the handoff was sent on."""
    step = ladder.step(number)
    if step.action == StepAction.REROUTE:
        team = handoffs.where_to_send_on(handoff, Team.objects.filter(pk__in=[step.team_id]).first())
        if team is not None:
            moved = ladder.moved_on(number, hours=duty.hours_of(team), now=now)
            handoffs.send_on(handoff, to=team, ladder=moved, at=now)
            return moved
    told = _told(step, handoff, now)
    HandoffEvent.objects.create(handoff=handoff, kind=told.kind, at=now, text=told.text)
    notices.tell(
        told.recipients,
        handoff=handoff,
        kind=told.notice,
        event=f"step:{number}",
        title=f"Still unacknowledged by {handoff.to_team}: {handoff.ticket.number} {handoff.ticket.subject}",
        urgent=told.urgent,
        at=now,
    )
    changes.announce(*handoff.topics)
    return ladder


def _told(step: Step, handoff: Handoff, now: datetime) -> Told:
    team = handoff.to_team
    if step.action == StepAction.REMIND:
        receivers = duty.receivers_of(team, handoff.to_agent)
        return Told(EventKind.REMINDED, f"{team} was reminded.", receivers, NoticeKind.REMINDED)
    if step.action == StepAction.PAGE:
        watcher = duty.on_duty(team, now)
        return Told(EventKind.PAGED, _named("was paged", watcher), [watcher], NoticeKind.PAGED, urgent=True)
    if step.action == StepAction.TELL_SENDER:
        sender = duty.sender_or_stand_in(handoff.sent_by, handoff.from_team, at=now)
        return Told(EventKind.TOLD, _named("was told that nobody acknowledges", sender), [sender])
    if step.action == LAST_RESORT:
        manager = duty.manager_for(team, now)
        said = _named("was told: every step was taken and nobody acknowledges", manager)
        return Told(EventKind.TOLD, said, [manager], urgent=True)
    # A step that would send it on in a circle, or to nobody, ends at the lead too.
    lead = duty.lead_of(team, now)
    return Told(EventKind.TOLD, _named("was told that nobody acknowledges", lead), [lead], urgent=True)


def _named(what: str, recipient: Recipient) -> str:
    why = "Sent it" if recipient.reason == duty.SENT_IT else recipient.reason
    return f"{recipient.agent} {what}. {why}."
