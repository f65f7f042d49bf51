"""The figures of a week: what they come to on known data, on any data, and that each list is as long as it says."""

from datetime import UTC, datetime, timedelta
from statistics import quantiles

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from escalation import handoffs
from escalation.desk import acts
from escalation.models import Handoff, HandoffType, ReturnReason, Talk
from metrics.lists import Narrowing, behind
from metrics.reports.figures import Figure
from metrics.reports.scorecard import Scorecard, scorecard
from metrics.scope import scope_of
from metrics.ways import Way
from metrics.weeks import Week
from tests.clock import NOON, SettableClock, minutes_after
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, send_handoff
from tests.metrics.made import Maker, Told
from tests.pages import signed_in, text
from tickets.models import Agent, Channel, Role, Site, Team

WEEK = Week.containing(NOON, "UTC")
IN_THE_WEEK_BEFORE = NOON - timedelta(days=7)
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def acknowledge(handoff: Handoff, clock: SettableClock, minutes: float, by: Agent) -> Handoff:
    clock.now = minutes_after(minutes, handoff.sent_at)
    handoffs.acknowledge(handoff, by=by)
    return handoff


@pytest.fixture
def receiver() -> Agent:
    return AgentFactory(team=TeamFactory(name="Second line", slug="second-line", tier=2))


def test_known_lives_give_known_figures(database_clock: SettableClock, receiver: Agent) -> None:
    """Through the services, so that the figures are read from what the services leave."""
    clock = database_clock
    before = send_handoff(receiver=receiver, at=IN_THE_WEEK_BEFORE)
    acknowledge(before, clock, 40, receiver)
    prompt = acknowledge(send_handoff(receiver=receiver, at=NOON), clock, 4, receiver)
    clock.now = minutes_after(30)
    acts.reply(prompt.ticket, body="We are on it.", channel=Channel.EMAIL, by=receiver)
    late = acknowledge(send_handoff(receiver=receiver, at=NOON), clock, 20, receiver)
    clock.now = minutes_after(90)
    acts.reply(late.ticket, body="Sorry for the wait.", channel=Channel.EMAIL, by=receiver)
    clock.now = minutes_after(5)
    handoffs.return_to_sender(
        send_handoff(receiver=receiver, at=NOON), reason=ReturnReason.WRONG_TEAM, note="Billing's", by=receiver
    )
    withdrawn = send_handoff(receiver=receiver, at=NOON)
    handoffs.withdraw(withdrawn, by=withdrawn.sent_by)
    send_handoff(receiver=receiver, at=NOON)

    found = scorecard(WEEK, receiver.teams.get(), now=minutes_after(100))

    assert found.figures.counts == {
        Figure.SENT: 5,
        Figure.ACKNOWLEDGED: 2,
        Figure.IN_TIME: 1,
        Figure.LATE: 2,  # one acknowledged after 20 minutes, one that still waits after 100
        Figure.RESPONDED: 2,
        Figure.RETURNED: 1,
        Figure.WITHDRAWN: 1,
        Figure.SENT_ON: 0,
        Figure.WAITING: 1,
    }
    assert (found.figures.in_time_percent, found.figures.returned_percent) == (33, 20)
    assert (found.figures.acknowledge_median, found.figures.acknowledge_p90) == (
        timedelta(minutes=12),
        timedelta(minutes=18, seconds=24),
    )
    assert (found.figures.respond_median, found.figures.respond_p90) == (timedelta(minutes=60), timedelta(minutes=84))
    assert (found.before.sent, found.before.counts[Figure.LATE]) == (1, 1)
    assert [count for _, count in found.trend] == [0, 0, 0, 0, 0, 0, 1, 5]


def test_a_deadline_that_has_just_passed_counts_as_missed_though_nobody_has_recorded_it(receiver: Agent) -> None:
    send_handoff(receiver=receiver, at=NOON)

    figures = [scorecard(WEEK, None, now=minutes_after(after)).figures for after in (15, 15.001)]

    assert [(one.counts[Figure.LATE], one.judged) for one in figures] == [(0, 0), (1, 1)]


def test_a_handoff_belongs_to_the_week_it_was_sent_in_by_the_clocks_of_the_site(receiver: Agent) -> None:
    Site.objects.update(time_zone="America/New_York")
    week = Week.parse("2026-W10", "America/New_York")  # ends on the Sunday on which clocks go forward
    for at in (
        datetime(2026, 3, 2, 4, 59, tzinfo=UTC),
        datetime(2026, 3, 2, 5, 0, tzinfo=UTC),
        datetime(2026, 3, 9, 3, 59, tzinfo=UTC),
        datetime(2026, 3, 9, 4, 0, tzinfo=UTC),
    ):
        send_handoff(receiver=receiver, at=at)

    found = [scorecard(one, None, now=NOON) for one in (week.previous, week, week.next)]

    assert [card.figures.sent for card in found] == [1, 2, 1]
    assert [sent for _, sent in found[-1].trend[-3:]] == [1, 2, 1]


def test_the_number_of_queries_does_not_grow_with_the_handoffs(receiver: Agent) -> None:
    maker = Maker([TeamFactory(), receiver.teams.get()], [HandoffTypeFactory(), HandoffTypeFactory()], NOON)
    counts = []
    for _ in range(2):
        maker.make_all(Told(minutes_after(-minute), type=minute % 2, acknowledged=minute) for minute in range(20))
        with CaptureQueriesContext(connection) as queries:
            scorecard(WEEK, None, now=NOON)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 4


LIVES = st.lists(
    st.builds(
        Told,
        sent_at=st.integers(-14 * 24 * 60, 7 * 24 * 60).map(
            lambda minutes: WEEK.starts_at + timedelta(minutes=minutes)
        ),
        type=st.integers(0, 1),
        from_team=st.integers(0, 1),
        to_team=st.integers(0, 2),
        sent_on_from=st.none() | st.integers(0, 2),
        acknowledged=st.none() | st.floats(0, 60, width=16),
        responded=st.none() | st.floats(0, 120, width=16),
        ended=st.sampled_from(["", "", "", "returned"]),
    )
    | st.builds(Told, sent_at=st.just(NOON), ended=st.just("withdrawn")),
    max_size=12,
)
MANY = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
SOME = settings(MANY, max_examples=6)


class AnyLivesTests(TestCase):
    """Whatever happened, the report says what somebody would count by hand, and each list is as long as its figure."""

    teams: list[Team]
    types: list[HandoffType]
    manager: Agent
    member: Agent
    maker: Maker

    @classmethod
    def setUpTestData(cls) -> None:
        cls.teams = [TeamFactory() for _ in range(3)]
        cls.types = [HandoffTypeFactory(), HandoffTypeFactory()]
        cls.manager = AgentFactory(role=Role.MANAGER)
        cls.member = AgentFactory(team=cls.teams[1])
        cls.maker = Maker(cls.teams, cls.types, NOON)

    @MANY
    @given(lives=LIVES, now=st.integers(0, 100))
    def test_the_report_says_what_is_counted_by_hand(self, lives: list[Told], now: int) -> None:
        at = minutes_after(now)
        self.maker.make_all(lives)

        for team in (None, 1):
            found = scorecard(WEEK, self.teams[team] if team else None, now=at)
            received = [told for told in lives if team is None or told.first_team == team]
            this_week = [told for told in received if WEEK.starts_at <= told.sent_at < WEEK.ends_at]
            week_before = [told for told in received if WEEK.previous.starts_at <= told.sent_at < WEEK.starts_at]
            assert found.figures.counts == by_hand(this_week, at)
            assert found.before.counts == by_hand(week_before, at)
            for line in found.by_type:
                of_type = [told for told in week_before if self.types[told.type] == line.of]
                assert line.before.counts == by_hand(of_type, at)
            assert_same_lengths(found, this_week)
            sent_on = [told for told in this_week if told.sent_on_from is not None]
            assert found.figures.counts[Figure.SENT_ON] == len(sent_on)
            assert {line.of: line.figures.counts for line in found.by_type} == {
                self.types[kind]: by_hand([told for told in this_week if told.type == kind], at)
                for kind in {told.type for told in this_week}
            }

    @SOME
    @given(lives=LIVES)
    def test_every_figure_is_as_long_as_the_list_it_opens(self, lives: list[Told]) -> None:
        self.maker.make_all(lives)

        for agent, slug in ((self.manager, "all"), (self.manager, self.teams[1].slug), (self.member, "")):
            scope = scope_of(agent, {"week": str(WEEK), "team": slug}, NOON)
            assert scope
            card = scorecard(scope.week, scope.team, now=NOON)
            sent = scorecard(scope.week, scope.team, now=NOON, with_sent=agent.oversees)
            for figure in Figure:
                assert behind(scope, Narrowing(figure), agent).count() == card.figures.counts[figure]
                for line in card.by_type:
                    narrowed = Narrowing.of({"figure": figure, "type": line.of.slug})
                    assert behind(scope, narrowed, agent).count() == line.figures.counts[figure]
                for line in sent.by_receiver:
                    narrowed = Narrowing.of({"figure": figure, "side": "sent", "to": line.of.slug})
                    assert behind(scope, narrowed, agent).count() == line.figures.counts[figure]
                for line in card.by_team:
                    narrowed = Narrowing.of({"figure": figure, "from" if scope.team else "to": line.of.slug})
                    assert behind(scope, narrowed, agent).count() == line.figures.counts[figure]


def by_hand(lives: list[Told], now: datetime) -> dict[Figure, int]:
    return {
        Figure.SENT: len(lives),
        Figure.ACKNOWLEDGED: sum(told.acknowledged is not None for told in lives),
        Figure.IN_TIME: sum(told.acknowledged is not None and told.acknowledged <= 15 for told in lives),
        Figure.LATE: sum(_is_late(told, now) for told in lives),
        Figure.RESPONDED: sum(told.responded is not None for told in lives),
        Figure.RETURNED: sum(told.ended == "returned" for told in lives),
        Figure.WITHDRAWN: sum(told.ended == "withdrawn" for told in lives),
        Figure.SENT_ON: sum(told.sent_on_from is not None for told in lives),
        Figure.WAITING: sum(told.acknowledged is None and not told.ended for told in lives),
    }


def _is_late(told: Told, now: datetime) -> bool:
    if told.acknowledged is not None:
        return told.acknowledged > 15
    return not told.ended and now > told.sent_at + timedelta(minutes=15)


def assert_same_lengths(found: Scorecard, lives: list[Told]) -> None:
    for ours, theirs in (
        ((found.figures.acknowledge_median, found.figures.acknowledge_p90), [told.acknowledged for told in lives]),
        ((found.figures.respond_median, found.figures.respond_p90), [told.responded for told in lives]),
    ):
        minutes = [length for length in theirs if length is not None]
        for our, their in zip(ours, _middles(minutes), strict=True):
            assert (our is None) == (their is None)
            if our is not None and their is not None:
                assert our.total_seconds() == pytest.approx(60 * their, abs=1e-5)


def _middles(minutes: list[float]) -> tuple[float | None, float | None]:
    if len(minutes) < 2:
        only = minutes[0] if minutes else None
        return only, only
    tenths = quantiles(minutes, n=10, method="inclusive")
    return tenths[4], tenths[8]


def test_every_figure_can_be_had_for_one_way_of_changing_hands(receiver: Agent) -> None:
    """The card of each way, and the lists behind it; together they are all handoffs."""
    talks = [Talk.READY, Talk.COLD, Talk.CUT, Talk.NONE, Talk.NONE, Talk.NONE]
    for talk in talks:
        handoff = send_handoff(receiver=receiver, at=NOON)
        Handoff.objects.filter(pk=handoff.pk).update(talk=talk if talk != Talk.READY else Talk.NONE)
        if talk == Talk.READY:
            handoffs.acknowledge(handoff, by=receiver)
            Handoff.objects.filter(pk=handoff.pk).update(talk=talk)
    team, client = receiver.teams.get(), signed_in(receiver)

    sent = {way: scorecard(WEEK, team, now=minutes_after(100), way=way).figures.sent for way in Way}
    assert sent == {Way.WARM: 1, Way.TRIED: 2, Way.COLD: 3}
    for way, count in sent.items():
        card = scorecard(WEEK, team, now=minutes_after(100), way=way)
        assert [(line.of, line.figures.sent) for line in card.by_way] == [(way, count)]
        assert (sum(line.figures.sent for line in card.by_type), card.trend[-1][1]) == (count, count)
        query = f"?week={WEEK}&team={team.slug}&how={way.value}"
        assert client.get(reverse("scorecard-handoffs") + query).context["page"].paginator.count == count
        assert f"how={way.value}&amp;figure=" in text(client, reverse("scorecard") + query)
    assert client.get(f"{reverse('scorecard')}?how=luck").status_code == 404
