"""What changes is announced to those who show it: after commit, never on rollback, and without waiting for Redis."""

import time
from collections.abc import Callable, Iterator

import pytest
import redis
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from escalation import clocks, handoffs, notices
from escalation.engine import breaches
from escalation.models import Clock, Handoff, ReturnReason
from tests.clock import NOON, minutes_after
from tests.factories import AgentFactory, TeamFactory, open_ticket, send_handoff
from tests.pages import signed_in
from tests.support.lasting_rows import lasting
from tests.support.redis_server import RedisServer
from tickets import changes, corrections, ownership, services
from tickets.models import Agent, Cause, Channel, Role, Team


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Everything that would have been sent to Redis."""
    topics: set[str] = set()
    monkeypatch.setattr(changes, "_publish", topics.update)
    return topics


@lasting
def handoff() -> Handoff:
    return send_handoff()


DEEDS: dict[str, Callable[[Handoff, Agent], object]] = {
    "acknowledge": lambda handoff, receiver: handoffs.acknowledge(handoff, by=receiver),
    "ask": lambda handoff, receiver: handoffs.ask(handoff, text="Which key?", by=receiver),
    "return": lambda handoff, receiver: handoffs.return_to_sender(
        handoff, reason=ReturnReason.WRONG_TEAM, note="Billing has it.", by=receiver
    ),
    "withdraw": lambda handoff, receiver: handoffs.withdraw(handoff, by=handoff.sent_by),
    "answer": lambda handoff, receiver: handoffs.answer(handoff, text="The new one.", by=handoff.sent_by),
    "breach": lambda handoff, receiver: [
        clocks.record_due(minutes_after(600)),
        breaches.follow(Clock.objects.breached().earliest("pk").pk, now=minutes_after(600)),
    ],
}


@pytest.mark.django_db
@pytest.mark.parametrize("deed", DEEDS)
def test_every_deed_of_a_handoff_is_announced_to_both_sides(
    deed: str,
    handoff: Handoff,
    published: set[str],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    receiver = handoff.to_team.members.get()
    for team in (handoff.from_team, handoff.to_team):
        AgentFactory(team=team, role=Role.LEAD)

    with django_capture_on_commit_callbacks(execute=True):
        DEEDS[deed](handoff, receiver)

    assert handoff.topics <= published
    assert handoff.topics == {
        f"team:{handoff.from_team_id}",
        f"team:{handoff.to_team_id}",
        f"inbox:{handoff.from_team_id}",
        f"inbox:{handoff.to_team_id}",
        f"ticket:{handoff.ticket_id}",
        f"agent:{handoff.sent_by_id}",
    }


@pytest.mark.django_db
def test_sending_is_announced_to_the_queue_and_to_each_who_is_told(
    published: set[str], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        handoff = send_handoff()

    assert handoff.topics <= published
    assert {f"agent:{agent.pk}" for agent in handoff.to_team.members.all()} <= published


@pytest.mark.django_db
def test_who_holds_a_ticket_is_announced_to_those_before_and_after(
    published: set[str], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    team = TeamFactory()
    before, after = AgentFactory(team=team), AgentFactory(team=team)
    ticket = open_ticket(team, holder=before)

    with django_capture_on_commit_callbacks(execute=True):
        services.place(ticket, team=team, agent=after, by=before, at=NOON)

    expected = {f"ticket:{ticket.pk}", f"team:{team.pk}", f"inbox:{team.pk}"}
    assert published == expected | {f"agent:{before.pk}", f"agent:{after.pk}"}


@pytest.mark.django_db
def test_what_is_said_corrected_resolved_and_read_is_announced_where_it_shows(
    published: set[str], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    team = TeamFactory()
    holder = AgentFactory(team=team)
    ticket = open_ticket(team, holder=holder)
    thread = {f"ticket:{ticket.pk}", f"inbox:{team.pk}", f"agent:{holder.pk}"}

    def announced_by(act: Callable[[], object]) -> set[str]:
        published.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return set(published)

    def says() -> object:
        return services.post_message(ticket, author=ticket.customer, body="Hello?", channel=Channel.EMAIL, at=NOON)

    def corrects() -> None:
        corrections.correct(ticket, subject="New", customer=ticket.customer, issue_type=None)

    assert announced_by(says) == thread
    assert announced_by(corrects) == thread | {f"team:{team.pk}"}
    assert announced_by(lambda: services.resolve(ticket, by=holder, at=NOON)) == thread | {f"team:{team.pk}"}
    assert announced_by(lambda: notices.mark_read(holder, at=NOON)) == set(), "there was nothing to read"


@pytest.mark.django_db
def test_who_is_deactivated_loses_her_streams_with_her_rights(
    published: set[str], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    leaver, admin = AgentFactory(), AgentFactory(role=Role.ADMIN)

    with django_capture_on_commit_callbacks(execute=True):
        services.deactivate(leaver, by=admin, at=NOON)

    assert f"rights:{leaver.pk}" in published


@pytest.mark.django_db
def test_only_a_ticket_that_moves_to_another_team_has_streams_ask_who_may_hear_of_it(
    published: set[str], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    mine, theirs = TeamFactory(), TeamFactory()
    ticket, holder = open_ticket(mine), AgentFactory(team=mine)

    def place(team: Team, agent: Agent | None) -> bool:
        published.clear()
        with django_capture_on_commit_callbacks(execute=True):
            ownership.place(ticket, team=team, agent=agent, cause=Cause.ADMIN, by=None, at=NOON)
        return f"moved:{ticket.pk}" in published

    assert not place(mine, holder)
    assert place(theirs, None)


@pytest.mark.django_db
def test_who_follows_a_ticket_no_longer_has_her_streams_ask_anew(
    published: set[str], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    agent = AgentFactory()

    with django_capture_on_commit_callbacks(execute=True):
        services.stop_following(open_ticket(TeamFactory()), agent=agent)

    assert f"rights:{agent.pk}" in published


@pytest.mark.django_db
def test_where_nothing_streams_the_browser_is_told_so_once() -> None:
    response = signed_in(AgentFactory()).get("/events/")

    assert (response.status_code, response.content) == (204, b"")


@pytest.fixture
def heard(redis_url: str, settings: object) -> Iterator[Callable[[], list[str]]]:
    """Has this process publish to a real Redis, and gives the topics that were heard there."""
    settings.REDIS_URL = redis_url  # type: ignore[attr-defined]
    with redis.Redis.from_url(redis_url) as client, client.pubsub() as subscription:
        subscription.subscribe(changes.channel())
        assert subscription.get_message(timeout=5)

        def messages() -> list[str]:
            found = []
            while message := subscription.get_message(timeout=0.2):
                found.append(" ".join(changes.read(message["data"].decode())[1]))
            return found

        yield messages


@pytest.mark.django_db(transaction=True)
def test_a_signal_goes_out_after_commit_and_not_on_rollback(heard: Callable[[], list[str]]) -> None:
    with transaction.atomic():
        changes.announce("team:2", "agent:1")
        assert heard() == []
    assert heard() == ["agent:1 team:2"]

    with transaction.atomic():
        changes.announce("team:3")
        transaction.set_rollback(True)
    assert heard() == []


def test_a_redis_that_hangs_holds_up_one_request_for_a_moment_and_the_others_not_at_all(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    publisher = changes.Publisher(redis_server.url, "baton:changes")
    publisher.publish({"team:1"})
    redis_server.freeze()
    started = time.monotonic()

    for _ in range(100):
        publisher.publish({"team:1"})

    assert time.monotonic() - started < 4 * changes.GIVE_UP_AFTER
    assert [record.message.split(" (")[0] for record in caplog.records] == ["Redis does not answer"]


def test_after_a_loss_everything_is_announced(redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "QUIET_AFTER_FAILURE", 0.0)
    publisher = changes.Publisher(redis_server.url, "baton:changes")
    redis_server.kill()
    publisher.publish({"team:1"})
    redis_server.start()
    with redis.Redis.from_url(redis_server.url) as client, client.pubsub() as subscription:
        subscription.subscribe("baton:changes")
        subscription.get_message(timeout=5)

        publisher.publish({"team:2"})
        publisher.publish({"team:3"})

        messages = [subscription.get_message(timeout=5) for _ in range(2)]
    said = [changes.read(message["data"].decode()) for message in messages if message]
    assert [topics for _, topics in said] == [["*", "team:2"], ["team:3"]]
    assert said[0][0] != said[1][0], "each has a mark of its own"


def test_a_message_without_a_mark_is_understood_too() -> None:
    assert changes.read("* team:2") == ("", ["*", "team:2"])
    assert changes.read("") == ("", []), "whoever sends nothing does not end all streams"
    mark, topics = changes.read(changes.message_of({"team:2", "agent:1"}))
    assert (mark[0], topics) == ("#", ["agent:1", "team:2"])
