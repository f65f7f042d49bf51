"""Static files pass Django by, and say what they would say if they did not."""

import asyncio
import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings
from pytest_django import Settings

from config.scopes import Receive, Scope, Send
from config.static_files import StaticFiles, StaticFilesAhead

HASHED = "css/shown.0123456789ab.css"
STYLE = b"p { color: red }\n" * 10_000  # more than is sent at once
CACHED_FOR_EVER = "max-age=315360000, public, immutable"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where static files are: one, with its compressed neighbour, beside what nobody may have."""
    settings.STATIC_ROOT = tmp_path / "static"
    (tmp_path / "secret_key").write_text("secret")
    style = settings.STATIC_ROOT / HASHED
    style.parent.mkdir(parents=True)
    style.write_bytes(STYLE)
    style.with_name(style.name + ".br").write_bytes(b"short")
    monkeypatch.setattr(StaticFiles, "immutable_file_test", lambda self, path, url: url == f"/static/{HASHED}")
    return settings.STATIC_ROOT


def scope(path: str, method: str = "GET", **headers: str) -> dict[str, Any]:
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": method, "path": path, "headers": named}


def ask(path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body that a server would be told to send."""
    files, asked, said = StaticFilesAhead(), scope(path, method, **headers), []

    async def send(message: Mapping[str, Any]) -> None:
        said.append(message)

    file = files.find(asked)
    assert file is not None
    asyncio.run(files.send(file, asked, send))
    start, *rest = said
    assert [message.get("more_body", False) for message in rest] == [True] * (len(rest) - 1) + [False]
    found = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], found, b"".join(message["body"] for message in rest)


@pytest.mark.parametrize(
    "headers", [{}, {"accept_encoding": "gzip, br"}, {"range": "bytes=5-9"}, {"range": "bytes=9-5"}]
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_a_file_is_answered_as_django_would_answer_it(client: Client, method: str, headers: dict[str, str]) -> None:
    by_django = client.generic(method, f"/static/{HASHED}", headers=headers)

    status, said, body = ask(f"/static/{HASHED}", method, **headers)

    assert (status, said) == (by_django.status_code, {name.lower(): value for name, value in by_django.items()})
    assert body == by_django.getvalue()
    assert said["x-content-type-options"] == "nosniff"


def test_a_server_over_asgi_troubles_its_pages_with_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATON_SERVES", "")  # which the module sets for its process alone
    asgi = importlib.import_module("config.asgi")
    asked, said = [], []

    async def pages(scope: Scope, receive: Receive, send: Send) -> None:
        asked.append(scope["path"])

    async def send(message: Mapping[str, Any]) -> None:
        said.append(message)

    monkeypatch.setattr(asgi, "pages", pages)
    monkeypatch.setattr(asgi, "static_files", StaticFilesAhead())
    for path in (f"/static/{HASHED}", "/static/none.css", "/"):
        asyncio.run(asgi.application(scope(path), None, send))

    assert asked == ["/static/none.css", "/"]
    assert said[0]["status"] == 200


def test_a_browser_keeps_a_named_file_for_ever_and_asks_for_no_more_than_it_lacks() -> None:
    _, said, _ = ask(f"/static/{HASHED}")
    assert said["cache-control"] == CACHED_FOR_EVER

    status, said, body = ask(f"/static/{HASHED}", if_none_match=said["etag"])

    assert (status, said["cache-control"], body) == (304, CACHED_FOR_EVER, b"")


def test_a_file_that_came_while_baton_runs_is_found(folder: Path) -> None:
    files = StaticFilesAhead()
    assert files.find(scope("/static/later.css")) is None

    (folder / "later.css").write_text("")

    assert files.find(scope("/static/later.css")) is not None


@pytest.mark.parametrize(
    "path", ["/", "/css", "/static/", "/static/css", "/static/../secret_key", "/static//secret_key", "/static/\0"]
)
def test_nothing_else_is_a_static_file(client: Client, folder: Path, path: str) -> None:
    assert StaticFilesAhead().find(scope(path)) is None


@override_settings(
    SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=60, SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")
)
def test_where_https_is_spoken_files_go_over_nothing_else() -> None:
    path = f"/static/{HASHED}"
    assert StaticFilesAhead().find(scope(path)) is None
    assert StaticFilesAhead().find(scope(path, x_forwarded_proto="http")) is None

    assert ask(path, x_forwarded_proto="https")[1]["strict-transport-security"] == "max-age=60"
