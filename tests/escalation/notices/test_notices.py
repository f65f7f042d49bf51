"""Who is told of what, once, and what of it is still of use."""

from typing import Any

import pytest
from django.utils import timezone

from escalation import handoffs, notices
from escalation.duty import Recipient
from escalation.models import Notice, NoticeKind
from tests.api import as_agent
from tests.clock import NOON, minutes_after
from tests.factories import AgentFactory, TeamFactory, send_handoff
from tests.pages import signed_in, text
from tickets.models import Agent

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def lead() -> Agent:
    return AgentFactory(team=TeamFactory(name="Tier 2"))


def tell_of_a_gap(lead: Agent, **options: Any) -> Notice:
    notices.tell(
        [Recipient(lead, "Lead of Tier 2")],
        kind=NoticeKind.UNDELIVERED,
        event="gap:7",
        title="Nobody is on duty on Sunday",
        at=NOON,
        **options,
    )
    return Notice.objects.get(recipient=lead)


def test_a_notice_may_be_about_no_handoff(lead: Agent) -> None:
    notice = tell_of_a_gap(lead, link="/notices/", urgent=True)

    assert (notice.handoff, notice.body, notice.get_absolute_url()) == (None, "", "/notices/")
    assert notice.is_urgent
    assert "Nobody is on duty on Sunday" in text(signed_in(lead), "/notices/")
    assert signed_in(lead).get("/notices/summary/").json()["latest"][0]["url"] == "/notices/"


def test_the_api_says_that_it_is_about_none(lead: Agent) -> None:
    tell_of_a_gap(lead)

    (row,) = as_agent(lead).get("/api/v1/notices/").json()["results"]

    assert (row["handoff"], row["ticket"]) == (None, None)


def test_what_is_told_again_is_told_once(lead: Agent) -> None:
    tell_of_a_gap(lead)
    tell_of_a_gap(lead)

    assert Notice.objects.count() == 1


def test_an_acknowledgement_reads_whatever_called_for_it(lead: Agent) -> None:
    handoff = send_handoff(receiver=lead, at=timezone.now())
    for kind in (NoticeKind.REMINDED, NoticeKind.PAGED, NoticeKind.UNACKNOWLEDGED, NoticeKind.BREACHED):
        notices.tell([Recipient(lead, "Test")], handoff=handoff, kind=kind, event=kind, title="It waits", at=NOON)

    handoffs.acknowledge(handoff, by=lead)

    assert [notice.kind for notice in Notice.objects.unread().filter(recipient=lead)] == [NoticeKind.BREACHED]


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (None, "customer not waiting"),
        (0, "customer waiting under a minute"),
        (-38, "customer waiting 38 min"),
    ],
)
def test_a_notice_says_whether_the_customer_waits_from_the_first_instant(since: int | None, words: str) -> None:
    handoff = send_handoff()
    handoff.customer_waiting_since = None if since is None else minutes_after(since)

    assert notices.at_a_glance(handoff, NOON).endswith(words)
