"""What must always hold: some after every act; what once broken stays broken, at the end of a story."""

import itertools

from django.db.models import F, Q
from hypothesis.stateful import invariant

from escalation import duty
from escalation.models import (
    Clock,
    ClockKind,
    ClockState,
    EventKind,
    Handoff,
    HandoffDraft,
    HandoffEvent,
    Notice,
    ReplyDraft,
    Rung,
    ShiftChange,
    ShiftTicket,
    Talk,
    Transition,
    WarmAsk,
)
from escalation.shift_change import ending, standing
from tests.escalation.life.handing_over import LINE
from tests.escalation.life.world import World, said_by
from tickets import search
from tickets.models import Agent, Cause, Message, Ownership, Ticket

STEPS = (EventKind.REMINDED, EventKind.PAGED, EventKind.TOLD, EventKind.REROUTED)


class AfterEachAct(World):
    """What another act could hide again."""

    @invariant()
    def one_holder_and_somebody_answerable(self) -> None:
        current = {row.ticket_id: row for row in Ownership.objects.current().filter(ticket__in=self.tickets)}
        for ticket in Ticket.objects.select_related("team", "holder").filter(pk__in=self.tickets_by_id):
            row = current.get(ticket.pk)
            assert (row is None) == ticket.is_resolved
            if row:
                assert (row.team_id, row.agent_id) == (ticket.team_id, ticket.holder_id)
                assert duty.answerable(ticket, self.clock.now).agent.is_active

    @invariant()
    def at_most_one_handoff_and_one_follow_up_wait(self) -> None:
        for rows in (Handoff.objects.waiting(), Transition.objects.filter(kind="follow_up", taken_up_at=None)):
            waiting = list(rows.filter(ticket__in=self.tickets).values_list("ticket", flat=True))
            assert len(waiting) == len(set(waiting))

    @invariant()
    def no_draft_is_lost(self) -> None:
        replies = {(draft.agent_id, draft.ticket_id): draft.body for draft in ReplyDraft.objects.all()}
        packages = {(draft.agent_id, draft.ticket_id): draft.content for draft in HandoffDraft.objects.all()}
        assert {key: replies.get(key) for key in self.replies} == self.replies
        kept = {key: packages.get(key, {}).get("issue_summary") for key in self.packages}
        assert kept == self.packages

    @invariant()
    def a_talk_is_open_while_somebody_is_asked(self) -> None:
        asks = set(WarmAsk.objects.open().values_list("handoff", flat=True))
        assert asks == set(Handoff.objects.filter(talk=Talk.OPEN).values_list("pk", flat=True))

    @property
    def tickets_by_id(self) -> list[int]:
        return [ticket.pk for ticket in self.tickets]


class InTheEnd(World):
    """What stays broken once it is: looked at when a story is over."""

    def in_the_end(self) -> None:
        for name in dir(InTheEnd):
            if name.startswith("_then_"):
                getattr(self, name)()

    def _then_the_ledger_has_no_gap_and_no_overlap(self) -> None:
        for ticket in self.tickets:
            for before, after in itertools.pairwise(Ownership.objects.filter(ticket=ticket).in_order()):
                assert before.ended_at is not None
                assert before.ended_at <= after.started_at
                assert before.ended_at == after.started_at or after.cause == Cause.REOPENED

    def _then_a_verdict_is_a_fact_of_time(self) -> None:
        late = Q(state=ClockState.MET, met_at__gt=F("due_at"))
        early = Q(state=ClockState.BREACHED, met_at__lte=F("due_at"))
        assert not Clock.objects.filter(late | early).exists()
        assert not Clock.objects.filter(state=ClockState.BREACHED).exclude(breached_at=F("due_at")).exists()

    def _then_clocks_agree_with_deeds(self) -> None:
        clocks = list(Clock.objects.filter(kind=ClockKind.ACKNOWLEDGE).select_related("handoff"))
        latest: dict[int, int] = {}
        for clock in clocks:
            latest[clock.handoff_id] = max(clock.generation, latest.get(clock.handoff_id, 0))
        for clock in clocks:
            is_latest = clock.generation == latest[clock.handoff_id]
            assert clock.met_at == (clock.handoff.acknowledged_at if is_latest else None)
            assert clock.is_running <= (clock.handoff.is_waiting and is_latest)

    def _then_a_breach_is_told_once_to_each_with_a_reason(self) -> None:
        events = list(HandoffEvent.objects.filter(kind=EventKind.BREACHED).values_list("handoff", "clock"))
        assert len(events) == len(set(events))
        for handoff, clock in events:
            told = Notice.objects.filter(handoff=handoff, key__contains=f":breached:{clock}:")
            assert told.exists()
            assert not told.filter(reason="").exists()

    def _then_a_step_was_taken_once_and_only_while_a_handoff_waited(self) -> None:
        climbed = Rung.objects.filter(climbed_at__isnull=False)
        taken = HandoffEvent.objects.filter(kind__in=STEPS)
        assert sorted(climbed.values_list("handoff", "climbed_at")) == sorted(taken.values_list("handoff", "at"))
        over = Q(handoff__acknowledged_at__lt=F("climbed_at")) | Q(handoff__withdrawn_at__lt=F("climbed_at"))
        assert not climbed.filter(over | Q(handoff__returned_at__lt=F("climbed_at"))).exists()

    def _then_each_talk_introduced_once(self) -> None:
        had = Handoff.objects.filter(talk=Talk.READY)
        assert Message.objects.filter(ticket__in=self.tickets, body=LINE).count() == had.count()

    def _then_each_change_of_holder_has_its_reason(self) -> None:
        rows = Ownership.objects.filter(ticket__in=self.tickets)
        assert not rows.filter(cause=Cause.HANDOFF, handoff__isnull=True).exists()
        shifted = set(rows.filter(cause=Cause.SHIFT).values_list("pk", flat=True))
        assert shifted == set(ShiftTicket.objects.filter(ownership__isnull=False).values_list("ownership", flat=True))

    def _then_nothing_that_was_sent_has_changed(self) -> None:
        sent_on = set(HandoffEvent.objects.filter(kind=EventKind.REROUTED).values_list("handoff", flat=True))
        found = {handoff.pk: said_by(handoff) for handoff in Handoff.objects.filter(pk__in=self.sent)}
        assert found.keys() == self.sent.keys()
        for key, (promised, counted) in found.items():
            assert promised == self.sent[key][0]
            assert key in sent_on or counted == self.sent[key][1]

    def _then_only_those_who_may_open_a_ticket_were_told_of_it(self) -> None:
        assert not Ticket.objects.visible_to(self.outsider).filter(pk__in=[one.pk for one in self.tickets]).exists()
        assert not Handoff.objects.visible_to(self.outsider).exists()
        everybody: list[Agent] = [*self.people, *self.leads, self.outsider]
        for person in everybody:
            told = Notice.objects.filter(recipient=person, handoff__isnull=False)
            unseen = told.exclude(handoff__ticket__in=self._open_to(person))
            assert not unseen.exists(), [(notice.key, notice.title) for notice in unseen]
            did = Q(sent_by=person) | Q(acknowledged_by=person)
            hers = Handoff.objects.filter(did).values_list("ticket", flat=True)
            assert set(hers) <= set(self._open_to(person))

    def _then_each_finds_what_she_may_open_and_nothing_else(self) -> None:
        everybody: list[Agent] = [*self.people, *self.leads, self.outsider]
        for person in everybody:
            hers = Ticket.objects.visible_to(person)
            found = search.find(hers, "orders stop", reader=person, is_everything=True)
            assert set(found.values_list("pk", flat=True)) == set(self._open_to(person)), person

    def _open_to(self, person: Agent) -> list[int]:
        return list(Ticket.objects.visible_to(person).values_list("pk", flat=True))

    def _then_nothing_is_left_at_a_shift_change_that_has_ended(self) -> None:
        """Once its window is over, and the watcher has looked."""
        ending.close_due(self.clock.now, limit=50)
        assert not ShiftChange.objects.open().filter(ends_at__lte=self.clock.now).exists()
        for over in ShiftChange.objects.filter(called_off_at=None, closed_at__gte=F("ends_at")):
            left = standing.left_of(over).values("pk")
            since = Ownership.objects.filter(ticket__in=left, ended_at=None, started_at__lt=over.ends_at)
            assert not since.exists()

    def _then_nothing_failed_on_the_way(self) -> None:
        assert not WarmAsk.objects.filter(failures__gt=0).exists()
        assert not ShiftChange.objects.filter(failures__gt=0).exists()
