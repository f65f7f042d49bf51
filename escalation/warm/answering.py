"""What the two say to each other, and how their talk ends."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from escalation import database_clock, handoffs, notices, transitions
from escalation.duty import Recipient
from escalation.models import Answer, EventKind, Handoff, HandoffEvent, NoticeKind, Talk, WarmAsk, WarmWord
from escalation.models.warm import INTRODUCTION_LIMIT, WORD_LIMIT
from escalation.typed import ChangedElsewhere, Source, within
from escalation.warm import asking
from escalation.warm.offering import reworded
from tickets import changes, services
from tickets.models import Agent, Channel

# Once she has joined the talk she is not hurried, but a talk that falls silent for this long goes on to the next.
SILENCE = timedelta(minutes=5)


class TalkIsOver(Exception):
    """The talk has ended: `handoff` says how."""

    def __init__(self, handoff: Handoff) -> None:
        super().__init__(f"This talk is over: {handoff.get_talk_display().lower()}")
        self.handoff = handoff


class NotAskedNow(Exception):
    """Somebody else is asked now."""


class NothingSaid(Exception):
    """A word needs words."""


class NoIntroduction(Exception):
    """The customer is told who takes over."""


@dataclass(frozen=True)
class Standing:
    """An open talk with its ticket locked: who is asked, and the clock that judges."""

    ask: WarmAsk
    at: datetime


def ready(handoff: Handoff, *, by: Agent, line: str, read_back: str = "", source: Source | None = None) -> None:
    """Take the ticket: it is hers from this instant, and the customer reads the introduction. Once, all or nothing.

    Whoever was asked before may still be ready while the talk is open. Saying it twice changes nothing. Raises
    TalkIsOver, NotAskedNow, NoIntroduction, ChangedElsewhere, and what `handoffs.acknowledge` raises.
    """
    with transaction.atomic():
        services.lock(handoff.ticket)
        handoff.refresh_from_db()
        if handoff.talk == Talk.READY and handoff.acknowledged_by == by:
            return
        standing = _standing(handoff)
        if not WarmAsk.objects.filter(handoff=handoff, agent=by).exists():
            raise NotAskedNow(f"{standing.ask.agent} is asked now")
        line = " ".join(line.split())[:INTRODUCTION_LIMIT]
        if not line:
            raise NoIntroduction
        if by == standing.ask.agent or standing.ask.introduction_window:  # hers alone, where nobody has written at it
            _must_be_read(standing.ask, line, source)
        handoffs.acknowledge(handoff, by=by, read_back=read_back, talk=Talk.READY)
        services.add_message(
            services.lock(handoff.ticket),
            author=handoff.sent_by,
            body=line,
            channel=_channel_to(handoff),
            at=database_clock.now(),
            is_answer=False,
        )


def _channel_to(handoff: Handoff) -> Channel:
    """Where the customer reads it: in the chat she is in, else by e-mail; not on the phone, nor in a form."""
    is_chat = transitions.channel_of(handoff.ticket) == Channel.CHAT
    return Channel.CHAT if is_chat else Channel.EMAIL


def introduce(handoff: Handoff, *, line: str, by: Agent, source: Source) -> datetime:
    """Keep what is typed of the introduction, and say when. Raises TalkIsOver, NotAskedNow, ChangedElsewhere."""
    with transaction.atomic():
        services.lock(handoff.ticket)
        standing = _standing(handoff)
        ask = standing.ask
        _must_be_of_the_two(ask, by)
        _must_be_read(ask, line, source)
        saved = {"introduction": line[:INTRODUCTION_LIMIT], "introduction_saved_at": standing.at}
        WarmAsk.objects.filter(pk=ask.pk).update(introduction_window=source.window, **saved)
        changes.announce(*_both(handoff, ask))
        return standing.at


def _must_be_of_the_two(ask: WarmAsk, agent: Agent) -> None:
    """The sender, or who is asked now."""
    if agent not in (ask.handoff.sent_by, ask.agent):
        raise NotAskedNow(f"{ask.agent} is asked now")


def _must_be_read(ask: WarmAsk, line: str, source: Source | None) -> None:
    """What the other wrote meanwhile is not overwritten unread."""
    if source is None or line == ask.introduction:
        return
    if source.is_overtaken(ask.introduction_saved_at, ask.introduction_window):
        raise ChangedElsewhere(ask.introduction_saved_at, ask.introduction)


@transaction.atomic
def say(handoff: Handoff, *, text: str, by: Agent) -> WarmWord:
    """A question or an answer, which only the two read. Raises TalkIsOver, NotAskedNow, NothingSaid, TooLong."""
    text = within(WORD_LIMIT, text)
    if not text:
        raise NothingSaid
    services.lock(handoff.ticket)
    standing = _standing(handoff)
    ask, at = standing.ask, standing.at
    _must_be_of_the_two(ask, by)
    if by == ask.agent:
        ask.joined_at = ask.joined_at or at
    if ask.joined_at:
        ask.due_at = max(ask.due_at, at + SILENCE)
    ask.save(update_fields=["joined_at", "due_at"])
    word = WarmWord.objects.create(handoff=handoff, at=at, by=by, text=text)
    _tell_the_other(handoff, ask, word)
    changes.announce(*_both(handoff, ask), f"ticket:{handoff.ticket_id}")
    return word


def _tell_the_other(handoff: Handoff, ask: WarmAsk, word: WarmWord) -> None:
    other = ask.agent if word.by == handoff.sent_by else handoff.sent_by
    notices.tell(
        [Recipient(other, "You are talking this ticket over")],
        handoff=handoff,
        kind=NoticeKind.WARM_SAID,
        event=f"warm-said:{word.pk}",
        title=f"{word.by} says something about {handoff.ticket}",  # not what: it is for the two alone
        link=reverse("talk", args=[handoff.pk]),
        at=word.at,
    )


@transaction.atomic
def not_me(handoff: Handoff, *, by: Agent, instead: Agent | None = None, text: str = "") -> None:
    """Make room for somebody else: `instead`, or the next who is there.

    Raises TalkIsOver, NotAskedNow, AskedBefore, NotInTeam, NotAsTalk, TooLong.
    """
    services.lock(handoff.ticket)
    standing = _standing(handoff)
    ask, at = standing.ask, standing.at
    if ask.agent != by:
        raise NotAskedNow(f"{ask.agent} is asked now")
    if why := within(WORD_LIMIT, text):
        WarmWord.objects.create(handoff=handoff, at=at, by=by, text=why)
    close(ask, Answer.NOT_ME, at=at)
    said = f"{by}: try {instead}." if instead else f"{by}: not me."
    HandoffEvent.objects.create(handoff=handoff, kind=EventKind.NOT_ME, at=at, by=by, text=said)
    asking.go_on(handoff, after=ask, at=at, instead=instead)
    changes.announce(*_both(handoff, ask))


@transaction.atomic
def ask_instead(handoff: Handoff, *, agent: Agent, by: Agent) -> None:
    """The sender asks somebody else at once. Raises TalkIsOver, AskedBefore, NotInTeam, NotAsTalk."""
    services.lock(handoff.ticket)
    standing = _standing(handoff)
    if standing.ask.agent == agent:
        return
    close(standing.ask, Answer.CALLED_OFF, at=standing.at)
    line = reworded(standing.ask.introduction, before=standing.ask.agent.name, now=agent.name)
    asking.ask(handoff, asking.named(handoff, agent), line=line, by=by, at=standing.at)
    changes.announce(*_both(handoff, standing.ask))


@transaction.atomic
def stop_talking(handoff: Handoff, *, by: Agent) -> None:
    """The sender waits no longer for a talk: the handoff goes to the team's queue. Raises TalkIsOver."""
    services.lock(handoff.ticket)
    standing = _standing(handoff)
    asking.go_cold(handoff, text=f"{by} sent it without a talk.", at=standing.at)


def close(ask: WarmAsk, answer: Answer, *, at: datetime) -> None:
    """She is asked no more, and what called her is read. The caller holds the lock on the ticket."""
    WarmAsk.objects.open().filter(pk=ask.pk).update(answer=answer, answered_at=at)
    notices.clear_waiting(ask.handoff, at=at, of=ask.agent)


def _standing(handoff: Handoff) -> Standing:
    """The open ask, and the clock that judges it; the caller holds the lock on the ticket. Raises TalkIsOver."""
    at = database_clock.now()
    handoff.refresh_from_db()
    ask = WarmAsk.objects.open().filter(handoff=handoff).select_related("agent").first()
    if ask is None or not handoff.is_talked_over:
        raise TalkIsOver(handoff)
    ask.handoff = handoff
    return Standing(ask, at)


def _both(handoff: Handoff, ask: WarmAsk) -> set[str]:
    """The pages of the two."""
    return {f"agent:{handoff.sent_by_id}", f"agent:{ask.agent_id}"}
