"""What the rows say decides a clock: whoever looks, however often, in whatever order."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import groupby

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from escalation import clocks, handoffs
from escalation import database_clock as the_clock
from escalation.desk import acts
from escalation.models import Clock, ReturnReason
from tests.clock import NOON, SettableClock, minutes_after
from tests.factories import AgentFactory, TeamFactory, send_handoff
from tickets import services
from tickets.models import Agent, Channel, Ticket

END = minutes_after(200)
REFUSALS = (
    acts.HandoffWaits,
    handoffs.NotReturnable,
    handoffs.NotWaiting,
    services.AlreadyResolved,
    services.MovedOn,
)


class Story:
    """One handoff, told as a list of deeds with the minute of each, and of the minutes at which a sweep looks."""

    def __init__(self) -> None:
        self.clock = SettableClock(NOON)
        the_clock.source = self.clock
        self.receiver: Agent = AgentFactory(team=TeamFactory(tier=2))
        self.handoff = send_handoff(receiver=self.receiver)

    def tell(self, deeds: Sequence[tuple[int, Callable[["Story"], None]]], sweeps: set[int]) -> None:
        by_minute = {minute: [deed for _, deed in them] for minute, them in groupby(deeds, key=lambda told: told[0])}
        for minute in sorted({*by_minute, *sweeps}):
            self.clock.now = minutes_after(minute)
            for deed in by_minute.get(minute, []):
                with suppress(*REFUSALS):
                    deed(self)
            if minute in sweeps:
                clocks.record_due(self.clock.now)
        clocks.record_due(END)
        # What was written elsewhere after a breach was recorded is found by the next act on the ticket.
        clocks.settle(self.handoff.ticket, at=END)

    def verdicts(self) -> list[tuple[str, str, datetime | None, datetime | None, datetime | None]]:
        of_mine = Clock.objects.filter(handoff=self.handoff).order_by("kind")
        return list(of_mine.values_list("kind", "state", "met_at", "voided_at", "breached_at"))

    def acknowledge(self) -> None:
        handoffs.acknowledge(self.handoff, by=self.receiver)

    def answer(self) -> None:
        acts.reply(self.handoff.ticket, body="It is on its way.", channel=Channel.EMAIL, by=self.receiver)

    def answer_elsewhere(self) -> None:
        """Written by something that settles no clock, such as an import or a mail gateway."""
        ticket = Ticket.objects.get(pk=self.handoff.ticket_id)
        services.post_message(ticket, author=self.receiver, body="Sent.", channel=Channel.EMAIL, at=self.clock.now)

    def answer_of_the_sender(self) -> None:
        acts.reply(self.handoff.ticket, body="I asked.", channel=Channel.EMAIL, by=self.handoff.sent_by)

    def withdraw(self) -> None:
        with suppress(handoffs.AlreadyAcknowledged):
            handoffs.withdraw(self.handoff, by=self.handoff.sent_by)

    def give_back(self) -> None:
        handoffs.return_to_sender(self.handoff, reason=ReturnReason.WRONG_TEAM, note="Not ours.", by=self.receiver)

    def resolve(self) -> None:
        acts.resolve(self.handoff.ticket, by=self.receiver)


DEEDS = (
    Story.acknowledge,
    Story.acknowledge,
    Story.answer,
    Story.answer_elsewhere,
    Story.answer_of_the_sender,
    Story.withdraw,
    Story.give_back,
    Story.resolve,
)
# Around the fifteenth and the sixtieth minute, where verdicts turn.
MINUTES = st.sampled_from([1, 14, 15, 16, 30, 59, 60, 61, 90])


@pytest.mark.both_databases
class TestWhateverTheOrder(TestCase):
    def tearDown(self) -> None:
        the_clock.source = the_clock._ask_database
        super().tearDown()

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @example(deeds=[(90, Story.answer_elsewhere)], sweeps={61})
    @given(
        deeds=st.lists(st.tuples(MINUTES, st.sampled_from(DEEDS)), max_size=4).map(
            lambda told: sorted(told, key=lambda deed: deed[0])
        ),
        sweeps=st.sets(MINUTES, max_size=5),
    )
    def test_it_makes_no_difference_when_and_how_often_the_watcher_looked(
        self, deeds: list[tuple[int, Callable[[Story], None]]], sweeps: set[int]
    ) -> None:
        watched = Story()
        watched.tell(deeds, sweeps)
        unwatched = Story()
        unwatched.tell(deeds, set())

        assert watched.verdicts() == unwatched.verdicts()

    def test_a_database_clock_that_is_set_back_takes_no_breach_back(self) -> None:
        story = Story()
        clocks.record_due(END)
        breached = story.verdicts()

        clocks.settle(story.handoff.ticket, at=minutes_after(1))

        assert story.verdicts() == breached

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(deeds=st.lists(st.tuples(MINUTES, st.sampled_from(DEEDS)), max_size=4), later=st.integers(0, 90))
    def test_settling_again_later_changes_nothing_that_is_settled(
        self, deeds: list[tuple[int, Callable[[Story], None]]], later: int
    ) -> None:
        story = Story()
        story.tell(sorted(deeds, key=lambda deed: deed[0]), set())
        before = list(Clock.objects.order_by("pk").values())

        clocks.settle(story.handoff.ticket, at=END + timedelta(minutes=later))

        assert list(Clock.objects.order_by("pk").values()) == before
