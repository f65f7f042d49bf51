"""Acts on one ticket over the API: each walk goes from refused to done."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalation.drafts import FIELDS_LIMIT
from tests.api import V1, as_agent, error, sentence
from tests.clock import minutes_after
from tests.factories import AgentFactory, TeamFactory, open_ticket, send_handoff
from tickets import services
from tickets.models import Agent, Attachment, Channel, Message, Role, Status, Team, Ticket, Visibility

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return TeamFactory()


@pytest.fixture
def agent(team: Team) -> Agent:
    return AgentFactory(team=team, name="Sarah Okafor")


def url(ticket: Ticket, deed: str) -> str:
    return f"{V1}/tickets/{ticket.pk}/{deed}/"


def overseer() -> Agent:
    """Sees every ticket, works in no team."""
    return AgentFactory(role=Role.MANAGER)


# --- messages


def test_an_answer_goes_to_the_customer(agent, team) -> None:
    ticket = open_ticket(team)

    response = as_agent(agent).post(url(ticket, "messages"), {"body": "Looking into it.", "channel": "email"})

    assert response.status_code == 201
    assert (response.json()["author"], response.json()["visibility"]) == ("Sarah Okafor", "public")
    ticket.refresh_from_db()
    assert ticket.status == Status.PENDING


def test_a_note_stays_inside(agent, team) -> None:
    ticket = open_ticket(team)

    response = as_agent(agent).post(url(ticket, "messages"), {"body": "Third time.", "visibility": "internal"})

    assert (response.json()["channel"], response.json()["visibility"]) == ("note", "internal")
    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN


def test_a_file_comes_along(agent, team) -> None:
    ticket = open_ticket(team)
    form = {"body": "", "channel": "email", "files": [SimpleUploadedFile("a.log", b"429")]}

    response = as_agent(agent).post(url(ticket, "messages"), form, format="multipart")

    attachment = Attachment.objects.get(message=response.json()["id"])
    assert response.json()["attachments"][0]["url"].endswith(f"/api/v1/attachments/{attachment.pk}/")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"body": "", "channel": "email"}, "body"),
        ({"body": "   ", "channel": "email"}, "body"),
        ({"body": "x" * 100_001, "channel": "email"}, "body"),
        ({"body": "Hello"}, "channel"),
        ({"body": "Hello", "channel": "note"}, "channel"),
        ({"body": "Hello", "channel": "email", "visibility": "secret"}, "visibility"),
        ({"body": "Hello", "channel": "email", "seen": 999_999}, "seen"),
        ({"channel": "email"}, "body"),
    ],
)
def test_a_message_is_refused_with_what_is_wrong(agent, team, fields: dict, field: str) -> None:
    ticket = open_ticket(team)

    response = as_agent(agent).post(url(ticket, "messages"), fields)

    assert (error(response)[0], error(response)[2]) == (400, field)
    assert Message.objects.filter(ticket=ticket).count() == 1


def test_too_many_files_are_refused_with_the_number(agent, team) -> None:
    ticket = open_ticket(team)
    form = {"body": "", "channel": "email", "files": [SimpleUploadedFile(f"{n}.log", b"x") for n in range(11)]}

    response = as_agent(agent).post(url(ticket, "messages"), form, format="multipart")

    assert error(response) == (400, "file_refused", "files")
    assert "10 files" in sentence(response)


@pytest.mark.parametrize("said", [{"channel": "email"}, {"visibility": "internal"}], ids=["reply", "note"])
def test_what_is_said_to_a_thread_that_moved_on_is_held_back_with_what_is_new(agent, team, said: dict) -> None:
    ticket = open_ticket(team)
    seen = Message.objects.get(ticket=ticket)
    new = services.post_message(
        ticket, author=ticket.customer, body="One more thing", channel=Channel.EMAIL, at=minutes_after(1)
    )

    response = as_agent(agent).post(url(ticket, "messages"), {"body": "Hi", "seen": seen.pk, **said})

    assert error(response)[:2] == (409, "thread_moved_on")
    assert response.json()["unseen"] == [new.pk]
    assert not Message.objects.filter(agent=agent).exists()


def test_the_thread_is_read_in_time_order_with_notes_and_files(agent, team) -> None:
    ticket = open_ticket(team)
    for minute, visibility in ((1, Visibility.INTERNAL), (2, Visibility.PUBLIC)):
        channel = Channel.NOTE if visibility == Visibility.INTERNAL else Channel.EMAIL
        services.post_message(
            ticket, author=agent, body=visibility, channel=channel, visibility=visibility, at=minutes_after(minute)
        )

    with CaptureQueriesContext(connection) as queries:
        response = as_agent(agent).get(url(ticket, "messages"))

    assert [row["visibility"] for row in response.json()["results"]] == ["public", "internal", "public"]
    assert len(queries) <= 3


def test_the_sender_reads_on_but_answers_no_more_once_it_is_another_teams(agent) -> None:
    handoff = send_handoff(sender=agent)
    receiver = handoff.to_team.members.get()
    as_agent(receiver).post(f"{V1}/handoffs/{handoff.pk}/acknowledge/")
    client = as_agent(agent)

    assert client.get(url(handoff.ticket, "messages")).status_code == 200
    note = client.post(url(handoff.ticket, "messages"), {"body": "By the way", "visibility": "internal"})
    answer = client.post(url(handoff.ticket, "messages"), {"body": "Hello", "channel": "email"})
    assert note.status_code == 201
    assert error(answer)[:2] == (403, "permission_denied")


# --- claim, place, resolve, reopen


def test_claiming_walks_from_403_over_200_to_409_and_says_who_holds_it(agent, team) -> None:
    ticket, colleague = open_ticket(team), AgentFactory(team=team)

    assert error(as_agent(overseer()).post(url(ticket, "claim")))[:2] == (403, "permission_denied")
    claimed = as_agent(agent).post(url(ticket, "claim"))
    late = as_agent(colleague).post(url(ticket, "claim"))

    assert (claimed.status_code, claimed.json()["holder"]["id"]) == (200, agent.pk)
    assert error(late)[:2] == (409, "already_held")
    assert "Sarah Okafor holds this ticket" in sentence(late)


@pytest.mark.parametrize("deed", ["claim", "resolve", "place"])
def test_while_a_handoff_waits_it_must_be_withdrawn_first(deed: str) -> None:
    handoff = send_handoff()

    response = as_agent(handoff.sent_by).post(url(handoff.ticket, deed), {"agent": None} if deed == "place" else {})

    assert error(response)[:2] == (409, "handoff_waits")
    assert handoff.to_team.name in sentence(response)


def test_a_colleague_is_given_the_ticket_and_it_can_be_put_back(agent, team) -> None:
    ticket, colleague = open_ticket(team, holder=agent), AgentFactory(team=team)
    client = as_agent(agent)

    assert client.post(url(ticket, "place"), {"agent": colleague.pk}).json()["holder"]["id"] == colleague.pk
    assert client.post(url(ticket, "place"), {"agent": None}).json()["holder"] is None


@pytest.mark.parametrize("whom", [{}, {"agent": "x"}, {"agent": 999_999}, {"agent": 10**40}, {"agent": True}])
def test_a_ticket_is_not_given_to_somebody_made_up(agent, team, whom: dict) -> None:
    response = as_agent(agent).post(url(open_ticket(team), "place"), whom)

    assert (error(response)[0], error(response)[2]) == (400, "agent")


def test_a_ticket_is_not_given_outside_its_team(agent, team) -> None:
    outsider = AgentFactory(team=TeamFactory())

    response = as_agent(agent).post(url(open_ticket(team), "place"), {"agent": outsider.pk})

    assert error(response)[:2] == (400, "not_in_team")
    assert outsider.name in sentence(response)


def test_resolving_and_reopening_say_who_was_first(agent, team) -> None:
    ticket, colleague = open_ticket(team, holder=agent), AgentFactory(team=team)
    client = as_agent(agent)

    assert error(client.post(url(ticket, "reopen")))[:2] == (409, "not_resolved")
    assert client.post(url(ticket, "resolve")).json()["status"] == "resolved"
    again = as_agent(colleague).post(url(ticket, "resolve"))
    assert error(again)[:2] == (409, "already_resolved")
    assert "Sarah Okafor resolved this ticket" in sentence(again)
    assert error(client.post(url(ticket, "messages"), {"body": "Hi", "channel": "email"}))[0] == 409
    assert client.post(url(ticket, "reopen")).json()["status"] == "open"


def test_only_the_team_resolves(team) -> None:
    assert error(as_agent(overseer()).post(url(open_ticket(team), "resolve")))[:2] == (403, "permission_denied")


def test_only_the_team_and_those_who_oversee_reopen() -> None:
    handoff = send_handoff()
    receiver = handoff.to_team.members.get()

    assert error(as_agent(receiver).post(url(handoff.ticket, "reopen")))[:2] == (403, "permission_denied")
    assert error(as_agent(overseer()).post(url(handoff.ticket, "reopen")))[:2] == (409, "not_resolved")


# --- many at once


def test_of_many_tickets_those_that_are_free_are_claimed_and_the_rest_say_why(agent, team) -> None:
    free, foreign = open_ticket(team), open_ticket()
    held = open_ticket(team, holder=AgentFactory(team=team, name="Jonas Weber"))

    response = as_agent(agent).post(f"{V1}/tickets/claim/", {"tickets": [free.pk, held.pk, foreign.pk, 999_999]})

    assert response.json()["claimed"] == [free.pk]
    reasons = {row["ticket"]: (row["code"], row["detail"]) for row in response.json()["refused"]}
    assert reasons[held.pk][0] == "already_held"
    assert "Jonas Weber" in reasons[held.pk][1]
    assert {reasons[foreign.pk][0], reasons[999_999][0]} == {"not_found"}


def test_those_who_only_oversee_claim_nothing(team) -> None:
    ticket = open_ticket(team)

    response = as_agent(overseer()).post(f"{V1}/tickets/claim/", {"tickets": [ticket.pk]})

    assert response.json()["refused"][0]["code"] == "permission_denied"


@pytest.mark.parametrize("wanted", [[], ["x"], [10**30], list(range(1, 102)), None])
def test_a_list_that_makes_no_sense_is_refused(agent, wanted) -> None:
    assert error(as_agent(agent).post(f"{V1}/tickets/claim/", {"tickets": wanted}))[0] == 400


# --- drafts


def test_a_draft_is_kept_read_and_thrown_away(agent, team) -> None:
    ticket, client = open_ticket(team), as_agent(agent)
    content = {"issue_summary": " half a sen", "steps-0-step": ""}

    assert client.get(url(ticket, "draft")).status_code == 404
    assert client.put(url(ticket, "draft"), {"content": content}).json()["content"] == content
    assert client.get(url(ticket, "draft")).json()["content"] == content
    assert client.delete(url(ticket, "draft")).status_code == 204
    assert client.get(url(ticket, "draft")).status_code == 404


@pytest.mark.parametrize(
    "content",
    [None, "text", ["a"], {"a": {"b": 1}}, {"a": "\x00"}, {"\x00": "a"}, {str(n): "" for n in range(FIELDS_LIMIT + 1)}],
)
def test_a_draft_that_is_no_form_is_refused(agent, team, content) -> None:
    assert error(as_agent(agent).put(url(open_ticket(team), "draft"), {"content": content}))[0] == 400


def test_those_who_may_not_hand_over_keep_no_draft(team) -> None:
    assert error(as_agent(overseer()).put(url(open_ticket(team), "draft"), {"content": {}}))[0] == 403
