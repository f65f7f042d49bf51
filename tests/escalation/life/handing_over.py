"""What people do to handoffs, to tickets, and to the kinds of handoff."""

from contextlib import suppress
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from escalation import clocks, handoffs, transitions, warm
from escalation.desk import acts
from escalation.engine import breaches, climbing
from escalation.models import Handoff, HandoffType, ReturnReason, Transition, WarmAsk
from escalation.shift_change import ending
from escalation.warm import following
from tests.escalation.life.world import World
from tickets import services
from tickets.models import Agent, Channel

LINE = "My colleague takes over."
WHO = st.integers(0, 2)
WHICH = st.integers(0, 1)


class HandingOver(World):
    """Sending, acknowledging, returning, talking; what one does to a ticket meanwhile; and time, which passes."""

    @rule(minutes=st.sampled_from([1, 7, 16, 61]))
    def time_passes(self, minutes: int) -> None:
        self.clock.forward(minutes=minutes)

    @rule()
    def the_watcher_looks(self) -> None:
        now = self.clock.now
        clocks.record_due(now)
        breaches.follow_some(now, limit=50)
        climbing.climb_some(now, limit=50)
        following.follow_due(now, limit=50)
        ending.close_due(now, limit=50)
        self.keep_what_was_sent()

    @rule(who=WHO, which=WHICH, is_warm=st.booleans())
    def hand_a_ticket_over(self, who: int, which: int, is_warm: bool) -> None:
        self.hand_over(who, which, is_warm=is_warm)

    @rule(who=WHO, which=WHICH)
    def give_to_a_colleague(self, who: int, which: int) -> None:
        ticket = self.ticket(which)
        by = self.one_of(ticket.team, who)
        to = self.one_of(ticket.team, who + 1, but=by)
        self.act(acts.give, ticket, to=to, line="Go on with it.", by=by)

    @rule(who=WHO, which=WHICH)
    def acknowledge(self, who: int, which: int) -> None:
        handoff = self.latest(which)
        self.act(handoffs.acknowledge, handoff, by=self.one_of(handoff.to_team, who))

    @rule(who=WHO, which=WHICH)
    def withdraw(self, who: int, which: int) -> None:
        self.act(handoffs.withdraw, self.latest(which), by=self.people[who])

    @rule(who=WHO, which=WHICH, is_missing=st.booleans())
    def give_back(self, who: int, which: int, is_missing: bool) -> None:
        handoff = self.latest(which)
        missing = {"next_best_action": "Which one?"} if is_missing else {}
        reason = ReturnReason.CONTEXT_MISSING if missing else ReturnReason.WRONG_TEAM
        by = self.one_of(handoff.to_team, who)
        self.act(handoffs.return_to_sender, handoff, reason=reason, note="Not ours.", missing=missing, by=by)

    @rule(who=WHO, which=WHICH)
    def take_back(self, who: int, which: int) -> None:
        self.act(handoffs.take_back, self.latest(which), by=self.people[who])

    @rule(who=WHO, which=WHICH)
    def ask_the_sender_and_hear(self, who: int, which: int) -> None:
        handoff = self.latest(which)
        self.act(handoffs.ask, handoff, text=self.words(), by=self.one_of(handoff.to_team, who))
        self.act(handoffs.answer, handoff, text=self.words(), by=handoff.sent_by)

    @rule(who=WHO, which=WHICH)
    def say_in_the_talk(self, who: int, which: int) -> None:
        self.act(warm.say, self.latest(which), text="Which one?", by=self.people[who])

    @rule(who=WHO, which=WHICH, names_another=st.booleans())
    def not_me(self, who: int, which: int, names_another: bool) -> None:
        handoff = self.latest(which)
        instead = self.one_of(handoff.to_team, who) if names_another else None
        self.act(warm.not_me, handoff, by=self._asked(handoff) or self.people[who], instead=instead)

    @rule(who=WHO, which=WHICH)
    def ready(self, who: int, which: int) -> None:
        handoff = self.latest(which)
        self.act(warm.ready, handoff, by=self._asked(handoff) or self.people[who], line=LINE)

    @rule(who=WHO, which=WHICH, is_over=st.booleans())
    def the_sender_asks_another_or_waits_no_longer(self, who: int, which: int, is_over: bool) -> None:
        handoff = self.latest(which)
        if is_over:
            self.act(warm.stop_talking, handoff, by=handoff.sent_by)
        else:
            self.act(warm.ask_instead, handoff, agent=self.one_of(handoff.to_team, who), by=handoff.sent_by)

    def _asked(self, handoff: Handoff) -> Agent | None:
        ask = WarmAsk.objects.open().filter(handoff=handoff).select_related("agent").first()
        return ask.agent if ask else None

    @rule(who=WHO, which=WHICH)
    def claim(self, who: int, which: int) -> None:
        self.act(acts.claim, self.tickets[which], by=self.people[who])

    @rule(who=WHO, which=WHICH)
    def put_back(self, who: int, which: int) -> None:
        self.act(acts.place, self.tickets[which], team=self.ticket(which).team, agent=None, by=self.people[who])

    @rule(who=WHO, which=WHICH)
    def resolve(self, who: int, which: int) -> None:
        self.act(acts.resolve, self.tickets[which], by=self.people[who])

    @rule(who=WHO, which=WHICH)
    def reopen(self, who: int, which: int) -> None:
        self.act(acts.reopen, self.tickets[which], by=self.people[who])

    @rule(which=WHICH)
    def the_customer_writes(self, which: int) -> None:
        now, ticket = self.clock.forward(seconds=1), self.ticket(which)
        services.post_message(ticket, author=ticket.customer, body="Any news?", channel=Channel.EMAIL, at=now)

    @rule(who=WHO, which=WHICH)
    def put_off(self, who: int, which: int) -> None:
        due_at = self.clock.now + timedelta(minutes=20)
        said = {"said": "I promised to call.", "by": self.people[who], "at": self.clock.now}
        self.act(transitions.mark_follow_up, self.ticket(which), due_at=due_at, **said)

    @rule(who=WHO, which=WHICH)
    def take_up(self, who: int, which: int) -> None:
        found = Transition.objects.filter(ticket=self.tickets[which], follow_up_due_at__isnull=False).last()
        if found:
            self.act(transitions.take_up, found, by=self.people[who], at=self.clock.now)

    @rule(who=WHO, which=WHICH, to=st.sampled_from([Channel.CHAT, Channel.WEB]))
    def move_to_another_channel(self, who: int, which: int, to: Channel) -> None:
        said = {"said": "Let us go on there.", "by": self.people[who], "at": self.clock.now}
        self.act(transitions.move_channel, self.ticket(which), to=to, **said)

    @rule(asks=st.booleans(), minutes=st.sampled_from([5, 30]))
    def an_admin_changes_the_kind(self, asks: bool, minutes: int) -> None:
        """Its name, times and policy; and it asks for another thing, or for one thing less."""
        within = timedelta(minutes=minutes)
        HandoffType.objects.filter(pk=self.type.pk).update(
            name=self.words(), acknowledge_within=within, take_back_within=within, accountable_waiting=self.words()
        )
        self.type.fields.all().delete()
        if asks:
            self.type.fields.create(key="request", label=self.words())
        if self.type.policy:
            self.type.policy.steps.update(after=within)

    @rule(which=WHICH)
    def an_admin_reassigns(self, which: int) -> None:
        with suppress(services.AlreadyResolved):
            by = self.leads[0]
            now = self.clock.forward(seconds=1)
            services.place(self.ticket(which), team=self.teams[1], agent=self.people[2], by=by, at=now)
