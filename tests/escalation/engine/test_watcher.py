"""Deadlines that run out are recorded and followed, once, whoever watches."""

import sys
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import F

from escalation import clocks, handoffs
from escalation.deadlines import Verdict
from escalation.desk import acts
from escalation.engine import breaches, lease, watcher
from escalation.engine.follower import Follower
from escalation.models import Clock, ClockKind, ClockState, Handoff, HandoffEvent, Notice, NoticeKind, WatcherLease
from tests.clock import NOON, SettableClock, minutes_after
from tests.factories import AgentFactory, BotFactory, TeamFactory, send_handoff
from tickets import services
from tickets.models import Agent, Channel, Membership, Role, Site

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LATE = minutes_after(200)


def handoff_with_leads() -> Handoff:
    sender, receiver = AgentFactory(team=TeamFactory()), AgentFactory(team=TeamFactory(tier=2))
    for member in (sender, receiver):
        AgentFactory(team=member.teams.get(), role=Role.LEAD)
    return send_handoff(sender=sender, receiver=receiver)


def clock_of(handoff: Handoff, kind: ClockKind = ClockKind.ACKNOWLEDGE) -> Clock:
    return handoff.clocks.get(kind=kind)


def test_what_runs_out_is_recorded_as_breached_when_it_was_due() -> None:
    handoff = handoff_with_leads()

    clocks.record_due(minutes_after(17))

    clock = clock_of(handoff)
    assert (clock.state, clock.breached_at, clock.recorded_at) == (
        ClockState.BREACHED,
        minutes_after(15),
        minutes_after(17),
    )
    assert clock_of(handoff, ClockKind.RESPOND).is_running


def test_the_very_instant_it_is_due_is_still_in_time() -> None:
    handoff = handoff_with_leads()

    clocks.record_due(minutes_after(15))
    assert clock_of(handoff).is_running
    clocks.record_due(minutes_after(15) + timedelta(microseconds=1))

    assert clock_of(handoff).is_breached


def test_the_receiving_lead_and_the_sender_are_told_with_the_reason() -> None:
    handoff = handoff_with_leads()
    clocks.record_due(minutes_after(16))

    breaches.follow_some(minutes_after(16), limit=10)

    told = {notice.recipient: notice.reason for notice in Notice.objects.filter(kind=NoticeKind.BREACHED)}
    lead = Membership.objects.get(team=handoff.to_team, is_lead=True).agent
    assert told == {lead: f"Lead of {handoff.to_team}", handoff.sent_by: "You sent this handoff"}
    assert HandoffEvent.objects.get(kind="breached").text == (
        f"Nobody in {handoff.to_team} acknowledged in time. "
        f"Told: {lead} (lead of {handoff.to_team}), {handoff.sent_by} (sent it)."
    )


def test_the_sender_is_told_where_the_receiving_team_has_nobody() -> None:
    handoff = send_handoff()
    handoff.to_team.memberships.all().delete()
    clocks.record_due(minutes_after(16))

    assert breaches.follow_some(minutes_after(16), limit=10) == 1

    told = Notice.objects.filter(kind=NoticeKind.BREACHED)
    assert [notice.recipient for notice in told] == [handoff.sent_by]


def test_a_breach_is_followed_once() -> None:
    handoff = handoff_with_leads()
    clocks.record_due(minutes_after(16))

    first = breaches.follow_some(minutes_after(16), limit=10)
    second = breaches.follow_some(minutes_after(17), limit=10)

    assert (first, second) == (1, 0)
    assert HandoffEvent.objects.filter(handoff=handoff, kind="breached").count() == 1


def test_a_breach_that_another_has_followed_meanwhile_is_left_alone() -> None:
    handoff = handoff_with_leads()
    clocks.record_due(minutes_after(16))
    number = clock_of(handoff).pk

    followed = [breaches.follow(number, now=minutes_after(minutes)) for minutes in (16, 17)]

    assert followed == [True, False]
    clock = clock_of(handoff)
    assert (clock.followed_at, clock.follow_failures) == (minutes_after(16), 0)


@pytest.mark.parametrize("chosen", ["duty manager", "manager", "admin"])
def test_a_team_without_a_lead_is_answered_for_by_somebody(chosen: str) -> None:
    somebody = AgentFactory(role={"admin": Role.ADMIN, "manager": Role.MANAGER}.get(chosen, Role.AGENT))
    if chosen == "duty manager":
        Site.objects.update(duty_manager=somebody)
    send_handoff()
    clocks.record_due(minutes_after(16))

    breaches.follow_some(minutes_after(16), limit=10)

    notice = Notice.objects.get(kind=NoticeKind.BREACHED, recipient=somebody)
    assert "no" in notice.reason
    assert "lead" in notice.reason


def test_a_breach_that_cannot_be_followed_stops_no_other_and_is_tried_again() -> None:
    poison, sound = send_handoff(), handoff_with_leads()
    Agent.objects.filter(pk=poison.sent_by_id).update(is_active=False)
    Membership.objects.filter(team__in=[poison.from_team, poison.to_team]).delete()
    clocks.record_due(minutes_after(16))

    assert breaches.follow_some(minutes_after(16), limit=10) == 1
    assert clock_of(sound).followed_at == minutes_after(16)
    assert clock_of(poison).followed_at is None
    Site.objects.update(duty_manager=AgentFactory())

    assert breaches.follow_some(minutes_after(17), limit=10) == 1
    assert clock_of(poison).followed_at == minutes_after(17)


def test_a_clock_that_cannot_be_settled_stops_no_other_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    poison, ended, sound = handoff_with_leads(), handoff_with_leads(), handoff_with_leads()
    Handoff.objects.filter(pk__in=[poison.pk, ended.pk]).update(
        withdrawn_at=minutes_after(5), withdrawn_by=F("sent_by")
    )
    judge = clocks._judge

    def wrongly_for_one(clock: Clock, now: datetime) -> Verdict:
        return Verdict(met_at=LATE) if clock.handoff_id == poison.pk else judge(clock, now)

    with monkeypatch.context() as broken:
        broken.setattr(clocks, "_judge", wrongly_for_one)  # and the database refuses to hold it
        recorded = clocks.record_due(minutes_after(16))
        again = clocks.record_due(minutes_after(16))

    assert (recorded, again) == (2, 0)
    assert [clock_of(each).state for each in (poison, ended, sound)] == ["running", "void", "breached"]
    clocks.record_due(minutes_after(17.5))
    assert clock_of(poison).state == ClockState.VOID


def test_a_late_acknowledgement_records_its_own_breach(database_clock: SettableClock) -> None:
    receiver = AgentFactory(team=TeamFactory(tier=2))
    handoff = send_handoff(receiver=receiver)
    at = database_clock.forward(minutes=20)

    handoffs.acknowledge(handoff, by=receiver)

    clock = clock_of(handoff)
    assert (clock.state, clock.breached_at, clock.met_at, clock.recorded_at) == (
        ClockState.BREACHED,
        minutes_after(15),
        at,
        at,
    )
    assert clock.followed_at is None


def test_the_sweep_finds_an_answer_that_nobody_settled() -> None:
    receiver = AgentFactory(team=TeamFactory(tier=2))
    handoff = send_handoff(receiver=receiver)
    services.post_message(handoff.ticket, author=receiver, body="On it.", channel=Channel.EMAIL, at=minutes_after(30))

    clocks.record_due(LATE)

    assert clock_of(handoff, ClockKind.RESPOND).state == ClockState.MET
    assert clock_of(handoff, ClockKind.RESPOND).met_at == minutes_after(30)


@pytest.mark.parametrize("who", ["sender", "bot", "note", "customer"])
def test_only_a_public_answer_of_a_person_on_the_receiving_side_counts(who: str, database_clock: SettableClock) -> None:
    receiver = AgentFactory(team=TeamFactory(tier=2))
    handoff = send_handoff(receiver=receiver)
    database_clock.forward(minutes=5)
    ticket = handoff.ticket
    if who == "sender":
        acts.reply(ticket, body="Somebody looks at it.", channel=Channel.EMAIL, by=handoff.sent_by)
    elif who == "bot":
        bot = BotFactory(team=handoff.to_team)
        services.post_message(ticket, author=bot, body="Did that help?", channel=Channel.CHAT, at=minutes_after(5))
    elif who == "note":
        acts.note(ticket, body="Looks like the queue.", by=receiver)
    else:
        services.post_message(ticket, author=ticket.customer, body="Hello?", channel=Channel.CHAT, at=minutes_after(5))

    clocks.record_due(LATE)

    assert clock_of(handoff, ClockKind.RESPOND).is_breached


def test_an_answer_given_late_is_noted_and_changes_no_verdict(database_clock: SettableClock) -> None:
    receiver = AgentFactory(team=TeamFactory(tier=2))
    handoff = send_handoff(receiver=receiver)
    handoffs.acknowledge(handoff, by=receiver)
    clocks.record_due(minutes_after(61))
    at = database_clock.forward(minutes=70)

    acts.reply(handoff.ticket, body="Found it.", channel=Channel.EMAIL, by=receiver)

    clock = clock_of(handoff, ClockKind.RESPOND)
    assert (clock.state, clock.breached_at, clock.met_at) == (ClockState.BREACHED, minutes_after(60), at)


def test_resolving_voids_what_still_runs(database_clock: SettableClock) -> None:
    receiver = AgentFactory(team=TeamFactory(tier=2))
    handoff = send_handoff(receiver=receiver)
    handoffs.acknowledge(handoff, by=receiver)
    at = database_clock.forward(minutes=5)

    acts.resolve(handoff.ticket, by=receiver)

    clock = clock_of(handoff, ClockKind.RESPOND)
    assert (clock.state, clock.voided_at) == (ClockState.VOID, at)


def test_settling_twice_changes_nothing(database_clock: SettableClock) -> None:
    receiver = AgentFactory(team=TeamFactory(tier=2))
    handoff = send_handoff(receiver=receiver)
    handoffs.acknowledge(handoff, by=receiver)
    before = list(Clock.objects.order_by("pk").values())

    clocks.settle(handoff.ticket, at=database_clock.now)

    assert list(Clock.objects.order_by("pk").values()) == before


def test_what_runs_out_as_foreseen_is_on_record_before_anything_else_is_asked(
    database_clock: SettableClock, django_assert_num_queries: Any
) -> None:
    handoff = handoff_with_leads()
    foreseen = clock_of(handoff).due_at
    database_clock.now = minutes_after(16)

    with django_assert_num_queries(6):  # a transaction of three statements, and what comes next
        recorded, next_due, _ = watcher._record(foreseen)

    assert (recorded, next_due) == (1, clock_of(handoff, ClockKind.RESPOND).due_at)


def test_whoever_watches_never_waits_long_for_those_beside_her(monkeypatch: pytest.MonkeyPatch) -> None:
    every = sys.getswitchinterval()
    monkeypatch.setattr(watcher, "_watch", lambda *_, **__: sys.getswitchinterval() < 0.001)
    try:
        assert watcher.watch("one")
    finally:
        sys.setswitchinterval(every)


def test_a_lease_is_held_by_one_renewed_by_her_and_free_after_two_seconds() -> None:
    def after(seconds: float):
        return NOON + timedelta(seconds=seconds)

    assert lease.take("one", now=NOON)
    assert not lease.take("two", now=after(1))
    assert lease.take("one", now=after(1.5))
    assert not lease.take("two", now=after(3))
    assert lease.take("two", now=after(3.5))
    assert lease.is_watched(after(5))
    assert not lease.is_watched(after(6))


def test_whoever_watches_goes_on_renewing_the_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    renewed: list[datetime] = []

    def take(holder: str, *, now: datetime) -> bool:
        renewed.append(now)
        return len(renewed) < 3

    monkeypatch.setattr(watcher, "RENEW_EVERY", 0.01)
    monkeypatch.setattr(watcher, "LONGEST_SLEEP", 0.01)
    monkeypatch.setattr(Follower, "start", lambda self: None)
    monkeypatch.setattr(lease, "take", take)

    assert not watcher.watch("one", seconds=5), "another has it"

    assert renewed == sorted({*renewed})
    assert len(renewed) == 3


def test_a_watcher_is_relieved_without_a_gap_by_the_successor_it_asked_for() -> None:
    lease.take("one", now=NOON)

    assert lease.take("two", now=NOON + timedelta(seconds=1), relieves="one")

    assert not lease.take("one", now=NOON + timedelta(seconds=2))
    assert not lease.take("three", now=NOON + timedelta(seconds=2))
    assert lease.take("two", now=NOON + timedelta(seconds=2))


def test_a_successor_who_comes_too_late_finds_another_at_work() -> None:
    lease.take("one", now=NOON)
    lease.take("tick", now=NOON + timedelta(seconds=2))

    assert not lease.take("two", now=NOON + timedelta(seconds=3), relieves="one")


def test_of_two_successors_one_relieves() -> None:
    lease.take("one", now=NOON)

    assert [lease.take(name, now=NOON, relieves="one") for name in ("two", "three")] == [True, False]


def test_a_lease_that_somebody_removed_is_made_again() -> None:
    WatcherLease.objects.all().delete()

    assert lease.take("one", now=NOON)
    assert not lease.take("two", now=NOON)


def test_a_released_lease_is_free_at_once() -> None:
    lease.take("one", now=NOON)

    lease.release("one", now=NOON)

    assert lease.take("two", now=NOON)
