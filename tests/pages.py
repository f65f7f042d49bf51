"""Pages as somebody signed in asks for them."""

import re
import uuid
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tickets.models import Agent, Session
from tickets.sessions import SessionStore

POLL: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}  # how a list asks for its rows anew


def signed_in(agent: Agent) -> Client:
    """A browser with a session of hers, without the ten queries of signing in, which have tests of their own."""
    sessions = SessionStore()
    said = {
        SESSION_KEY: str(agent.pk),
        BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
        HASH_SESSION_KEY: agent.get_session_auth_hash(),
    }
    session = Session.objects.create(
        session_key=uuid.uuid4().hex,
        session_data=sessions.encode(said),
        expire_date=sessions.get_expiry_date(),
        agent=agent,
    )
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
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


class _Forbidden(HTMLParser):
    """Gathers what a browser refuses under `script-src 'self'; style-src 'self'`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_data = given.get("type") in {"application/json", "application/ld+json"}
        if tag == "style" or (tag == "script" and "src" not in given and not is_data):
            self.found.append(f"<{tag}>")
        self.found += [f"<{tag} {name}>" for name in given if name == "style" or name.startswith("on")]


# What there must be where anything is refused. Few pages have it, and reading a page tag by tag takes long.
_SUSPECT = re.compile(r"<style|<script(?![^>]*\ssrc=)|[\s\"'/](style|on\w+)\s*=", re.IGNORECASE)


def forbidden_by_policy(html: str) -> list[str]:
    """Scripts and styles that stand in a page itself, which the content policy refuses."""
    if not _SUSPECT.search(html):
        return []
    parser = _Forbidden()
    parser.feed(html)
    return parser.found
