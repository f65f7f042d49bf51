"""What people write, each in two windows, and what they go through together when a shift ends."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from escalation import drafts, reply_drafts
from escalation import shift_change as shifts
from escalation.desk import acts
from escalation.models import ReplyDraft
from escalation.reply_drafts import Typed
from tests.escalation.life.handing_over import WHICH, WHO
from tests.escalation.life.world import World
from tickets.models import Channel, Message

WINDOW = st.sampled_from(["first", "second"])


class Writing(World):
    """Replies and notes, half written and said."""

    @rule(who=WHO, which=WHICH)
    def read_the_thread(self, who: int, which: int) -> None:
        self.read[who, which] = self.last_message(which)

    @rule(who=WHO, which=WHICH, window=WINDOW, is_shared=st.booleans())
    def type_a_reply(self, who: int, which: int, window: str, is_shared: bool) -> None:
        if not self.may_open(self.people[who], which):
            return
        typed, by = Typed(self.words(), is_shared=is_shared), self.people[who]
        seen = self.seen.get((who, which, window))
        kept = {"typed": typed, "by": by, "at": self.clock.now, "window": window, "seen": seen}
        refused = self.act(reply_drafts.save, self.tickets[which], **kept)
        if refused is None:
            self.replies[by.pk, self.tickets[which].pk] = typed.body
        found = reply_drafts.of(self.tickets[which], by)
        self.seen[who, which, window] = found and found.saved_at  # a window that was refused shows what stands there

    @rule(who=WHO, which=WHICH)
    def go_on_with_a_colleagues_reply(self, who: int, which: int) -> None:
        by, ticket = self.people[who], self.tickets[which]
        shared = ReplyDraft.objects.filter(ticket=ticket, is_shared=True).exclude(agent=by).first()
        if shared is None or not self.may_open(by, which):
            return
        before = self.replies.get((by.pk, ticket.pk), "")
        if self.act(reply_drafts.take_over, shared, by=by, at=self.clock.now) is None:
            taken = reply_drafts.of(ticket, by)
            assert taken is not None
            assert shared.body in taken.body
            assert before in taken.body
            self.replies[by.pk, ticket.pk] = taken.body

    @rule(who=WHO, which=WHICH, is_note=st.booleans())
    def say_what_was_written(self, who: int, which: int, is_note: bool) -> None:
        """As a page does: it sends the draft, and says up to where its writer had read."""
        by, ticket = self.people[who], self.tickets[which]
        if not self.may_open(by, which):
            return
        seen = self.read.setdefault((who, which), self.last_message(which))
        said = {"body": self.replies.get((by.pk, ticket.pk)) or self.words(), "by": by, "seen": seen}
        how = {} if is_note else {"channel": Channel.EMAIL}
        if self.act(acts.note if is_note else acts.reply, ticket, **said, **how) is None:
            later = Message.objects.filter(ticket=ticket, pk__gt=seen).exclude(agent=by, body=said["body"])
            assert not later.exists(), "it was said over what she had not read"
            self.replies.pop((by.pk, ticket.pk), None)
            self.read[who, which] = self.last_message(which)

    @rule(who=WHO, which=WHICH)
    def a_program_says_something(self, who: int, which: int) -> None:
        """Without saying what it had read; what its agent has half written in a page is not that."""
        self.act(acts.reply, self.tickets[which], body=self.words(), channel=Channel.EMAIL, by=self.people[who])

    @rule(who=WHO, which=WHICH)
    def reply_and_hand_over(self, who: int, which: int) -> None:
        words = acts.Words(self.words(), Channel.EMAIL, seen=self.last_message(which))
        self.hand_over(who, which, reply_first=words)

    @rule(who=WHO, which=WHICH, window=WINDOW)
    def type_a_package(self, who: int, which: int, window: str) -> None:
        by, ticket = self.people[who], self.tickets[which]
        if not self.may_open(by, which):
            return
        words, seen = self.words(), self.seen.get((who, which, f"package {window}"))
        try:
            drafts.save_from(window, ticket, content={"issue_summary": words}, seen=seen, by=by, at=self.clock.now)
        except drafts.ChangedElsewhere:
            pass
        else:
            self.packages[by.pk, ticket.pk] = words
        found = drafts.of(ticket, by)
        self.seen[who, which, f"package {window}"] = found and found.saved_at
        self.clock.forward(seconds=1)


class ChangingShifts(World):
    """The shift changes of the three teams."""

    @rule(which=WHICH)
    def begin_a_shift_change(self, which: int) -> None:
        ticket = self.ticket(which)
        if ticket.holder:
            self.act(shifts.start_by_hand, ticket.team, by=ticket.holder, at=self.clock.now)

    @rule(which=WHICH)
    def write_how_it_stands(self, which: int) -> None:
        if found := self.shift_change(which):
            said = {"note": self.words(), "next_action": "Ask for the log."}
            self.act(shifts.note, found, self.tickets[which], **said)

    @rule(who=WHO, which=WHICH)
    def take_at_the_shift_change(self, who: int, which: int) -> None:
        if found := self.shift_change(which):
            by = self.one_of(found.to_team, who, but=found.outgoing)
            self.act(shifts.take, found, self.tickets[which], by=by)

    @rule(who=WHO, which=WHICH, is_outgoing=st.booleans())
    def sign_a_shift_change_off(self, who: int, which: int, is_outgoing: bool) -> None:
        if found := self.shift_change(which):
            by = found.outgoing if is_outgoing else self.one_of(found.to_team, who, but=found.outgoing)
            self.act(shifts.sign_off, found, by=by, outgoing=is_outgoing)

    @rule(which=WHICH)
    def call_a_shift_change_off(self, which: int) -> None:
        if found := self.shift_change(which):
            self.act(shifts.call_off, found, by=found.outgoing)
