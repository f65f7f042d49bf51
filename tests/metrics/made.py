"""Handoffs made for figures: rows as a life would have left them, without living it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from escalation.models import Clock, ClockKind, ClockState, Handoff, HandoffType, ReturnReason
from tests.factories import AgentFactory, CustomerFactory
from tickets.models import Agent, Cause, Ownership, Participant, Team, Ticket


@dataclass(frozen=True)
class Told:
    """What a handoff's life came to; minutes are counted from sending."""

    sent_at: datetime
    type: int = 0
    from_team: int = 0
    to_team: int = 1
    sent_on_from: int | None = None  # the team it was for at first
    acknowledged: float | None = None
    responded: float | None = None
    ended: str = ""  # returned or withdrawn, after 5 minutes

    @property
    def first_team(self) -> int:
        return self.to_team if self.sent_on_from is None else self.sent_on_from


class Maker:
    """Makes handoffs among some teams, of some types, as seen at an instant."""

    def __init__(self, teams: list[Team], types: list[HandoffType], now: datetime) -> None:
        self.teams, self.types, self.now = teams, types, now
        self.agent: Agent = AgentFactory()
        self.customer = CustomerFactory()

    def make(self, told: Told) -> Handoff:
        [handoff] = self.make_all([told])
        return handoff

    def make_all(self, lives: Iterable[Told]) -> list[Handoff]:
        """Each kind of row at once, however many lives there are."""
        lives = list(lives)
        tickets = Ticket.objects.bulk_create(map(self._ticket, lives))
        pairs = list(zip(lives, tickets, strict=True))
        Participant.objects.bulk_create(each for told, ticket in pairs for each in self._participants(told, ticket))
        rows = [self._holding(told, ticket) for told, ticket in pairs]
        Ownership.objects.bulk_create(row for row in rows if row)
        handoffs = Handoff.objects.bulk_create(
            self._handoff(told, ticket, row) for (told, ticket), row in zip(pairs, rows, strict=True)
        )
        Clock.objects.bulk_create(
            _clock(handoff, kind, within, _after(told, minutes), bool(told.ended))
            for told, handoff in zip(lives, handoffs, strict=True)
            for kind, within, minutes in (
                (ClockKind.ACKNOWLEDGE, 15, told.acknowledged),
                (ClockKind.RESPOND, 60, told.responded),
            )
        )
        return handoffs

    def _ticket(self, told: Told) -> Ticket:
        return Ticket(
            subject="Orders stop syncing",
            customer=self.customer,
            account=self.customer.account,
            team=self.teams[told.from_team],
            opened_at=told.sent_at,
            last_activity_at=told.sent_at,
        )

    def _participants(self, told: Told, ticket: Ticket) -> list[Participant]:
        teams = sorted({told.to_team, told.first_team})
        return [Participant(ticket=ticket, team=self.teams[team], since=told.sent_at) for team in teams]

    def _holding(self, told: Told, ticket: Ticket) -> Ownership | None:
        at = _after(told, told.acknowledged)
        if at is None:
            return None
        return Ownership(ticket=ticket, team=self.teams[told.to_team], started_at=at, cause=Cause.HANDOFF)

    def _handoff(self, told: Told, ticket: Ticket, row: Ownership | None) -> Handoff:
        deeds: dict[str, object] = {}
        if row is not None:
            deeds |= {"acknowledged_at": row.started_at, "acknowledged_by": self.agent, "ownership": row}
        if told.ended:
            deeds |= {f"{told.ended}_at": told.sent_at + timedelta(minutes=5), f"{told.ended}_by": self.agent}
        if told.ended == "returned":
            deeds["return_reason"] = ReturnReason.WRONG_TEAM
        return Handoff(
            ticket=ticket,
            type=self.types[told.type],
            from_team=self.teams[told.from_team],
            to_team=self.teams[told.to_team],
            sent_at=told.sent_at,
            sent_by=self.agent,
            teams_before=[] if told.sent_on_from is None else [self.teams[told.sent_on_from].pk],
            **deeds,
        )


def _clock(handoff: Handoff, kind: ClockKind, within: int, met_at: datetime | None, is_over: bool) -> Clock:
    due_at = handoff.sent_at + timedelta(minutes=within)
    clock = Clock(handoff=handoff, kind=kind, started_at=handoff.sent_at, due_at=due_at)
    if met_at is not None and met_at <= due_at:
        clock.state, clock.met_at = ClockState.MET, met_at
    elif is_over and met_at is None:
        clock.state, clock.voided_at = ClockState.VOID, handoff.sent_at + timedelta(minutes=5)
    elif met_at is not None:
        clock.state, clock.met_at, clock.breached_at, clock.recorded_at = ClockState.BREACHED, met_at, due_at, due_at
    return clock


def _after(told: Told, minutes: float | None) -> datetime | None:
    return None if minutes is None else told.sent_at + timedelta(minutes=minutes)
