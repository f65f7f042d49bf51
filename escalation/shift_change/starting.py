"""How a shift change begins: by itself when a shift ends, or because somebody says so."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from escalation import notices
from escalation.duty import Recipient, receivers_of
from escalation.engine import tries
from escalation.models import NoticeKind, ShiftChange, ShiftPlan, ShiftTicket
from escalation.shift_change.planning import Due, due_changes, expected, has_receivers
from escalation.shift_change.standing import tickets_of
from escalation.shift_change.topics import topics_of
from escalation.shift_change.windows import Window
from tickets import changes, services
from tickets.compiled import compiled
from tickets.models import Agent, Team, Ticket

LOOK_EVERY = timedelta(seconds=30)  # rotas and hours are edited: what has come due is found out anew each time
BY_HAND = timedelta(minutes=60)  # how long one that somebody begins by hand is open


class NothingHeld(Exception):
    """She holds no open ticket of the team: there is nothing to go through."""


class OpenAlready(Exception):
    """A shift change of hers in this team is open; `shift_change` is that one."""

    def __init__(self, shift_change: ShiftChange) -> None:
        super().__init__(f"{shift_change} is open already")
        self.shift_change = shift_change


class NobodyFollows(Exception):
    """Nobody else works in the team that should go on."""


def start_due(now: datetime) -> int:
    """Begin what has come due in the teams that are to be looked at now, and say how many teams those were."""
    plans = ShiftPlan.objects.due(now).select_related("team", "followed_by").order_by("look_at", "pk")
    return sum(
        tries.succeeds(
            partial(_start_of, plan, now), what=f"Looking at the {plan}", put_off=partial(_put_off, plan, now)
        )
        for plan in list(plans)
    )


def _put_off(plan: ShiftPlan, now: datetime) -> None:
    ShiftPlan.objects.filter(pk=plan.pk).update(look_at=now + LOOK_EVERY)


def next_look_at() -> datetime | None:
    """When a team is to be looked at next."""
    return next(iter(_next_look_at()), None)


@compiled
def _next_look_at() -> QuerySet[ShiftPlan, datetime]:
    plans = ShiftPlan.objects.filter(is_active=True, team__is_active=True)
    return plans.order_by("look_at").values_list("look_at", flat=True)[:1]


@transaction.atomic
def _start_of(plan: ShiftPlan, now: datetime) -> bool:
    """Begin what has come due for one team; False where that is nothing, or somebody else looks at this moment."""
    if not ShiftPlan.objects.due(now).filter(pk=plan.pk).update(look_at=now + LOOK_EVERY):
        return False
    begun = [begin(plan.team, due, at=now) for due in due_changes(plan, now)]
    return any(begun)


@transaction.atomic
def start_by_hand(team: Team, *, by: Agent, at: datetime) -> ShiftChange:
    """Begin a shift change of one's own tickets now: it is open for an hour.

    Raises NothingHeld, OpenAlready, NobodyFollows.
    """
    if found := ShiftChange.objects.open().filter(team=team, outgoing=by).first():
        raise OpenAlready(found)
    plan = ShiftPlan.objects.filter(team=team).select_related("followed_by").first()
    to_team = (plan and plan.followed_by) or team
    if not Ticket.objects.open().filter(team=team, holder=by).exists():
        raise NothingHeld(f"You hold no open ticket of {team}")
    if not has_receivers(to_team, by):
        raise NobodyFollows(f"Nobody else works in {to_team}")
    incoming = expected(to_team, at=at + BY_HAND, outgoing=by)
    due = Due(by, to_team, incoming, Window(at, at + BY_HAND, at + BY_HAND), f"{by} began it")
    begun = begin(team, due, at=at)
    if begun is None:
        raise OpenAlready(ShiftChange.objects.open().get(team=team, outgoing=by))
    return begun


@transaction.atomic
def begin(team: Team, due: Due, *, at: datetime) -> ShiftChange | None:
    """Open it and tell both sides; None where it has begun before, or one of hers is open: that one is extended."""
    window = due.window
    Team.objects.select_for_update().get(pk=team.pk)  # of two that begin at once the second finds the first
    hers = ShiftChange.objects.filter(team=team, outgoing=due.outgoing)
    if due.covers_queue and _is_covered(team, window):
        return None
    if found := hers.open().select_for_update().first():
        _extend(found, due, at=at)
        return None
    if hers.filter(changes_at=window.changes_at).exists():
        return None
    shift_change = ShiftChange.objects.create(
        team=team,
        outgoing=due.outgoing,
        changes_at=window.changes_at,
        to_team=due.to_team,
        incoming=due.incoming,
        covers_queue=due.covers_queue,
        reason=due.reason[:200],
        opens_at=window.opens_at,
        ends_at=window.ends_at,
    )
    _list_tickets(shift_change, at=at)
    _tell(shift_change, at=at)
    changes.announce(*topics_of(shift_change))
    return shift_change


def _is_covered(team: Team, window: Window) -> bool:
    """Whether what nobody holds is gone through at this end of the team's shift already, with whomever."""
    return ShiftChange.objects.filter(team=team, covers_queue=True, changes_at=window.changes_at).exists()


def _extend(shift_change: ShiftChange, due: Due, *, at: datetime) -> None:
    """Keep it open for as long as the later of the two, with the team's queue where one of them has it."""
    is_longer = due.window.ends_at > shift_change.ends_at
    covers_more = due.covers_queue and not shift_change.covers_queue
    if not (is_longer or covers_more):
        return
    if is_longer:
        shift_change.changes_at = max(shift_change.changes_at, due.window.changes_at)
        shift_change.ends_at = due.window.ends_at
    shift_change.covers_queue = shift_change.covers_queue or due.covers_queue
    shift_change.save(update_fields=["changes_at", "ends_at", "covers_queue"])
    _list_tickets(shift_change, at=at)
    changes.announce(*topics_of(shift_change))


def _list_tickets(shift_change: ShiftChange, *, at: datetime) -> None:
    """The open tickets to hand over, which the receiving team may read from now on."""
    here = tickets_of(shift_change)
    rows = [ShiftTicket(shift_change=shift_change, ticket=ticket) for ticket in here]
    ShiftTicket.objects.bulk_create(rows, ignore_conflicts=True)  # some are listed where it is extended
    if shift_change.crosses_teams:
        for ticket in here:
            services.take_part(ticket, team=shift_change.to_team, at=at)


def _tell(shift_change: ShiftChange, *, at: datetime) -> None:
    outgoing, incoming, team = shift_change.outgoing, shift_change.incoming, shift_change.to_team
    told = [Recipient(incoming, f"You take over from {outgoing}")] if incoming else receivers_of(team, None)
    notices.tell(
        [Recipient(outgoing, "Your shift ends"), *(one for one in told if one.agent != outgoing)],
        kind=NoticeKind.SHIFT_OPEN,
        event=f"shift-open:{shift_change.pk}",
        title=f"Shift change in {shift_change.team}: {outgoing} hands over to {incoming or team}",
        text=shift_change.reason,
        link=reverse("shift-change", args=[shift_change.pk]),
        at=at,
    )
