"""A full disk and a database that is away are said in words to whoever wanted something, on pages and over the API."""

import errno
import sqlite3
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from config import outages
from escalation.desk import acts
from tests.api import V1, as_agent, error
from tests.factories import AgentFactory, TeamFactory, open_ticket
from tests.pages import signed_in
from tickets.models import Agent, Message, Ticket

pytestmark = pytest.mark.django_db

WORDS = "There is no room left on the disk"


@pytest.fixture
def holder() -> Agent:
    agent: Agent = AgentFactory(team=TeamFactory())
    return agent


@pytest.fixture
def ticket(holder: Agent) -> Ticket:
    return open_ticket(holder.teams.get(), holder=holder)


def reply(holder: Agent, ticket: Ticket, **more: object) -> Any:
    client = signed_in(holder)
    client.raise_request_exception = False
    said = {"kind": "reply", "body": "On its way.", "channel": "email", **more}
    return client.post(f"/tickets/{ticket.pk}/say/", said)


def of_database(cause: Exception) -> OperationalError:
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


def fail_with(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(acts, "reply", fail)


@pytest.mark.parametrize(
    "full",
    [
        of_database(sqlite3.OperationalError("database or disk is full")),
        of_database(psycopg.errors.DiskFull("could not extend file")),
        OSError(errno.ENOSPC, "No space left on device"),
    ],
)
def test_a_page_says_that_nothing_was_saved(
    holder: Agent, ticket: Ticket, full: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fail_with(full, monkeypatch)

    response = reply(holder, ticket)

    assert response.status_code == 507
    assert WORDS in response.content.decode()
    assert "The disk is full" in caplog.text


def test_an_attachment_that_does_not_fit_keeps_its_message_from_being_sent(
    holder: Agent, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device", str(Path("attachments")))

    monkeypatch.setattr(FileSystemStorage, "_save", fail)
    before = Message.objects.filter(ticket=ticket).count()

    response = reply(holder, ticket, files=SimpleUploadedFile("log.txt", b"Line 1", content_type="text/plain"))

    assert response.status_code == 507
    assert Message.objects.filter(ticket=ticket).count() == before


def test_the_api_says_it_too(holder: Agent, ticket: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(OSError(errno.ENOSPC, "No space left on device"), monkeypatch)
    client = as_agent(holder)
    client.raise_request_exception = False

    response = client.post(f"{V1}/tickets/{ticket.pk}/messages/", {"body": "On its way.", "channel": "email"})

    assert error(response) == (507, "disk_full", None)


def test_another_fault_is_no_full_disk(holder: Agent, ticket: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(OSError(errno.EACCES, "Permission denied"), monkeypatch)

    assert reply(holder, ticket).status_code == 500
    assert not outages.disk_is_full(of_database(sqlite3.OperationalError("database is locked")))
    assert not outages.disk_is_full(None)


CUT = psycopg.OperationalError("server closed the connection unexpectedly")


@pytest.mark.parametrize(
    "cause", [CUT, psycopg.errors.AdminShutdown("terminating connection"), psycopg.errors.TooManyConnections()]
)
def test_a_page_says_that_the_database_does_not_answer(
    holder: Agent, ticket: Ticket, cause: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_with(of_database(cause), monkeypatch)

    response = reply(holder, ticket)

    assert response.status_code == 503
    assert "The database does not answer" in response.content.decode()


def test_the_api_says_that_the_database_does_not_answer(
    holder: Agent, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_with(of_database(CUT), monkeypatch)
    client = as_agent(holder)
    client.raise_request_exception = False

    response = client.post(f"{V1}/tickets/{ticket.pk}/messages/", {"body": "On its way.", "channel": "email"})

    assert error(response) == (503, "database_away", None)


@pytest.mark.parametrize(
    "cause", [psycopg.errors.DeadlockDetected(), psycopg.errors.UniqueViolation(), OSError(errno.EIO, "")]
)
def test_a_database_that_answers_is_not_away(cause: Exception) -> None:
    assert not outages.database_is_away(of_database(cause))
