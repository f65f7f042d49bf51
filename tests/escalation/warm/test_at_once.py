"""Several who act at one moment: a talk ends once, one person has the ticket, and the customer reads one line."""

from datetime import timedelta

import pytest

from escalation import database_clock, handoffs, warm
from escalation.models import Answer, Handoff, HandoffEvent, Talk, WarmAsk
from escalation.warm import following
from tests.escalation.warm.conftest import LINE
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, open_ticket, package
from tests.support.at_once import at_once
from tickets.models import Agent, Message

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
REFUSED = (warm.TalkIsOver, warm.NotAskedNow, handoffs.AlreadyAcknowledged, handoffs.NotWaiting)


@pytest.fixture
def begun() -> Handoff:
    ana, to = AgentFactory(team=TeamFactory()), TeamFactory(tier=2)
    for _ in range(4):
        AgentFactory(team=to)
    ticket = open_ticket(ana.teams.get(), at=database_clock.now(), holder=ana)
    return warm.send(ticket, type=HandoffTypeFactory(), to=to, package=package(), by=ana)


def asked(handoff: Handoff) -> Agent:
    return WarmAsk.objects.open().select_related("agent").get(handoff=handoff).agent


def test_ready_and_withdrawn_at_one_moment_is_one_of_the_two(begun: Handoff) -> None:
    receiver = asked(begun)

    def act(does: str) -> bool:
        handoff = Handoff.objects.get(pk=begun.pk)
        try:
            if does == "ready":
                warm.ready(handoff, by=receiver, line=LINE)
            else:
                handoffs.withdraw(handoff, by=handoff.sent_by)
        except REFUSED:
            return False
        return True

    ready, withdrawn = at_once(act, ["ready", "withdraw"], threads=2)

    begun.refresh_from_db()
    assert ready != withdrawn
    assert begun.talk == (Talk.READY if ready else Talk.CUT)
    assert Message.objects.filter(body=LINE).count() == (1 if ready else 0)
    assert begun.ticket.ownerships.current().get().agent == (receiver if ready else begun.sent_by)


def test_pressed_many_times_it_is_ready_once(begun: Handoff) -> None:
    receiver = asked(begun)
    at_once(lambda _: warm.ready(Handoff.objects.get(pk=begun.pk), by=receiver, line=LINE), range(4), threads=4)

    assert Message.objects.filter(body=LINE).count() == 1
    assert begun.ticket.ownerships.filter(agent=receiver).count() == 1


def test_several_watchers_ask_the_next_once(begun: Handoff) -> None:
    now = database_clock.now()
    WarmAsk.objects.update(asked_at=now - timedelta(minutes=2), due_at=now)
    followed = at_once(lambda _: following.follow_due(database_clock.now(), limit=5), range(3), threads=3)

    assert sum(followed) == 1
    assert WarmAsk.objects.count() == 2
    assert HandoffEvent.objects.filter(kind="unanswered").count() == 1


def test_ready_in_the_last_moment_counts_or_the_next_is_asked_and_she_may_still_be(begun: Handoff) -> None:
    receiver, now = asked(begun), database_clock.now()
    WarmAsk.objects.update(asked_at=now - timedelta(minutes=2), due_at=now)

    def act(agent: Agent | None) -> None:
        if agent:
            warm.ready(Handoff.objects.get(pk=begun.pk), by=agent, line=LINE)
        else:
            following.follow_due(database_clock.now(), limit=5)

    at_once(act, [None, receiver, None], threads=3)

    begun.refresh_from_db()
    assert (begun.talk, begun.acknowledged_by) == (Talk.READY, receiver)
    assert Message.objects.filter(body=LINE).count() == 1
    assert not WarmAsk.objects.open().exists()
    assert set(WarmAsk.objects.values_list("answer", flat=True)) <= {
        Answer.READY, Answer.UNANSWERED, Answer.CALLED_OFF
    }  # fmt: skip
