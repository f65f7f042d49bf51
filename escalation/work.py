"""What an agent has to do now, read for her work page."""

from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from escalation.capped import CAP, CappedCount, capped
from escalation.deadlines import is_at_risk
from escalation.models import Clock, ClockKind, Handoff, HandoffDraft, HandoffEvent, ShiftChange, Transition, WarmAsk
from escalation.models.handoff import HandoffQuerySet
from escalation.questions import questions_to
from tickets.compiled import any_of, compiled
from tickets.models import Agent, Membership, Site, Status, Team, Ticket
from tickets.permissions import is_lead, is_member, team_ids_of
from tickets.rows import TicketRow, columns, rows

SHOWN = 25  # of each part; one more is read, to know whether there are more
# What she sent marks what she holds, and what she has to answer is shown where it is at risk: of both more is read.
LIMITS = {"waiting": SHOWN + 1, "overseen": SHOWN + 1, "returned": SHOWN + 1, "sent": 200, "unanswered": 200}


@dataclass(frozen=True)
class Work:
    """Everything that waits for one agent, in the order in which she should look at it."""

    waiting: list[Handoff]  # sent to her or her teams, due soonest first
    returned: list[Handoff]  # came back to her, or to her team where the sender cannot take it
    asked: list[HandoffEvent]  # questions about handoffs of hers that nobody has answered
    at_risk: list[Clock]  # deadlines that are close or past, of what she holds and of what she sent
    overseen: list[Handoff]  # a lead's: what else waits in her teams, or was sent by them; a manager's: what is overdue
    due: list[Transition]  # follow-ups of what she holds that have come due
    held: list[TicketRow]  # what she is accountable for, longest waiting customer first
    more: dict[str, str]  # by the name of a part that is cut: how much more there is of it
    held_in: list[Team]  # where the rest of what she holds is; empty where there is none
    offered: dict[int, Handoff]  # by ticket: what she holds and has offered to another team
    talks: list[WarmAsk]  # open asks to her, or by her, to talk a handoff over
    drafts: list[HandoffDraft]  # handoffs half written, the latest first
    shift_changes: list[ShiftChange]  # open ones that she goes or comes in
    team_ids: frozenset[int]

    @property
    def ticket_ids(self) -> set[int]:
        """The tickets that are listed with who else is there."""
        return {handoff.ticket_id for handoff in [*self.waiting, *self.overseen]} | {row.pk for row in self.held}

    @property
    def has_teams(self) -> bool:
        """Whether a row must say which of her teams it is for."""
        return len(self.team_ids) > 1

    @property
    def nothing_waits(self) -> bool:
        return not (self.waiting or self.returned or self.asked or self.shift_changes or self.due or self.talks)


def work_of(agent: Agent, *, now: datetime) -> Work:
    questions = questions_to(agent)
    held = rows(_held(agent_id=agent.pk, role=agent.role))
    by_id = _loaded(agent, {*_concerning(agent, now), *(question.handoff_id for question in questions)})
    found = list(by_id.values())
    hers = [handoff for handoff in found if handoff.is_waiting and _is_for(agent, handoff)]
    sent = [handoff for handoff in found if handoff.is_waiting and handoff.sent_by_id == agent.pk]
    known = {handoff.pk for handoff in [*hers, *sent]}
    overseen = [handoff for handoff in found if handoff.pk not in known and _is_overseen(agent, handoff)]
    returned = [handoff for handoff in found if handoff.awaits_take_back]
    due = _follow_ups(agent_id=agent.pk, now=now)
    parts: dict[str, list[Any]] = {
        "waiting": hers,
        "returned": returned,
        "overseen": overseen,
        "due": due,
        "held": held,
    }
    more = _more(agent, parts, now=now)
    return Work(
        waiting=hers[:SHOWN],
        returned=returned[:SHOWN],
        asked=_with_handoffs(questions, by_id),
        at_risk=_at_risk([*sent, *(handoff for handoff in found if handoff.is_acknowledged)], now),
        overseen=overseen[:SHOWN],
        due=due[:SHOWN],
        held=held[:SHOWN],
        more=more,
        held_in=_teams_of_held(agent_id=agent.pk, role=agent.role) if "held" in more else [],
        offered={handoff.ticket_id: handoff for handoff in sent},
        talks=_talks(agent, hers + sent),
        drafts=_drafts(agent_id=agent.pk, role=agent.role),
        shift_changes=_shift_changes(agent_id=agent.pk),
        team_ids=team_ids_of(agent),
    )


def _more(agent: Agent, parts: Mapping[str, Sized], *, now: datetime) -> dict[str, str]:
    """How much more there is of each part that is cut; counted only then, and no further than the header counts."""
    cut = tuple(sorted(name for name, shown in parts.items() if len(shown) > SHOWN))
    if not cut:
        return {}
    [counts] = _counted(cut, agent_id=agent.pk, role=agent.role, now=now)
    return {name: capped(count - SHOWN) for name, count in counts.items()}


@compiled
def _counted(cut: tuple[str, ...], *, agent_id: int, role: str, now: datetime) -> QuerySet[Agent, Any]:
    """One row, which says of each part that is cut how much there is."""
    agent = Agent(pk=agent_id, role=role)
    waiting = _parts(agent_id, late_at=now if agent.oversees else None)
    everything: dict[str, QuerySet[Any]] = {
        **{name: waiting[name].visible_to(agent) for name in ("waiting", "returned", "overseen")},
        "due": Transition.objects.due_for(agent_id, now=now),
        "held": Ticket.objects.visible_to(agent).open().filter(holder=agent_id),
    }
    counts = {name: CappedCount(everything[name], cap=SHOWN + CAP) for name in cut}
    return Agent.objects.filter(pk=agent_id).values(**counts)


@compiled
def _teams_of_held(*, agent_id: int, role: str) -> QuerySet[Team, Team]:
    held = Ticket.objects.open().filter(holder=agent_id).values("team")
    return Team.objects.open_to(Agent(pk=agent_id, role=role)).filter(pk__in=held).in_order()


def _talks(agent: Agent, waiting: list[Handoff]) -> list[WarmAsk]:
    """Asked only where a handoff of these is being talked over."""
    by_id = {handoff.pk: handoff for handoff in waiting if handoff.is_talked_over}
    found = list(_asks(handoff_ids=list(by_id))) if by_id else []
    for ask in found:
        ask.handoff = by_id[ask.handoff_id]
    return [ask for ask in found if agent.pk in {ask.agent_id, ask.handoff.sent_by_id}]


@compiled
def _asks(*, handoff_ids: list[int]) -> QuerySet[WarmAsk, WarmAsk]:
    open_asks = WarmAsk.objects.open().filter(any_of("handoff_id", handoff_ids))
    return open_asks.select_related("agent").order_by("due_at", "pk")


@compiled
def _drafts(*, agent_id: int, role: str) -> QuerySet[HandoffDraft, Any]:
    """Also of tickets that have gone where she may not look: her words are hers, and `may_open` is false."""
    visible = Ticket.objects.visible_to(Agent(pk=agent_id, role=role)).filter(pk=OuterRef("ticket"))
    drafts = HandoffDraft.objects.filter(agent=agent_id).exclude(ticket__status=Status.RESOLVED)
    drafts = drafts.annotate(may_open=Exists(visible)).select_related("ticket__team", "ticket__account")
    return drafts.order_by("-saved_at", "-pk")[:SHOWN]


@compiled
def _shift_changes(*, agent_id: int) -> QuerySet[ShiftChange, ShiftChange]:
    """Those that are open for her: she goes, she is expected, or her team takes over and nobody is expected."""
    hers = Q(outgoing=agent_id) | Q(incoming=agent_id)
    anybodys = Q(incoming__isnull=True, to_team__memberships__agent=agent_id)
    return ShiftChange.objects.open().filter(hers | anybodys).for_page().distinct().soonest_first()


def _concerning(agent: Agent, now: datetime) -> list[int]:
    """The ids of what her work page may show: of each part what comes first, however much there is."""
    if agent.oversees:
        return _concerning_all(agent_id=agent.pk, now=now)
    return _concerning_her(agent_id=agent.pk)


@compiled
def _concerning_her(*, agent_id: int) -> QuerySet[Handoff, int]:
    return _united(_parts(agent_id))


@compiled
def _concerning_all(*, agent_id: int, now: datetime) -> QuerySet[Handoff, int]:
    return _united(_parts(agent_id, late_at=now))


def _parts(agent_id: int, *, late_at: datetime | None = None) -> dict[str, HandoffQuerySet]:
    """What is for her, what she sent, what she looks after beside it, what came back, what she has to answer.

    Whoever oversees all teams looks after what is late in any at `late_at`.
    """
    agent = Agent(pk=agent_id)
    waiting = Handoff.objects.waiting()
    teams = Membership.objects.filter(agent=agent).values("team")
    led = teams.filter(is_lead=True)
    for_her = Q(to_team__in=teams) & (Q(to_agent__isnull=True) | Q(to_agent=agent))
    looked_after = Q(to_team__in=led) | Q(from_team__in=led)
    if late_at is not None:
        late = Clock.objects.unfinished().filter(handoff=OuterRef("pk"), kind=ClockKind.ACKNOWLEDGE, due_at__lt=late_at)
        looked_after |= Q(Exists(late))
    return {
        "waiting": waiting.filter(for_her),
        "sent": waiting.filter(sent_by=agent),
        "overseen": waiting.filter(looked_after).exclude(for_her).exclude(sent_by=agent),
        "returned": to_take_back(agent),
        "unanswered": _unanswered_by(agent),
    }


def _united(parts: Mapping[str, HandoffQuerySet]) -> QuerySet[Handoff, int]:
    """The ids of what comes first in each; each part finds its own by an index of its own."""
    first, *others = (
        Handoff.objects.filter(pk__in=part.with_acknowledge_due().due_soonest_first().values("pk")[: LIMITS[name]])
        for name, part in parts.items()
    )
    return first.values_list("pk", flat=True).union(*(other.values_list("pk", flat=True) for other in others))


def _loaded(agent: Agent, ids: set[int]) -> dict[int, Handoff]:
    """These handoffs, with what is shown of them, due soonest first."""
    return {handoff.pk: handoff for handoff in _rows(ids=sorted(ids), agent_id=agent.pk, role=agent.role)}


@compiled
def _rows(*, ids: list[int], agent_id: int, role: str) -> QuerySet[Handoff, Handoff]:
    visible = Handoff.objects.visible_to(Agent(pk=agent_id, role=role)).filter(any_of("pk", ids))
    return visible.with_deadlines().due_soonest_first().for_rows()


def _unanswered_by(agent: Agent) -> HandoffQuerySet:
    """What she acknowledged and still holds, and has not answered the customer on."""
    held = Ticket.objects.open().filter(holder=agent)
    waits = Clock.objects.unfinished().filter(handoff=OuterRef("pk"), kind=ClockKind.RESPOND)
    taken = Handoff.objects.filter(ticket__in=held, acknowledged_at__isnull=False, returned_at__isnull=True)
    return taken.filter(Exists(waits))


def to_take_back(agent: Agent) -> HandoffQuerySet:
    """What came back and waits for her: what she sent, or what her team holds because its sender cannot take it."""
    teams = Membership.objects.filter(agent=agent).values("team")
    theirs = Q(ticket__team__in=teams, ticket__holder__isnull=True)
    return Handoff.objects.to_take_back().filter(Q(sent_by=agent) | theirs).exclude(ticket__status=Status.RESOLVED)


def _with_handoffs(questions: Iterable[HandoffEvent], by_id: dict[int, Handoff]) -> list[HandoffEvent]:
    """Those of the questions whose ticket she may still open."""
    found = [question for question in questions if question.handoff_id in by_id]
    for question in found:
        question.handoff = by_id[question.handoff_id]
    return found


def _at_risk(handoffs: Iterable[Handoff], now: datetime) -> list[Clock]:
    """The clocks of these that run out soon, or have: to acknowledge what waits, to answer what was acknowledged."""
    by_id = {handoff.pk: handoff for handoff in handoffs}
    found = [
        clock
        for clock in (_unfinished(handoff_ids=list(by_id)) if by_id else [])
        if is_at_risk(started_at=clock.started_at, due_at=clock.due_at, now=now, share=clock.share)
    ]
    for clock in found:
        clock.handoff = by_id[clock.handoff_id]
    return found


@compiled
def _unfinished(*, handoff_ids: list[int]) -> QuerySet[Clock, Any]:
    """The clocks of handoffs that nobody has passed on since: to acknowledge, or to answer once acknowledged.

    Each with the `share` of its time that is left when it is at risk, as the site says.
    """
    waited_for = Q(kind=ClockKind.ACKNOWLEDGE, handoff__acknowledged_at__isnull=True) | Q(
        kind=ClockKind.RESPOND, handoff__acknowledged_at__isnull=False
    )
    passed_on = Exists(Handoff.objects.filter(ticket=OuterRef("handoff__ticket"), pk__gt=OuterRef("handoff")))
    clocks = Clock.objects.unfinished().filter(waited_for, ~passed_on, any_of("handoff_id", handoff_ids))
    share = Subquery(Site.objects.values("at_risk_share")[:1])
    return clocks.annotate(share=share).order_by("due_at", "pk")


def _is_for(agent: Agent, handoff: Handoff) -> bool:
    """Sent to a team of hers, and not to a colleague by name."""
    return is_member(agent, handoff.to_team) and handoff.to_agent_id in {None, agent.pk}


def _is_overseen(agent: Agent, handoff: Handoff) -> bool:
    leads = is_lead(agent, handoff.to_team) or is_lead(agent, handoff.from_team)
    return handoff.is_waiting and (leads or agent.oversees)


@compiled
def _held(*, agent_id: int, role: str) -> QuerySet[Ticket, Any]:
    """What she holds, and one more than is shown where there are more."""
    held = Ticket.objects.visible_to(Agent(pk=agent_id, role=role)).open().filter(holder=agent_id)
    order = F("waiting_since").asc(nulls_last=True), "-last_activity_at", "-pk"
    # Found first, on few columns: she may hold a thousand, and what they name need not be read.
    first = held.order_by(*order).values("pk")[: SHOWN + 1]
    return columns(Ticket.objects.filter(pk__in=first).order_by(*order))


@compiled
def _follow_ups(*, agent_id: int, now: datetime) -> QuerySet[Transition, Transition]:
    """What she holds that was put off until now, the longest due first, and one more than is shown."""
    due = Transition.objects.due_for(agent_id, now=now)
    return due.select_related("ticket__account", "made_by").order_by("follow_up_due_at", "pk")[: SHOWN + 1]
