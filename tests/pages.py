"""Pages as somebody signed in asks for them."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tickets.models import Agent

POLL: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}  # how a list asks for its rows anew


def signed_in(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(client: Client, path: str, **extra: Any) -> str:
    """What a page says; it must answer with 200."""
    response = client.get(path, **extra)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


def queries(client: Client, path: str, **extra: Any) -> int:
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path, **extra).status_code == 200
    return len(captured)
