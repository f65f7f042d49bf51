"""Several act at one moment, on one row, within milliseconds of its deadline: threads with connections of their own."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction

from escalation import clocks, database_clock, handoffs
from escalation.desk import acts
from escalation.engine import breaches, lease
from escalation.engine.follower import Follower
from escalation.models import Clock, ClockKind, ClockState, Handoff, HandoffEvent, Notice, NoticeKind
from tests.factories import AgentFactory, TeamFactory
from tests.support.at_once import aim, at_once, on_own_connection, sweeping
from tests.support.many_handoffs import start_clocks, waiting_handoffs
from tests.support.processes import wait_until
from tickets import services
from tickets.models import Agent, Channel, Message, Role, Ticket

pytestmark = [pytest.mark.fault, pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def receiver() -> Agent:
    team = TeamFactory(tier=2)
    AgentFactory(team=team, role=Role.LEAD)
    agent: Agent = AgentFactory(team=team)
    return agent


def waiting(count: int, receiver: Agent) -> list[Handoff]:
    return waiting_handoffs(count, sender=AgentFactory(team=TeamFactory()), receiver=receiver, at=database_clock.now())


def test_no_verdict_is_wrong_though_two_hundred_acknowledge_as_their_deadline_passes(receiver: Agent) -> None:
    dice = random.Random(41)
    far = database_clock.now() + timedelta(hours=1)
    running = start_clocks(waiting(200, receiver), [far] * 200)

    def acknowledge(clock: Clock) -> None:
        aim(clock, dice)
        handoffs.acknowledge(clock.handoff, by=receiver)

    with sweeping():
        at_once(acknowledge, running, threads=4)

    clocks.record_due(database_clock.now())
    judged = list(Clock.objects.select_related("handoff"))
    assert len(judged) == 200
    _assert_nobody_was_told_of_a_breach_that_is_none()
    for clock in judged:
        assert clock.met_at is not None
        assert clock.met_at == clock.handoff.acknowledged_at
        assert clock.state == (ClockState.MET if clock.met_at <= clock.due_at else ClockState.BREACHED)


def test_no_verdict_is_wrong_though_the_answer_is_written_as_its_deadline_passes(receiver: Agent) -> None:
    dice = random.Random(42)
    far = database_clock.now() + timedelta(hours=1)
    running = start_clocks(waiting(60, receiver), [far] * 60, kind=ClockKind.RESPOND)
    Ticket.objects.update(team=receiver.teams.get())  # who answers is of the team that holds it

    def answer(clock: Clock) -> None:
        aim(clock, dice)
        acts.reply(clock.handoff.ticket, body="It is on its way.", channel=Channel.EMAIL, by=receiver)

    with sweeping():
        at_once(answer, running, threads=4)

    _assert_nobody_was_told_of_a_breach_that_is_none()
    for clock in Clock.objects.select_related("handoff"):
        answered_at = Message.objects.answers().get(ticket=clock.handoff.ticket_id).posted_at
        assert clock.met_at == answered_at
        assert clock.state == (ClockState.MET if answered_at <= clock.due_at else ClockState.BREACHED)


def test_an_act_counts_from_the_moment_nobody_else_holds_the_ticket(receiver: Agent) -> None:
    (handoff,) = waiting(1, receiver)
    due_at = database_clock.now() + timedelta(seconds=1)
    start_clocks([handoff], [due_at])
    is_held = threading.Event()

    def hold(_: None) -> None:
        with clocks.act_on(handoff.ticket):
            is_held.set()
            while database_clock.now() <= due_at:
                time.sleep(0.05)

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(on_own_connection, hold, None)
        assert is_held.wait(30)
        handoffs.acknowledge(handoff, by=receiver)  # begun in time, and kept waiting
        holding.result()

    clock = handoff.clocks.get()
    assert (clock.state, clock.met_at) == (ClockState.BREACHED, handoff.acknowledged_at)
    assert clock.met_at is not None
    assert clock.met_at > due_at


def _assert_nobody_was_told_of_a_breach_that_is_none() -> None:
    told = HandoffEvent.objects.filter(kind="breached")
    assert not told.exclude(clock__state=ClockState.BREACHED).exists()


def test_fifty_who_acknowledge_at_once_have_one_winner_and_all_others_are_told_who(receiver: Agent) -> None:
    team = receiver.teams.get()
    receivers = [receiver, *[AgentFactory(team=team) for _ in range(49)]]
    (handoff,) = waiting(1, receiver)
    start_clocks([handoff], [database_clock.now() + timedelta(hours=1)])
    all_there = threading.Barrier(50)

    def acknowledge(agent: Agent) -> str:
        mine = Handoff.objects.get(pk=handoff.pk)
        all_there.wait(30)
        try:
            handoffs.acknowledge(mine, by=agent)
        except handoffs.AlreadyAcknowledged as refused:
            return refused.by.name
        return ""

    told = at_once(acknowledge, receivers, threads=50)

    handoff.refresh_from_db()
    assert handoff.acknowledged_by is not None
    assert sorted(told) == ["", *[handoff.acknowledged_by.name] * 49]
    assert handoff.ticket.ownerships.current().get().agent == handoff.acknowledged_by
    assert HandoffEvent.objects.filter(handoff=handoff, kind="acknowledged").count() == 1


def test_nobody_takes_a_ticket_back_from_whoever_acknowledged_it_while_the_lock_was_waited_for(receiver: Agent) -> None:
    (handoff,) = waiting(1, receiver)
    start_clocks([handoff], [database_clock.now() + timedelta(hours=1)])
    as_read = Ticket.objects.select_related("team").get(pk=handoff.ticket_id)
    is_held, may_end = threading.Event(), threading.Event()

    def acknowledge(_: None) -> None:
        with clocks.act_on(handoff.ticket):
            handoffs.acknowledge(handoff, by=receiver)
            is_held.set()
            assert may_end.wait(30)

    with ThreadPoolExecutor(2) as pool:
        acknowledging = pool.submit(on_own_connection, acknowledge, None)
        assert is_held.wait(30)
        put_back = partial(acts.place, as_read, agent=None)
        placing = pool.submit(on_own_connection, lambda sender: put_back(by=sender), handoff.sent_by)
        may_end.set()
        acknowledging.result()
        with pytest.raises(services.MovedOn, match=receiver.name):
            placing.result()

    assert handoff.ticket.ownerships.current().get().agent == receiver


def test_a_double_click_acknowledges_once(receiver: Agent) -> None:
    (handoff,) = waiting(1, receiver)
    start_clocks([handoff], [database_clock.now() + timedelta(hours=1)])

    at_once(lambda _: handoffs.acknowledge(Handoff.objects.get(pk=handoff.pk), by=receiver), range(5), threads=5)

    assert HandoffEvent.objects.filter(handoff=handoff, kind="acknowledged").count() == 1
    assert handoff.ticket.ownerships.filter(cause="handoff").count() == 1


def test_breaches_that_five_follow_at_once_are_each_told_once(receiver: Agent) -> None:
    past = database_clock.now() - timedelta(seconds=1)
    start_clocks(waiting(20, receiver), [past] * 20)
    clocks.record_due(database_clock.now())

    followed = at_once(lambda _: breaches.follow_some(database_clock.now(), limit=20), range(5), threads=5)

    assert sum(followed) == 20
    assert not Clock.objects.filter(follow_failures__gt=0).exists(), "nobody ran into somebody else's work"
    assert HandoffEvent.objects.filter(kind="breached").count() == 20
    assert Notice.objects.filter(kind=NoticeKind.BREACHED).count() == 40, "the lead and the sender, of each"


@pytest.mark.skipif(connection.vendor == "sqlite", reason="there is one writer at a time")
def test_a_handoff_that_somebody_keeps_locked_keeps_no_other_breach_from_being_told(receiver: Agent) -> None:
    past = database_clock.now() - timedelta(seconds=1)
    locked, other = waiting(2, receiver)
    start_clocks([locked, other], [past, past + timedelta(milliseconds=1)])
    clocks.record_due(database_clock.now())
    beside = Follower()
    beside.go_on(has_more=True)

    try:
        with transaction.atomic():
            Handoff.objects.select_for_update().get(pk=locked.pk)
            beside.start()
            wait_until(lambda: other.clocks.get().followed_at is not None, what="the other is told")
            assert locked.clocks.get().followed_at is None
        wait_until(lambda: locked.clocks.get().followed_at is not None, what="it is told when the lock is gone")
    finally:
        beside.stop()


def test_deadlines_that_five_record_at_once_are_each_recorded_once(receiver: Agent) -> None:
    past = database_clock.now() - timedelta(seconds=1)
    start_clocks(waiting(600, receiver), [past] * 600)

    looked_at = at_once(lambda _: clocks.record_due(database_clock.now()), range(5), threads=5)

    clocks.record_due(database_clock.now())
    assert sum(looked_at) <= 600
    assert Clock.objects.breached().filter(breached_at=past).count() == 600


def test_of_eight_who_reach_for_the_lease_at_once_one_has_it() -> None:
    now = database_clock.now()
    names = [f"watcher {number}" for number in range(8)]

    for round_ in range(10):
        at = now + round_ * 2 * lease.LASTS
        taken = at_once(partial(lease.take, now=at), names, threads=8)
        assert sum(taken) == 1
