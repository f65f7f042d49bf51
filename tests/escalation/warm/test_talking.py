"""What the two do in a warm transfer: ask, say, be ready, or make room for somebody else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from escalation import handoffs, warm
from escalation.models import (
    Answer,
    Clock,
    ClockKind,
    ClockState,
    EventKind,
    Handoff,
    HandoffType,
    Notice,
    NoticeKind,
    Talk,
    WarmAsk,
)
from escalation.typed import ChangedElsewhere, Source
from escalation.warm import following, page
from tests.clock import NOON, SettableClock
from tests.escalation.warm.conftest import LINE
from tests.factories import AgentFactory, BotFactory, open_ticket
from tickets import services
from tickets.models import Agent, Cause, Channel, Membership, Message, Team, Ticket, Visibility

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
Send = Callable[..., Handoff]


def open_ask(handoff: Handoff) -> WarmAsk:
    return WarmAsk.objects.open().select_related("agent").get(handoff=handoff)


def kinds_of(handoff: Handoff) -> list[str]:
    return list(handoff.events.order_by("at", "pk").values_list("kind", flat=True))


def test_whoever_is_on_duty_is_asked_and_the_clock_runs_from_the_first_ask(talk: Handoff, ben: Agent) -> None:
    ask = open_ask(talk)

    assert (ask.agent, ask.due_at) == (ben, NOON + timedelta(minutes=2))
    assert (talk.talk, talk.is_waiting) == (Talk.OPEN, True)
    clock = Clock.objects.get(handoff=talk, kind=ClockKind.ACKNOWLEDGE)
    assert (clock.started_at, clock.due_at) == (NOON, NOON + timedelta(minutes=15))
    assert kinds_of(talk) == [EventKind.SENT, EventKind.WARM_ASKED]
    assert ask.introduction.startswith("Hello Maria Fjord, my colleague Ben Ito of Payments takes over from me.")


def test_only_whoever_is_asked_is_called_and_the_ticket_stays_with_its_sender(
    talk: Handoff, ben: Agent, cleo: Agent, lead: Agent, ana: Agent, ticket: Ticket
) -> None:
    assert list(Notice.objects.values_list("recipient", "kind")) == [(ben.pk, NoticeKind.WARM_ASKED)]
    assert ticket.ownerships.current().get().agent == ana


def test_a_colleague_can_be_asked_by_name(send: Send, ben: Agent, cleo: Agent) -> None:
    talk = send(to_agent=cleo)

    assert open_ask(talk).agent == cleo
    assert talk.to_agent is None  # going on without a talk, it waits for the whole team


def test_without_a_watch_whoever_holds_least_is_asked(send: Send, to: Team, lead: Agent) -> None:
    busy, free = AgentFactory(name="Aaron", team=to), AgentFactory(name="Zoe", team=to)
    open_ticket(to, holder=busy)
    open_ticket(to, holder=lead)

    assert open_ask(send()).agent in {free, lead}


def test_ready_flips_the_ledger_and_tells_the_customer_one_line(
    talk: Handoff, ticket: Ticket, ana: Agent, ben: Agent, database_clock: SettableClock
) -> None:
    at = database_clock.forward(minutes=1)
    warm.ready(talk, by=ben, line=LINE)

    talk.refresh_from_db()
    assert (talk.talk, talk.acknowledged_by, talk.acknowledged_at) == (Talk.READY, ben, at)
    row = ticket.ownerships.current().get()
    assert (row.agent, row.cause, row.started_at) == (ben, Cause.HANDOFF, at)
    said = Message.objects.filter(ticket=ticket, visibility=Visibility.PUBLIC).latest("pk")
    assert (said.body, said.agent, said.posted_at) == (LINE, ana, at)
    ask = WarmAsk.objects.get(handoff=talk)
    assert (ask.answer, ask.answered_at) == (Answer.READY, at)
    assert Clock.objects.get(handoff=talk, kind=ClockKind.ACKNOWLEDGE).state == ClockState.MET


def test_the_introduction_is_no_answer_the_customer_still_waits_and_its_clock_runs(
    talk: Handoff, ticket: Ticket, ben: Agent, database_clock: SettableClock
) -> None:
    database_clock.forward(minutes=1)
    warm.ready(talk, by=ben, line=LINE)

    ticket.refresh_from_db()
    assert ticket.waiting_since == NOON
    assert Clock.objects.get(handoff=talk, kind=ClockKind.RESPOND).state == ClockState.RUNNING


def test_saying_ready_twice_introduces_once(talk: Handoff, ticket: Ticket, ben: Agent) -> None:
    warm.ready(talk, by=ben, line=LINE)
    warm.ready(talk, by=ben, line=LINE)

    assert Message.objects.filter(ticket=ticket, body=LINE).count() == 1


def test_until_it_is_done_the_customer_sees_nothing(talk: Handoff, ticket: Ticket, ana: Agent, ben: Agent) -> None:
    warm.say(talk, text="Is it one warehouse?", by=ben)
    warm.say(talk, text="Both.", by=ana)
    warm.introduce(talk, line="Something else.", by=ana, source=Source("a", NOON))
    warm.not_me(talk, by=ben)

    assert Message.objects.filter(ticket=ticket).count() == 1


def test_an_empty_introduction_is_refused_and_nothing_changes_hands(talk: Handoff, ben: Agent) -> None:
    with pytest.raises(warm.NoIntroduction):
        warm.ready(talk, by=ben, line=" ")

    talk.refresh_from_db()
    assert (talk.talk, talk.is_waiting) == (Talk.OPEN, True)


def test_a_kind_that_asks_what_happens_next_asks_it_here_too(send: Send, kind: HandoffType, ben: Agent) -> None:
    kind.needs_read_back = True
    kind.save()
    talk = send()

    with pytest.raises(handoffs.ReadBackMissing):
        warm.ready(talk, by=ben, line=LINE)
    warm.ready(talk, by=ben, line=LINE, read_back="I compare the limits.")
    talk.refresh_from_db()
    assert talk.read_back == "I compare the limits."


def test_a_question_gives_time_and_tells_the_other(
    talk: Handoff, ana: Agent, ben: Agent, database_clock: SettableClock
) -> None:
    at = database_clock.forward(seconds=90)
    warm.say(talk, text="Is it one warehouse?", by=ben)

    assert open_ask(talk).due_at == at + timedelta(minutes=5)
    notice = Notice.objects.get(kind=NoticeKind.WARM_SAID)
    assert notice.recipient == ana
    assert "Is it one warehouse?" not in f"{notice.title} {notice.body}"  # an admin reads the list of notices


def test_what_the_sender_says_gives_no_time_to_whoever_never_joined(talk: Handoff, ana: Agent) -> None:
    warm.say(talk, text="Are you there?", by=ana)

    assert open_ask(talk).due_at == NOON + timedelta(minutes=2)


def test_whoever_made_room_reads_what_was_said_until_then_and_no_more(
    talk: Handoff, ana: Agent, ben: Agent, cleo: Agent, database_clock: SettableClock
) -> None:
    for text, by in (("Is it one warehouse?", ben), ("Both.", ana)):
        warm.say(talk, text=text, by=by)
    warm.not_me(talk, by=ben, text="I am at lunch.", instead=cleo)
    database_clock.forward(seconds=5)
    warm.say(talk, text="May I tell you alone?", by=ana)

    def read(agent: Agent) -> list[str]:
        return [word.text for word in page.gather(talk, reader=agent).words]

    assert read(ben) == ["Is it one warehouse?", "Both.", "I am at lunch."]
    assert read(ana) == read(cleo) == [*read(ben), "May I tell you alone?"]


@pytest.mark.parametrize(("channel", "by"), [("phone", "email"), ("web", "email"), ("chat", "chat")])
def test_the_introduction_goes_where_the_customer_can_read_it(
    talk: Handoff, ticket: Ticket, ben: Agent, database_clock: SettableClock, channel: str, by: str
) -> None:
    at = database_clock.forward(seconds=1)
    services.post_message(ticket, author=ticket.customer, body="Any news?", channel=Channel(channel), at=at)

    warm.ready(talk, by=ben, line=LINE)

    assert Message.objects.get(body=LINE).channel == by


def test_only_the_two_speak(talk: Handoff, cleo: Agent) -> None:
    with pytest.raises(warm.NotAskedNow):
        warm.say(talk, text="May I?", by=cleo)
    with pytest.raises(warm.NotAskedNow):
        warm.ready(talk, by=cleo, line=LINE)
    with pytest.raises(warm.NotAskedNow):
        warm.not_me(talk, by=cleo)


def test_not_me_names_somebody_who_is_asked_next_with_a_line_about_her(
    talk: Handoff, ana: Agent, ben: Agent, cleo: Agent, lead: Agent
) -> None:
    warm.introduce(talk, line="Ben Ito will help, dear Maria.", by=ana, source=Source("a", NOON))
    warm.not_me(talk, by=ben, instead=cleo, text="Cleo wrote that part.")

    ask = open_ask(talk)
    assert (ask.agent, ask.introduction) == (cleo, "Cleo Roy will help, dear Maria.")
    assert WarmAsk.objects.get(agent=ben).answer == Answer.NOT_ME
    assert not Notice.objects.unread().filter(recipient=ben, kind=NoticeKind.WARM_ASKED).exists()
    assert [word.text for word in talk.words.all()] == ["Cleo wrote that part."]


def test_not_me_without_a_name_asks_the_next_who_is_there(talk: Handoff, ben: Agent, cleo: Agent) -> None:
    warm.not_me(talk, by=ben)

    assert open_ask(talk).agent == cleo


def test_nobody_is_asked_in_a_circle(talk: Handoff, ben: Agent, cleo: Agent, lead: Agent) -> None:
    warm.not_me(talk, by=ben, instead=cleo)

    with pytest.raises(warm.AskedBefore):
        warm.not_me(talk, by=cleo, instead=ben)


def test_where_nobody_is_left_it_waits_for_the_team_and_the_sender_is_told(
    talk: Handoff, ana: Agent, ben: Agent
) -> None:
    warm.not_me(talk, by=ben)

    talk.refresh_from_db()
    assert (talk.talk, talk.is_waiting) == (Talk.COLD, True)
    assert kinds_of(talk)[-1] == EventKind.WENT_COLD
    assert Notice.objects.filter(recipient=ana, kind=NoticeKind.WARM_OVER).count() == 1
    assert Notice.objects.filter(recipient=ben, kind=NoticeKind.SENT).count() == 1
    with pytest.raises(warm.TalkIsOver):
        warm.say(talk, text="Wait!", by=ana)


def test_whoever_was_asked_before_may_still_be_ready(talk: Handoff, ben: Agent, cleo: Agent) -> None:
    warm.not_me(talk, by=ben)
    warm.ready(talk, by=ben, line=LINE)

    talk.refresh_from_db()
    assert talk.acknowledged_by == ben
    assert WarmAsk.objects.get(agent=cleo).answer == Answer.CALLED_OFF


def test_the_sender_asks_somebody_else(talk: Handoff, ana: Agent, ben: Agent, cleo: Agent) -> None:
    warm.ask_instead(talk, agent=cleo, by=ana)

    assert open_ask(talk).agent == cleo
    assert WarmAsk.objects.get(agent=ben).answer == Answer.CALLED_OFF
    assert not Notice.objects.unread().filter(recipient=ben, kind=NoticeKind.WARM_ASKED).exists()


def test_the_sender_sends_it_without_a_talk(talk: Handoff, ana: Agent, ben: Agent) -> None:
    warm.stop_talking(talk, by=ana)

    talk.refresh_from_db()
    assert (talk.talk, talk.is_waiting) == (Talk.COLD, True)
    unread = Notice.objects.unread().filter(recipient=ben)
    assert list(unread.values_list("kind", flat=True)) == [NoticeKind.SENT]


def test_only_the_two_write_what_the_customer_reads(talk: Handoff, ben: Agent, cleo: Agent) -> None:
    warm.not_me(talk, by=ben, instead=cleo)

    with pytest.raises(warm.NotAskedNow):
        warm.introduce(talk, line="My own words.", by=ben, source=Source("his"))


def test_whoever_acknowledged_it_without_the_talk_is_not_told_that_she_was_introduced(
    talk: Handoff, ben: Agent
) -> None:
    handoffs.acknowledge(talk, by=ben)

    with pytest.raises(warm.TalkIsOver):
        warm.ready(talk, by=ben, line=LINE)


@pytest.mark.parametrize(
    "breaks",
    [
        lambda talk, cleo: WarmAsk.objects.create(
            handoff=talk, agent=cleo, reason="", asked_at=NOON, due_at=NOON, introduction=""
        ),
        lambda talk, cleo: WarmAsk.objects.create(
            handoff=talk, agent=talk.asks.get().agent, reason="", asked_at=NOON, due_at=NOON, introduction="",
            answer=Answer.NOT_ME, answered_at=NOON,
        ),
        lambda talk, cleo: WarmAsk.objects.update(answer=Answer.NOT_ME),
        lambda talk, cleo: Handoff.objects.update(withdrawn_at=NOON, withdrawn_by=cleo),
        lambda talk, cleo: Handoff.objects.update(talk=Talk.READY),
    ],
    ids=["two open asks", "asked twice", "answered at no time", "talked over when gone", "ready and not hers"],
)  # fmt: skip
def test_the_database_refuses_what_cannot_be(
    talk: Handoff, cleo: Agent, breaks: Callable[[Handoff, Agent], object]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        breaks(talk, cleo)


def test_the_sender_withdraws_before_it_is_done_and_not_after(
    talk: Handoff, ticket: Ticket, ana: Agent, ben: Agent
) -> None:
    handoffs.withdraw(talk, by=ana)

    assert talk.talk == Talk.CUT
    assert WarmAsk.objects.get().answer == Answer.CALLED_OFF
    assert ticket.ownerships.current().get().agent == ana
    with pytest.raises(warm.TalkIsOver):
        warm.ready(talk, by=ben, line=LINE)


def test_a_colleague_who_acknowledges_meanwhile_has_it_and_the_talk_is_cut(
    talk: Handoff, ben: Agent, cleo: Agent
) -> None:
    handoffs.acknowledge(talk, by=cleo)

    assert talk.talk == Talk.CUT
    with pytest.raises(warm.TalkIsOver):
        warm.ready(talk, by=ben, line=LINE)


def test_an_introduction_that_another_window_changed_is_not_sent_unread(talk: Handoff, ana: Agent, ben: Agent) -> None:
    warm.introduce(talk, line="Written by Ana.", by=ana, source=Source("hers", NOON))

    with pytest.raises(ChangedElsewhere) as refused:
        warm.ready(talk, by=ben, line="Written by Ben.", source=Source("his"))
    assert refused.value.words == "Written by Ana."
    warm.ready(talk, by=ben, line="Written by Ana.", source=Source("his"))


def test_what_was_being_written_about_the_one_asked_before_does_not_introduce_the_next(
    talk: Handoff, ana: Agent, cleo: Agent, database_clock: SettableClock
) -> None:
    database_clock.forward(minutes=3)
    following.follow_due(database_clock.now, limit=5)
    ask = talk.asks.get(answer="")

    with pytest.raises(ChangedElsewhere) as refused:
        warm.introduce(talk, line="Hello Maria, Ben takes over.", by=ana, source=Source("hers", NOON))

    assert ask.agent != talk.asks.earliest("pk").agent
    assert refused.value.words == ask.introduction
    ask.refresh_from_db()
    assert "Ben" not in ask.introduction
    seen = Source("hers", refused.value.saved_at)
    warm.introduce(talk, line="Hello Maria, Cleo takes over.", by=ana, source=seen)


def test_whoever_was_asked_before_is_ready_with_her_own_introduction(
    talk: Handoff, ben: Agent, cleo: Agent, database_clock: SettableClock
) -> None:
    database_clock.forward(minutes=3)
    following.follow_due(database_clock.now, limit=5)

    warm.ready(talk, by=ben, line="Ben it is.", source=Source("his", NOON))

    talk.refresh_from_db()
    assert talk.acknowledged_by == ben


def test_some_kinds_and_bots_go_without_a_talk(
    send: Send, kind: HandoffType, ticket: Ticket, ben: Agent, ana: Agent
) -> None:
    kind.may_be_warm = False
    with pytest.raises(warm.NotAsTalk):
        send(type=kind)
    kind.may_be_warm = True
    bot = BotFactory(team=ticket.team)
    services.place(ticket, team=ticket.team, agent=bot, by=ana, at=NOON, cause=Cause.REASSIGNED)
    with pytest.raises(warm.NotAsTalk):
        send(by=bot)


def test_a_stranger_to_the_team_cannot_be_asked(send: Send, ben: Agent) -> None:
    with pytest.raises(services.NotInTeam):
        send(to_agent=AgentFactory())
    assert not Handoff.objects.exists()


def test_a_talk_that_nobody_could_have_is_refused_and_nothing_is_sent(send: Send, to: Team, ana: Agent) -> None:
    Membership.objects.create(team=to, agent=ana)
    with pytest.raises(warm.NobodyToTalkTo):
        send()
    assert not Handoff.objects.exists()
