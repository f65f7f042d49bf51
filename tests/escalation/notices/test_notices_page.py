"""Notices: the page, the panel under the bell, and what the bell asks for every few seconds."""

import re
from typing import Any

import pytest
from django.utils import timezone

from escalation import handoffs
from escalation.models import Handoff, Notice
from tests.api import V1, as_agent
from tests.factories import AgentFactory, TeamFactory, open_ticket, package, send_handoff
from tests.pages import POLL, queries, signed_in, text
from tickets.models import Agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver() -> Agent:
    return AgentFactory(name="Sarah Okafor", team=TeamFactory(name="Tier 2"))


def notices(receiver: Agent, count: int) -> list[Notice]:
    """So many notices, oldest first."""
    for _ in range(count):
        send_handoff(receiver=receiver, at=timezone.now())
    return list(Notice.objects.filter(recipient=receiver).order_by("pk"))


def unread(receiver: Agent) -> int:
    return Notice.objects.unread().filter(recipient=receiver).count()


def handoff_of(notice: Notice) -> Handoff:
    assert notice.handoff is not None
    return notice.handoff


def test_a_notice_says_what_why_and_when(receiver: Agent) -> None:
    sender = AgentFactory(name="Priya Nair", team=TeamFactory())
    send_handoff(sender=sender, receiver=receiver, at=timezone.now())

    page = text(signed_in(receiver), "/notices/")

    for words in ("Priya Nair hands over", "You work in Tier 2", "High urgency", "UTC"):
        assert words in page


def test_she_sees_her_own_only(receiver: Agent) -> None:
    notices(receiver, 1)

    assert "No notices" in text(signed_in(AgentFactory()), "/notices/")


def test_pages_of_twenty_follow_each_other(receiver: Agent) -> None:
    notices(receiver, 23)
    client = signed_in(receiver)

    first = text(client, "/notices/")
    onwards = re.search(r'rel="next" href="([^"]+)"', first)
    assert onwards
    second = text(client, "/notices/" + onwards[1])

    assert [len(re.findall('class="notice notice-', page)) for page in (first, second)] == [20, 3]


def test_marking_all_read_spares_what_came_meanwhile(receiver: Agent) -> None:
    *_, newest, later = notices(receiver, 3)

    response = signed_in(receiver).post("/notices/read/", {"up_to": newest.pk})

    assert response["Location"] == "/notices/"
    assert list(Notice.objects.unread().filter(recipient=receiver)) == [later]


def test_one_is_marked_read_alone(receiver: Agent) -> None:
    first, *_ = notices(receiver, 3)

    signed_in(receiver).post("/notices/read/", {"only": first.pk})

    first.refresh_from_db()
    assert first.read_at is not None
    assert unread(receiver) == 2


@pytest.mark.parametrize("fields", [{}, {"only": "x"}, {"up_to": "-1"}])
def test_which_ones_must_be_said(receiver: Agent, fields: dict[str, str]) -> None:
    notices(receiver, 1)

    assert signed_in(receiver).post("/notices/read/", fields).status_code == 400
    assert unread(receiver) == 1


def test_nobody_reads_for_somebody_else(receiver: Agent) -> None:
    (notice,) = notices(receiver, 1)

    signed_in(AgentFactory()).post("/notices/read/", {"only": notice.pk})
    signed_in(AgentFactory()).post("/notices/read/", {"up_to": notice.pk})

    assert unread(receiver) == 1


def test_looking_marks_nothing_read(receiver: Agent) -> None:
    notices(receiver, 2)

    text(signed_in(receiver), "/notices/")
    text(signed_in(receiver), "/notices/", **POLL)

    assert unread(receiver) == 2


def test_the_bell_opens_the_same_as_a_panel(receiver: Agent) -> None:
    notices(receiver, 1)

    panel = text(signed_in(receiver), "/notices/", **POLL)

    assert "<html" not in panel
    assert "Mark all read" in panel
    assert "hands over" in panel


def test_the_panel_is_drawn_anew_when_all_are_read(receiver: Agent) -> None:
    (notice,) = notices(receiver, 1)

    response = signed_in(receiver).post("/notices/read/", {"up_to": notice.pk}, **POLL)

    assert "Mark all read" not in response.content.decode()
    assert "<html" not in response.content.decode()


def test_the_summary_brings_counts_and_the_newest_unread(receiver: Agent) -> None:
    found = notices(receiver, 7)
    open_ticket(receiver.teams.get())

    summary = signed_in(receiver).get("/notices/summary/").json()

    assert summary["unread"] == "7"
    assert [notice["id"] for notice in summary["latest"]] == [notice.pk for notice in reversed(found[-5:])]
    assert summary["latest"][0]["url"] == handoff_of(found[-1]).ticket.get_absolute_url()
    assert summary["counts"] == {"my-work": "7", "handoff-queue": "7", "inbox": "1"}
    assert summary["hot"] == {"my-work": False, "handoff-queue": False}


def test_a_page_rings_however_much_else_comes_after_it(receiver: Agent) -> None:
    first, *_ = notices(receiver, 8)
    Notice.objects.filter(pk=first.pk).update(is_urgent=True)

    summary = signed_in(receiver).get("/notices/summary/").json()

    assert [notice["id"] for notice in summary["latest"]][-1] == first.pk
    assert len(summary["latest"]) == 6
    assert summary["complete_from"] == summary["latest"][-2]["id"]


def test_the_summary_is_sent_once_while_nothing_changes(receiver: Agent) -> None:
    notices(receiver, 1)
    client = signed_in(receiver)
    etag = client.get("/notices/summary/")["ETag"]

    assert client.get("/notices/summary/", HTTP_IF_NONE_MATCH=etag).status_code == 304
    handoffs.acknowledge(handoff_of(Notice.objects.get(recipient=receiver)), by=receiver)
    assert client.get("/notices/summary/", HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_the_summary_and_the_page_take_few_queries(receiver: Agent) -> None:
    notices(receiver, 1)
    few = queries(signed_in(receiver), "/notices/summary/")
    notices(receiver, 8)

    assert queries(signed_in(receiver), "/notices/summary/") == few <= 7
    assert queries(signed_in(receiver), "/notices/") <= 9


def test_what_people_write_is_only_text(receiver: Agent) -> None:
    hostile = package(next_best_action="<script>alert(1)</script>")
    send_handoff(receiver=receiver, at=timezone.now(), package=hostile)

    assert "<script>alert" not in text(signed_in(receiver), "/notices/")


def test_a_notice_says_no_more_than_its_reader_may_open() -> None:
    handoff = send_handoff()
    receiver, subject = handoff.to_team.members.get(), handoff.ticket.subject
    notice = Notice.objects.get(recipient=receiver)

    def everywhere() -> list[str]:
        client, api = signed_in(receiver), as_agent(receiver)
        pages: list[Any] = [client.get("/notices/"), client.get("/notices/summary/"), api.get(f"{V1}/notices/")]
        return [page.content.decode() for page in [*pages, api.get(f"{V1}/notices/{notice.pk}/")]]

    before = everywhere()
    handoff.ticket.participants.filter(team=handoff.to_team).delete()
    after = everywhere()

    assert all(subject in page for page in before)
    assert not any(subject in page or handoff.ticket.account.name in page for page in after)
    assert all("may not open any more" in page for page in after)
