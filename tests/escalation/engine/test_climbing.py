"""While nobody acknowledges a handoff climbs its ladder: each step once, and somebody is told at each."""

from datetime import datetime, time, timedelta
from html import unescape

import pytest

from escalation import clocks, duty, handoffs
from escalation.engine import breaches, climbing
from escalation.models import (
    Clock,
    ClockKind,
    ClockState,
    EscalationPolicy,
    EventKind,
    Handoff,
    Notice,
    NoticeKind,
    ReturnReason,
    Rung,
    StepAction,
    TeamHours,
)
from tests.clock import NOON, SettableClock, minutes_after
from tests.factories import (
    AgentFactory,
    HandoffTypeFactory,
    TeamFactory,
    calendar,
    escalation_policy,
    rota_of,
    send_handoff,
)
from tests.pages import signed_in, text
from tests.support.lasting_rows import lasting
from tickets import services
from tickets.models import Agent, Role, Team, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("database_clock")]


@lasting
def receiver() -> Agent:
    team = TeamFactory(tier=2)
    AgentFactory(team=team, role=Role.LEAD, name="Lena Lead")
    agent: Agent = AgentFactory(team=team, name="Rita Receiver")
    return agent


@lasting
def third() -> Team:
    team: Team = TeamFactory(name="Third line", tier=3)
    AgentFactory(team=team, role=Role.LEAD, name="Theo Third")
    return team


def sent(policy: EscalationPolicy, receiver: Agent) -> Handoff:
    return send_handoff(type=HandoffTypeFactory(policy=policy), receiver=receiver)


def climb(*, minutes: float) -> int:
    """Look as the watcher does, so many minutes after noon."""
    now = minutes_after(minutes)
    clocks.record_due(now)
    return climbing.climb_some(now, limit=50)


def story(handoff: Handoff) -> list[str]:
    return [event.kind for event in handoff.events.order_by("at", "pk")]


def told(kind: NoticeKind) -> list[str]:
    return [notice.recipient.name for notice in Notice.objects.filter(kind=kind).order_by("pk")]


def test_each_step_is_taken_when_it_is_due_and_stands_in_the_story(receiver: Agent) -> None:
    steps = [(10, StepAction.REMIND), (20, StepAction.PAGE), (30, StepAction.TELL_LEAD), (45, StepAction.TELL_SENDER)]
    handoff = sent(escalation_policy(*steps), receiver)

    assert [climb(minutes=minutes) for minutes in (9, 10, 19, 20, 30, 45)] == [0, 1, 0, 1, 1, 1]

    assert story(handoff) == ["sent", "reminded", "paged", "told", "told"]
    assert sorted(told(NoticeKind.REMINDED)) == ["Lena Lead", "Rita Receiver"]
    assert told(NoticeKind.PAGED) == ["Lena Lead"]
    assert told(NoticeKind.UNACKNOWLEDGED) == ["Lena Lead", handoff.sent_by.name]


def test_looking_again_takes_no_step_twice(receiver: Agent) -> None:
    handoff = sent(escalation_policy((10, StepAction.REMIND)), receiver)

    climb(minutes=11)

    assert climb(minutes=11) == 0
    assert story(handoff) == ["sent", "reminded"]


def test_after_a_long_standstill_one_step_is_taken_a_minute(receiver: Agent) -> None:
    handoff = sent(escalation_policy((10, StepAction.REMIND), (20, StepAction.TELL_SENDER)), receiver)

    assert [climb(minutes=minutes) for minutes in (120, 120.5, 121)] == [1, 0, 1]

    assert story(handoff) == ["sent", "reminded", "told"]


def test_after_a_day_at_a_standstill_nobody_is_told_of_the_same_again_and_again(receiver: Agent) -> None:
    AgentFactory(role=Role.MANAGER, name="Mona Manager")
    sent(escalation_policy((10, StepAction.REMIND), pause=timedelta(minutes=30), rounds=2), receiver)
    day = 24 * 60

    assert [climb(minutes=day + minutes) for minutes in range(10)] == [1, 1, 0, 0, 0, 0, 0, 0, 0, 0]

    assert told(NoticeKind.UNACKNOWLEDGED) == ["Mona Manager"]
    assert [climb(minutes=day + 19), climb(minutes=day + 20)] == [0, 1]


def test_when_the_steps_are_used_up_the_duty_manager_hears_again_and_again(receiver: Agent) -> None:
    manager = AgentFactory(role=Role.MANAGER, name="Mona Manager")
    policy = escalation_policy((10, StepAction.REMIND), pause=timedelta(minutes=30))
    sent(policy, receiver)
    climb(minutes=10)

    assert [climb(minutes=minutes) for minutes in (39, 40, 70)] == [0, 1, 1]

    assert told(NoticeKind.UNACKNOWLEDGED) == [manager.name, manager.name]


@pytest.mark.parametrize("deed", ["acknowledge", "withdraw", "return", "resolve"])
def test_what_no_longer_waits_climbs_no_further(deed: str, receiver: Agent) -> None:
    handoff = sent(escalation_policy((10, StepAction.REMIND)), receiver)
    if deed == "acknowledge":
        handoffs.acknowledge(handoff, by=receiver)
    elif deed == "withdraw":
        handoffs.withdraw(handoff, by=handoff.sent_by)
    elif deed == "return":
        handoffs.return_to_sender(handoff, reason=ReturnReason.WRONG_TEAM, note="Not ours.", by=receiver)
    else:
        services.resolve(handoff.ticket, by=handoff.sent_by, at=NOON)

    climb(minutes=10)

    assert not {"reminded"} & set(story(handoff))
    assert not Rung.objects.ahead().exists()


def test_a_policy_changed_afterwards_changes_nothing_that_was_sent(receiver: Agent) -> None:
    policy = escalation_policy((10, StepAction.REMIND))
    handoff = sent(policy, receiver)
    policy.steps.all().delete()
    policy.steps.create(after=timedelta(minutes=1), action=StepAction.PAGE)

    assert [climb(minutes=minutes) for minutes in (5, 10)] == [0, 1]

    assert story(handoff) == ["sent", "reminded"]


def test_a_step_that_fails_is_put_off_and_stops_no_other(receiver: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = escalation_policy((10, StepAction.PAGE))
    poison, other = sent(policy, receiver), sent(policy, AgentFactory(team=TeamFactory(name="Fine", tier=2)))
    AgentFactory(team=other.to_team, role=Role.LEAD)
    on_duty = duty.on_duty

    def fails_for_one(team: Team, at: datetime) -> duty.Recipient:
        if team == poison.to_team:
            raise duty.NobodyToTell
        return on_duty(team, at)

    monkeypatch.setattr(duty, "on_duty", fails_for_one)

    assert [climb(minutes=10), climb(minutes=10)] == [1, 0]
    assert (story(poison), story(other)) == (["sent"], ["sent", "paged"])
    monkeypatch.undo()
    assert climb(minutes=11) == 1
    assert story(poison) == ["sent", "paged"]


def test_the_ticket_says_what_comes_next_and_when(receiver: Agent) -> None:
    handoff = sent(escalation_policy((10, StepAction.REMIND), (30, StepAction.TELL_LEAD)), receiver)
    client = signed_in(receiver)

    before = text(client, f"/tickets/{handoff.ticket_id}/")
    climb(minutes=10)
    after = text(client, f"/tickets/{handoff.ticket_id}/")

    assert "If nobody acknowledges, the receivers are reminded:" in before
    assert "team's lead is told:" in unescape(after)
    assert f"{receiver.teams.get()} was reminded." in after


def test_what_happens_while_nobody_acknowledges_stands_on_the_handoffs_own_timeline(receiver: Agent) -> None:
    team, lead = receiver.teams.get(), Agent.objects.get(name="Lena Lead")
    watcher = AgentFactory(team=team, name="Wanda Watch")
    rota_of(team, watcher)
    steps = [(10, StepAction.REMIND), (20, StepAction.PAGE), (30, StepAction.TELL_LEAD), (45, StepAction.TELL_SENDER)]
    handoff = sent(escalation_policy(*steps), receiver)

    for minutes in (10, 16, 20, 30, 45):
        climb(minutes=minutes)
        breaches.follow_some(minutes_after(minutes), limit=9)

    sender, turn = handoff.sent_by, f"n duty for {team}: has the turn on the rota"
    story_of_it = unescape(text(signed_in(lead), f"/tickets/{handoff.ticket_id}/"))
    told_in_order = [
        f"{team} was reminded.",
        f"Nobody in {team} acknowledged in time. Told: Lena Lead (lead of {team}), Wanda Watch (o{turn}), {sender} (",
        f"Wanda Watch was paged. O{turn}.",
        f"Lena Lead was told that nobody acknowledges. Lead of {team}.",
        f"{sender} was told that nobody acknowledges. Sent it.",
    ]
    places = [story_of_it.index(words) for words in told_in_order]
    assert places == sorted(places)
    assert sorted(told(NoticeKind.BREACHED)) == sorted(["Lena Lead", "Wanda Watch", sender.name])
    assert Notice.objects.get(kind=NoticeKind.PAGED).is_urgent


class TestAtNight:
    """The receiving team works from nine to five, and the handoff comes at a quarter to five or later."""

    @pytest.fixture(autouse=True)
    def _hours(self, receiver: Agent) -> None:
        TeamHours.objects.create(team=receiver.teams.get(), calendar=calendar(opens=time(9), closes=time(17)))

    def sent_at(self, at: datetime, policy: EscalationPolicy, receiver: Agent) -> Handoff:
        return send_handoff(type=HandoffTypeFactory(policy=policy), receiver=receiver, at=at)

    def climbed(self, handoff: Handoff, *, until: datetime) -> list[tuple[str, datetime]]:
        """What an engine that is never late does, and when."""
        while (at := climbing.next_due()) and at <= until:
            assert climbing.climb_some(at, limit=50)
        events = handoff.events.exclude(kind=EventKind.SENT).order_by("at", "pk")
        return [(event.kind, event.at) for event in events]

    def test_a_page_at_any_hour_does_not_wait_behind_what_waits_for_the_doors_to_open(self, receiver: Agent) -> None:
        policy = escalation_policy((10, StepAction.REMIND), (20, StepAction.PAGE))
        policy.steps.filter(action=StepAction.PAGE).update(at_any_hour=True)
        late = NOON.replace(hour=22)
        handoff = self.sent_at(late, policy, receiver)

        assert self.climbed(handoff, until=minutes_after(11.5 * 60, late)) == [
            ("paged", minutes_after(20, late)),
            ("reminded", minutes_after(11 * 60 + 10, late)),
        ]

    def test_what_an_outage_kept_waiting_until_night_waits_for_the_morning(self, receiver: Agent) -> None:
        policy = escalation_policy((10, StepAction.PAGE), (11, StepAction.TELL_LEAD))
        before_closing, night, morning = (NOON.replace(hour=16, minute=45), NOON.replace(hour=23), NOON.replace(hour=9))
        handoff = self.sent_at(before_closing, policy, receiver)

        climbing.climb_some(night, limit=50)

        assert story(handoff) == ["sent"]
        assert climbing.next_due() == minutes_after(24 * 60, morning)
        assert self.climbed(handoff, until=minutes_after(24 * 60 + 5, morning)) == [
            ("paged", minutes_after(24 * 60, morning)),
            ("told", minutes_after(24 * 60 + 1, morning)),
        ]

    def test_what_an_outage_kept_waiting_comes_at_night_where_it_is_for_any_hour(self, receiver: Agent) -> None:
        policy = escalation_policy((10, StepAction.REMIND), (11, StepAction.PAGE))
        policy.steps.filter(action=StepAction.PAGE).update(at_any_hour=True)
        handoff = self.sent_at(NOON.replace(hour=16, minute=45), policy, receiver)

        climbing.climb_some(NOON.replace(hour=23), limit=50)

        assert story(handoff) == ["sent", "paged"]

    def test_what_falls_due_as_they_close_is_taken_then(self, receiver: Agent) -> None:
        closing = NOON.replace(hour=17)
        handoff = self.sent_at(minutes_after(-10, closing), escalation_policy((10, StepAction.PAGE)), receiver)

        climbing.climb_some(minutes_after(0.05, closing), limit=50)

        assert story(handoff) == ["sent", "paged"]


class TestSentOn:
    def test_it_is_the_same_handoff_with_a_new_time_to_acknowledge(self, receiver: Agent, third: Team) -> None:
        handoff = sent(escalation_policy((20, StepAction.REROUTE, third)), receiver)

        climb(minutes=16)
        climb(minutes=20)

        handoff.refresh_from_db()
        first, second = handoff.clocks.filter(kind=ClockKind.ACKNOWLEDGE).order_by("generation")
        assert (handoff.to_team, handoff.is_waiting) == (third, True)
        assert (first.state, first.voided_at) == (ClockState.BREACHED, minutes_after(20))
        assert (second.state, second.due_at) == (ClockState.RUNNING, minutes_after(35))
        assert story(handoff)[-1] == EventKind.REROUTED
        assert told(NoticeKind.SENT)[-1] == "Theo Third"

    def test_before_the_deadline_nothing_was_missed(self, receiver: Agent, third: Team) -> None:
        handoff = sent(escalation_policy((10, StepAction.REROUTE, third)), receiver)

        climb(minutes=10)

        assert handoff.clocks.get(kind=ClockKind.ACKNOWLEDGE, generation=1).state == ClockState.VOID

    def test_the_new_team_sees_it_and_acknowledges(
        self, receiver: Agent, third: Team, database_clock: SettableClock
    ) -> None:
        handoff = sent(escalation_policy((20, StepAction.REROUTE, third)), receiver)
        theo = Agent.objects.get(name="Theo Third")
        assert not Ticket.objects.visible_to(theo).exists()
        climb(minutes=20)
        database_clock.forward(minutes=25)

        handoffs.acknowledge(handoff, by=theo)

        assert Ticket.objects.visible_to(theo).get().holder == theo
        met = Clock.objects.get(handoff=handoff, kind=ClockKind.ACKNOWLEDGE, generation=2)
        assert (met.state, met.met_at) == (ClockState.MET, minutes_after(25))

    def test_what_is_left_to_climb_counts_in_the_new_teams_hours_from_then_on(
        self, receiver: Agent, third: Team
    ) -> None:
        policy = escalation_policy((20, StepAction.REROUTE, third), (30, StepAction.PAGE))
        TeamHours.objects.create(team=third, calendar=calendar(opens=time(14), closes=time(17)))
        handoff = sent(policy, receiver)

        assert [climb(minutes=minutes) for minutes in (20, 31, 129, 130)] == [1, 0, 0, 1]

        assert story(handoff)[-1] == EventKind.PAGED
        assert told(NoticeKind.PAGED) == ["Theo Third"]

    def test_a_new_team_that_is_always_there_has_the_time_that_was_left(self, receiver: Agent, third: Team) -> None:
        AgentFactory(role=Role.MANAGER, name="Mona Manager")
        TeamHours.objects.create(team=receiver.teams.get(), calendar=calendar(opens=time(9), closes=time(17)))
        policy = escalation_policy((20, StepAction.REROUTE, third), (30, StepAction.TELL_LEAD), (30, StepAction.PAGE))
        handoff = send_handoff(type=HandoffTypeFactory(policy=policy), receiver=receiver, at=minutes_after(290))

        # Sent ten minutes before closing: sent on ten minutes after opening, and ten minutes later the lead is told.
        opening = 21 * 60
        assert [climb(minutes=opening + minutes) for minutes in (9, 10, 11, 20, 20)] == [0, 1, 0, 1, 1]
        assert story(handoff)[-3:] == ["rerouted", "told", "paged"]
        assert told(NoticeKind.UNACKNOWLEDGED) == ["Theo Third"]

    def test_a_circle_ends_at_the_lead(self, receiver: Agent) -> None:
        policy = escalation_policy((10, StepAction.REROUTE, receiver.teams.get()))
        handoff = sent(policy, receiver)

        climb(minutes=10)

        handoff.refresh_from_db()
        assert handoff.to_team == receiver.teams.get()
        assert told(NoticeKind.UNACKNOWLEDGED) == ["Lena Lead"]

    def test_a_team_without_people_is_passed_over(self, receiver: Agent) -> None:
        handoff = sent(escalation_policy((10, StepAction.REROUTE, TeamFactory(name="Empty"))), receiver)

        climb(minutes=10)

        handoff.refresh_from_db()
        assert handoff.to_team == receiver.teams.get()
        assert told(NoticeKind.UNACKNOWLEDGED) == ["Lena Lead"]

    def test_the_breach_of_the_first_team_is_told_once(self, receiver: Agent, third: Team) -> None:
        handoff = sent(escalation_policy((20, StepAction.REROUTE, third)), receiver)
        climb(minutes=21)

        breaches.follow_some(minutes_after(21), limit=9)
        breaches.follow_some(minutes_after(22), limit=9)

        assert story(handoff).count("breached") == 1
