"""No sequence of acts by several people breaks what must always hold: a machine that tries many."""

import itertools
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db.models import F, Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from escalation import clocks, handoffs, warm
from escalation import database_clock as the_clock
from escalation.desk import acts
from escalation.engine import breaches, climbing
from escalation.models import (
    Clock,
    ClockKind,
    ClockState,
    EventKind,
    Handoff,
    HandoffEvent,
    Notice,
    ReturnReason,
    Rung,
    StepAction,
    Talk,
    WarmAsk,
)
from escalation.warm import following
from tests.clock import NOON, SettableClock
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, escalation_policy, open_ticket, package
from tickets import services
from tickets.models import Agent, Channel, Message, Ownership, Role, Team, Ticket

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
    handoffs.OwnHandoff,
    handoffs.SameTeam,
    services.AlreadyHeld,
    services.AlreadyResolved,
    services.MovedOn,
    services.NotInTeam,
    services.NotResolved,
    warm.AskedBefore,
    warm.NobodyToTalkTo,
    warm.NotAsTalk,
    warm.NotAskedNow,
    warm.TalkIsOver,
)
STEPS = (EventKind.REMINDED, EventKind.PAGED, EventKind.TOLD, EventKind.REROUTED)
LINE = "My colleague takes over."
WHO = st.integers(0, 3)


class LifeOfATicket:
    """Two teams of two people, a third where handoffs are sent on to, one ticket, one clock that only goes forward."""

    def __init__(self) -> None:
        self.clock = SettableClock(NOON)
        the_clock.source = self.clock
        self.teams = [TeamFactory(), TeamFactory(tier=2), TeamFactory(tier=3)]
        self.people: list[Agent] = [
            AgentFactory(team=team, role=role) for team in self.teams for role in (Role.LEAD, Role.AGENT)
        ]
        steps = [(10, StepAction.REMIND), (16, StepAction.PAGE), (20, StepAction.REROUTE, self.teams[2])]
        self.type = HandoffTypeFactory(policy=escalation_policy(*steps))
        self.ticket = open_ticket(self.teams[0], at=self.clock.now)

    def _act(self, act: Callable[..., object], *args: object, **kwargs: object) -> None:
        self.clock.forward(seconds=1)
        with suppress(*REFUSALS):
            act(*args, **kwargs)

    def _now(self) -> Ticket:
        return Ticket.objects.get(pk=self.ticket.pk)

    def _latest(self) -> Handoff:
        """The last handoff of the ticket; the first act that needs one makes it."""
        if not Handoff.objects.filter(ticket=self.ticket).exists():
            self.reopen(0)
            self.hand_over(0)
        return Handoff.objects.filter(ticket=self.ticket).latest("pk")

    def _somebody_of(self, team: Team, who: int) -> Agent:
        return [agent for agent in self.people if agent.teams.filter(pk=team.pk).exists()][who % 2]

    def time_passes(self, who: int) -> None:
        self.clock.forward(minutes=[1, 7, 16, 61][who])

    def the_watcher_looks(self, who: int) -> None:
        clocks.record_due(self.clock.now)
        breaches.follow_some(self.clock.now, limit=50)
        climbing.climb_some(self.clock.now, limit=50)
        following.follow_due(self.clock.now, limit=50)

    def hand_over(self, who: int, *, is_warm: bool = False) -> None:
        ticket = self._now()
        other = next(team for team in self.teams if team.pk != ticket.team_id)
        by = self._somebody_of(ticket.team, who)
        self._act(acts.hand_over, ticket, type=self.type, to=other, package=package(), by=by, is_warm=is_warm)

    def ask_to_talk(self, who: int) -> None:
        self.hand_over(who, is_warm=True)

    def say(self, who: int) -> None:
        self._act(warm.say, self._latest(), text="Which one?", by=self.people[who])

    def not_me(self, who: int) -> None:
        handoff = self._latest()
        instead = self._somebody_of(handoff.to_team, who) if who < 2 else None
        asked = self._asked(handoff) or self.people[who]
        self._act(warm.not_me, handoff, by=asked, instead=instead)

    def ready(self, who: int) -> None:
        handoff = self._latest()
        self._act(warm.ready, handoff, by=self._asked(handoff) or self.people[who], line=LINE)

    def _asked(self, handoff: Handoff) -> Agent | None:
        ask = WarmAsk.objects.open().filter(handoff=handoff).select_related("agent").first()
        return ask.agent if ask else None

    def give_to_a_colleague(self, who: int) -> None:
        ticket = self._now()
        by, to = (self._somebody_of(ticket.team, number) for number in (who, who + 1))
        self._act(acts.give, ticket, to=to, line="Go on with it.", by=by)

    def acknowledge(self, who: int) -> None:
        handoff = self._latest()
        self._act(handoffs.acknowledge, handoff, by=self._somebody_of(handoff.to_team, who))

    def withdraw(self, who: int) -> None:
        self._act(handoffs.withdraw, self._latest(), by=self.people[who])

    def give_back(self, who: int) -> None:
        handoff = self._latest()
        by = self._somebody_of(handoff.to_team, who)
        missing = {"next_best_action": "Which one?"} if who % 2 else {}
        reason = ReturnReason.CONTEXT_MISSING if missing else ReturnReason.WRONG_TEAM
        self._act(handoffs.return_to_sender, handoff, reason=reason, note="Not ours.", missing=missing, by=by)

    def take_back(self, who: int) -> None:
        self._act(handoffs.take_back, self._latest(), by=self.people[who])

    def ask(self, who: int) -> None:
        self._act(handoffs.ask, self._latest(), text="Which order?", by=self.people[who])

    def reply(self, who: int) -> None:
        by = self._somebody_of(self._now().team, who)
        self._act(acts.reply, self.ticket, body="Looking into it.", channel=Channel.EMAIL, by=by)

    def claim(self, who: int) -> None:
        self._act(acts.claim, self.ticket, by=self.people[who])

    def put_back(self, who: int) -> None:
        self._act(acts.place, self.ticket, team=self._now().team, agent=None, by=self.people[who])

    def resolve(self, who: int) -> None:
        self._act(acts.resolve, self.ticket, by=self.people[who])

    def reopen(self, who: int) -> None:
        self._act(acts.reopen, self.ticket, by=self.people[who])

    def the_customer_writes(self, who: int) -> None:
        self.clock.forward(seconds=1)
        services.post_message(
            self.ticket, author=self.ticket.customer, body="Any news?", channel=Channel.EMAIL, at=self.clock.now
        )

    def one_holder_and_a_ledger_without_gap_or_overlap(self) -> None:
        ticket = Ticket.objects.get(pk=self.ticket.pk)
        rows = list(Ownership.objects.filter(ticket=ticket).in_order())
        current = [row for row in rows if row.ended_at is None]
        assert len(current) == (0 if ticket.is_resolved else 1)
        for before, after in itertools.pairwise(rows):
            assert before.ended_at is not None
            assert before.ended_at <= after.started_at
            assert before.ended_at == after.started_at or after.cause == "reopened"
        if current:
            assert (current[0].team_id, current[0].agent_id) == (ticket.team_id, ticket.holder_id)

    def at_most_one_handoff_waits(self) -> None:
        assert Handoff.objects.waiting().filter(ticket=self.ticket).count() <= 1

    def a_verdict_is_a_fact_of_time(self) -> None:
        late = Q(state=ClockState.MET, met_at__gt=F("due_at"))
        early = Q(state=ClockState.BREACHED, met_at__lte=F("due_at"))
        assert not Clock.objects.filter(late | early).exists()

    def what_is_settled_agrees_with_the_deeds(self) -> None:
        of_ticket = Clock.objects.filter(handoff__ticket=self.ticket, kind=ClockKind.ACKNOWLEDGE)
        for clock in of_ticket.select_related("handoff"):
            latest = not clock.handoff.clocks.filter(kind=clock.kind, generation__gt=clock.generation).exists()
            assert clock.met_at == (clock.handoff.acknowledged_at if latest else None)
            assert clock.is_running <= (clock.handoff.is_waiting and latest)

    def a_breach_is_told_once_to_each(self) -> None:
        for event in HandoffEvent.objects.filter(kind="breached"):
            assert Notice.objects.filter(handoff=event.handoff, key__contains=f":breached:{event.clock_id}:").exists()

    def a_step_is_taken_once_and_only_while_a_handoff_waits(self) -> None:
        climbed = Rung.objects.filter(handoff__ticket=self.ticket, climbed_at__isnull=False)
        taken = HandoffEvent.objects.filter(handoff__ticket=self.ticket, kind__in=STEPS)
        assert sorted(climbed.values_list("handoff", "climbed_at")) == sorted(taken.values_list("handoff", "at"))
        over = Q(handoff__acknowledged_at__lt=F("climbed_at")) | Q(handoff__withdrawn_at__lt=F("climbed_at"))
        assert not climbed.filter(over | Q(handoff__returned_at__lt=F("climbed_at"))).exists()

    def a_talk_is_open_while_somebody_is_asked_and_introduces_once(self) -> None:
        asks = WarmAsk.objects.open().filter(handoff__ticket=self.ticket)
        open_talks = Handoff.objects.filter(ticket=self.ticket, talk=Talk.OPEN)
        assert set(asks.values_list("handoff", flat=True)) == set(open_talks.values_list("pk", flat=True))
        had = Handoff.objects.filter(ticket=self.ticket, talk=Talk.READY)
        assert Message.objects.filter(ticket=self.ticket, body=LINE).count() == had.count()

    def a_handoff_explains_each_change_of_holder_that_it_caused(self) -> None:
        unexplained = Ownership.objects.filter(ticket=self.ticket, cause="handoff", handoff__isnull=True)
        assert not unexplained.exists()


# Acknowledging stands here twice: most of what follows needs it.
ACTS = (
    LifeOfATicket.hand_over,
    LifeOfATicket.ask_to_talk,
    LifeOfATicket.ready,
    LifeOfATicket.not_me,
    LifeOfATicket.say,
    LifeOfATicket.give_to_a_colleague,
    LifeOfATicket.acknowledge,
    LifeOfATicket.acknowledge,
    LifeOfATicket.give_back,
    LifeOfATicket.take_back,
    LifeOfATicket.withdraw,
    LifeOfATicket.ask,
    LifeOfATicket.reply,
    LifeOfATicket.claim,
    LifeOfATicket.put_back,
    LifeOfATicket.resolve,
    LifeOfATicket.reopen,
    LifeOfATicket.the_customer_writes,
    LifeOfATicket.the_watcher_looks,
    LifeOfATicket.time_passes,
)
INVARIANTS = (
    LifeOfATicket.one_holder_and_a_ledger_without_gap_or_overlap,
    LifeOfATicket.at_most_one_handoff_waits,
    LifeOfATicket.a_verdict_is_a_fact_of_time,
    LifeOfATicket.what_is_settled_agrees_with_the_deeds,
    LifeOfATicket.a_breach_is_told_once_to_each,
    LifeOfATicket.a_step_is_taken_once_and_only_while_a_handoff_waits,
    LifeOfATicket.a_talk_is_open_while_somebody_is_asked_and_introduces_once,
    LifeOfATicket.a_handoff_explains_each_change_of_holder_that_it_caused,
)


@pytest.mark.both_databases
class TestInvariants(TestCase):
    def tearDown(self) -> None:
        the_clock.source = the_clock._ask_database
        super().tearDown()

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(story=st.lists(st.tuples(st.sampled_from(ACTS), WHO), min_size=12, max_size=30))
    def test_no_sequence_of_acts_breaks_them(self, story: list[tuple[Callable[..., None], int]]) -> None:
        life = LifeOfATicket()
        for act, who in story:
            act(life, who)
            for holds in INVARIANTS:
                holds(life)
