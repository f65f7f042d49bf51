"""No sequence of acts by several people breaks what must always hold: a machine that tries many."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db.models import F, Q
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from escalation import breaches, clocks, handoffs
from escalation import database_clock as the_clock
from escalation.desk import acts
from escalation.models import Clock, ClockKind, ClockState, Handoff, HandoffEvent, HandoffType, Notice, ReturnReason
from tests.clock import NOON, SettableClock
from tests.factories import AgentFactory, TeamFactory, open_ticket, package
from tickets import services
from tickets.models import Agent, Channel, Ownership, Role, Ticket

# What an act may answer instead of happening: each is a sentence to a person, and changes nothing.
REFUSALS = (
    acts.HandoffWaits,
    acts.ThreadMovedOn,
    handoffs.AlreadyAcknowledged,
    handoffs.AlreadyWaiting,
    handoffs.NotReturnable,
    handoffs.NotReturned,
    handoffs.NotWaiting,
    handoffs.NothingToAsk,
    handoffs.SameTeam,
    services.AlreadyHeld,
    services.AlreadyResolved,
    services.NotInTeam,
    services.NotResolved,
)
WHO = st.integers(0, 3)


class LifeOfATicket(RuleBasedStateMachine):
    """Two teams of two people, one ticket, one clock that only goes forward."""

    @initialize()
    def furnish(self) -> None:
        self.clock = SettableClock(NOON)
        the_clock.source = self.clock
        self.teams = [TeamFactory(), TeamFactory(tier=2)]
        self.people: list[Agent] = [
            AgentFactory(team=team, role=role) for team in self.teams for role in (Role.LEAD, Role.AGENT)
        ]
        self.type = HandoffType.objects.get_or_create(slug="any", defaults={"name": "Any"})[0]
        self.ticket = open_ticket(self.teams[0], at=self.clock.now)

    def _act(self, act, *args, **kwargs) -> None:
        self.clock.forward(seconds=1)
        with suppress(*REFUSALS):
            act(*args, **kwargs)

    def _latest(self) -> Handoff | None:
        return Handoff.objects.filter(ticket=self.ticket).order_by("-pk").first()

    @rule(minutes=st.sampled_from([1, 7, 16, 61]))
    def time_passes(self, minutes: int) -> None:
        self.clock.forward(minutes=minutes)

    @rule()
    def the_watcher_looks(self) -> None:
        clocks.record_due(self.clock.now)
        breaches.follow_some(self.clock.now, limit=50)

    @rule(who=WHO, to=st.integers(0, 1))
    def hand_over(self, who: int, to: int) -> None:
        ticket = Ticket.objects.get(pk=self.ticket.pk)
        by = self.people[who]
        if by.teams.filter(pk=ticket.team_id).exists():
            self._act(acts.hand_over, ticket, type=self.type, to=self.teams[to], package=package(), by=by)

    @rule(who=WHO)
    def acknowledge(self, who: int) -> None:
        if handoff := self._latest():
            self._act(handoffs.acknowledge, handoff, by=self.people[who])

    @rule(who=WHO)
    def withdraw(self, who: int) -> None:
        if handoff := self._latest():
            self._act(handoffs.withdraw, handoff, by=self.people[who])

    @rule(who=WHO)
    def give_back(self, who: int) -> None:
        if handoff := self._latest():
            by = self.people[who]
            self._act(handoffs.return_to_sender, handoff, reason=ReturnReason.WRONG_TEAM, note="Not ours.", by=by)

    @rule(who=WHO)
    def take_back(self, who: int) -> None:
        if handoff := self._latest():
            self._act(handoffs.take_back, handoff, by=self.people[who])

    @rule(who=WHO)
    def ask(self, who: int) -> None:
        if handoff := self._latest():
            self._act(handoffs.ask, handoff, text="Which order?", by=self.people[who])

    @rule(who=WHO)
    def reply(self, who: int) -> None:
        self._act(acts.reply, self.ticket, body="Looking into it.", channel=Channel.EMAIL, by=self.people[who])

    @rule(who=WHO)
    def claim(self, who: int) -> None:
        self._act(acts.claim, self.ticket, by=self.people[who])

    @rule(who=WHO, to=st.integers(0, 1))
    def reassign(self, who: int, to: int) -> None:
        self._act(acts.place, self.ticket, team=self.teams[to], agent=None, by=self.people[who])

    @rule(who=WHO)
    def resolve(self, who: int) -> None:
        self._act(acts.resolve, self.ticket, by=self.people[who])

    @rule(who=WHO)
    def reopen(self, who: int) -> None:
        self._act(acts.reopen, self.ticket, by=self.people[who])

    @rule()
    def the_customer_writes(self) -> None:
        self.clock.forward(seconds=1)
        services.post_message(
            self.ticket, author=self.ticket.customer, body="Any news?", channel=Channel.EMAIL, at=self.clock.now
        )

    @invariant()
    def one_holder_and_a_ledger_without_gap_or_overlap(self) -> None:
        ticket = Ticket.objects.get(pk=self.ticket.pk)
        rows = list(Ownership.objects.filter(ticket=ticket).in_order())
        current = [row for row in rows if row.ended_at is None]
        assert len(current) == (0 if ticket.is_resolved else 1)
        for before, after in zip(rows, rows[1:], strict=False):
            assert before.ended_at is not None
            assert before.ended_at <= after.started_at
            assert before.ended_at == after.started_at or after.cause == "reopened"
        if current:
            assert (current[0].team_id, current[0].agent_id) == (ticket.team_id, ticket.holder_id)

    @invariant()
    def at_most_one_handoff_waits(self) -> None:
        assert Handoff.objects.waiting().filter(ticket=self.ticket).count() <= 1

    @invariant()
    def a_verdict_is_a_fact_of_time(self) -> None:
        late = Q(state=ClockState.MET, met_at__gt=F("due_at"))
        early = Q(state=ClockState.BREACHED, met_at__lte=F("due_at"))
        assert not Clock.objects.filter(late | early).exists()
        assert not Clock.objects.running().filter(due_at__lt=self.clock.now - timedelta(days=365)).exists()

    @invariant()
    def what_is_settled_agrees_with_the_deeds(self) -> None:
        for clock in Clock.objects.filter(kind=ClockKind.ACKNOWLEDGE).select_related("handoff"):
            assert clock.met_at == clock.handoff.acknowledged_at
            assert clock.is_running <= clock.handoff.is_waiting

    @invariant()
    def a_breach_is_told_once_to_each(self) -> None:
        for event in HandoffEvent.objects.filter(kind="breached"):
            assert Notice.objects.filter(handoff=event.handoff, key__contains=f":breached:{event.clock_id}:").exists()

    @invariant()
    def a_handoff_explains_each_change_of_holder_that_it_caused(self) -> None:
        unexplained = Ownership.objects.filter(ticket=self.ticket, cause="handoff", handoff__isnull=True)
        assert not unexplained.exists()


@pytest.mark.both_databases
class TestInvariants(TestCase):
    def tearDown(self) -> None:
        the_clock.source = the_clock._ask_database
        super().tearDown()

    def test_no_sequence_of_acts_breaks_them(self) -> None:
        run_state_machine_as_test(
            LifeOfATicket,
            settings=settings(
                max_examples=25,
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                print_blob=True,
            ),
        )
