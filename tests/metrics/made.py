"""Handoffs made for figures: rows as a life would have left them, without living it."""

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
        ticket = Ticket.objects.create(
            subject="Orders stop syncing",
            customer=self.customer,
            account=self.customer.account,
            team=self.teams[told.from_team],
            opened_at=told.sent_at,
            last_activity_at=told.sent_at,
        )
        for team in {told.to_team, told.first_team}:
            Participant.objects.create(ticket=ticket, team=self.teams[team], since=told.sent_at)
        handoff = Handoff.objects.create(
            ticket=ticket,
            type=self.types[told.type],
            from_team=self.teams[told.from_team],
            to_team=self.teams[told.to_team],
            sent_at=told.sent_at,
            sent_by=self.agent,
            teams_before=[] if told.sent_on_from is None else [self.teams[told.sent_on_from].pk],
            **self._deeds(told, ticket),
        )
        self._clock(handoff, ClockKind.ACKNOWLEDGE, 15, _after(told, told.acknowledged), bool(told.ended))
        self._clock(handoff, ClockKind.RESPOND, 60, _after(told, told.responded), bool(told.ended))
        return handoff

    def _deeds(self, told: Told, ticket: Ticket) -> dict[str, object]:
        deeds: dict[str, object] = {}
        if told.acknowledged is not None:
            at = told.sent_at + timedelta(minutes=told.acknowledged)
            row = Ownership.objects.create(
                ticket=ticket, team=self.teams[told.to_team], started_at=at, cause=Cause.HANDOFF
            )
            deeds |= {"acknowledged_at": at, "acknowledged_by": self.agent, "ownership": row}
        if told.ended:
            deeds |= {f"{told.ended}_at": told.sent_at + timedelta(minutes=5), f"{told.ended}_by": self.agent}
        if told.ended == "returned":
            deeds["return_reason"] = ReturnReason.WRONG_TEAM
        return deeds

    def _clock(self, handoff: Handoff, kind: ClockKind, within: int, met_at: datetime | None, is_over: bool) -> None:
        due_at = handoff.sent_at + timedelta(minutes=within)
        clock = Clock(handoff=handoff, kind=kind, started_at=handoff.sent_at, due_at=due_at)
        if met_at is not None and met_at <= due_at:
            clock.state, clock.met_at = ClockState.MET, met_at
        elif is_over and met_at is None:
            clock.state, clock.voided_at = ClockState.VOID, handoff.sent_at + timedelta(minutes=5)
        elif met_at is not None:
            clock.state, clock.met_at, clock.breached_at, clock.recorded_at = (
                ClockState.BREACHED,
                met_at,
                due_at,
                due_at,
            )
        clock.save()


def _after(told: Told, minutes: float | None) -> datetime | None:
    return None if minutes is None else told.sent_at + timedelta(minutes=minutes)
