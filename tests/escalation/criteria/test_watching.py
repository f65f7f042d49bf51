"""Watching ends by itself: the tree is walked again once, and whoever has the ticket hears what changed."""

from datetime import timedelta

import pytest

from escalation.criteria import publishing, walks, watching
from escalation.criteria.definition import Criteria
from escalation.models import DecisionTree, Notice, NoticeKind, TreeWalk
from tests.clock import NOON, minutes_after
from tests.factories import AgentFactory, TeamFactory, open_ticket
from tests.support.lasting_rows import lasting
from tickets import services
from tickets.models import Agent, IssueType

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@lasting
def agent(published: Criteria) -> Agent:
    return AgentFactory(team=TeamFactory())


@lasting
def watched(agent: Agent) -> TreeWalk:
    """A slow ticket of one user, an hour old, watched for two hours."""
    kind = IssueType.objects.get(slug="portal-speed")
    ticket = open_ticket(agent.teams.get(), holder=agent, issue_type=kind, at=NOON)
    return walks.decide(ticket, tree="slow-pages", answers={"who": "One user"}, by=agent, at=minutes_after(60))


def told() -> list[tuple[Agent, str, str]]:
    notices = Notice.objects.filter(kind=NoticeKind.WATCHED).select_related("recipient")
    return [(notice.recipient, notice.title, notice.body) for notice in notices]


def test_nothing_happens_before_the_time_is_over(watched: TreeWalk) -> None:
    assert watched.watch_until == minutes_after(180)
    assert watching.walk_again(minutes_after(179)) == 0
    assert told() == []


def test_the_holder_hears_once_what_changed(watched: TreeWalk, agent: Agent) -> None:
    assert watching.walk_again(minutes_after(181)) == 1
    assert watching.walk_again(minutes_after(182)) == 0

    number = watched.ticket.number
    assert told() == [
        (
            agent,
            f"Look at {number} again: As slow in another browser, or on another network?",
            "Longer than two hours? Yes (age is 3 h 1 min), was No.",
        )
    ]


def test_a_resolved_ticket_is_watched_no_more(watched: TreeWalk, agent: Agent) -> None:
    services.resolve(watched.ticket, by=agent, at=minutes_after(90))

    assert watching.walk_again(minutes_after(181)) == 1
    assert told() == []


def test_a_walk_that_a_later_one_took_the_place_of_is_not_walked_again(watched: TreeWalk, agent: Agent) -> None:
    answers = {"who": "One user", "other-browser": "Yes, everywhere"}
    walks.decide(watched.ticket, tree="slow-pages", answers=answers, by=agent, at=minutes_after(150))

    assert watching.walk_again(minutes_after(181)) == 0
    assert told() == []


def test_a_tree_that_is_gone_is_said(watched: TreeWalk, agent: Agent) -> None:
    DecisionTree.objects.filter(slug="slow-pages").update(is_active=False)
    publishing.publish("tree:slow-pages", by=agent, at=minutes_after(70))

    watching.walk_again(watched.walked_at + timedelta(hours=3))

    assert [text for _, _, text in told()] == ["The questions were published anew meanwhile. Go through them again."]
