"""Lines of history files for tests, good ones, with whatever a test changes."""

import io
import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from metrics.history import Reject, Summary, import_history
from tests.clock import NOON

OPENED = NOON - timedelta(days=30)


def after(minutes: float) -> str:
    """So many minutes after the ticket was opened, as a file says it."""
    return (OPENED + timedelta(minutes=minutes)).isoformat()


def history(id: str = "A-1", *, ticket: dict[str, Any] | None = None, **parts: Any) -> dict[str, Any]:
    """A ticket of two messages that its team still holds."""
    opening = {"id": id, "subject": "Orders stop syncing", "opened_at": after(0), "team": "First line"}
    return {
        "ticket": {**opening, **(ticket or {})},
        "account": {"id": "fjord", "name": "Fjord Logistics", "plan": "business"},
        "customer": {"id": "maria", "name": "Maria Lindqvist", "email": "maria@fjord.example"},
        "messages": [said(0, "No order arrives since this morning."), answered(12, "Which warehouse is it?")],
        **parts,
    }


def said(minutes: float, body: str, **fields: Any) -> dict[str, Any]:
    return {"at": after(minutes), "author_kind": "customer", "channel": "email", "body": body, **fields}


def answered(minutes: float, body: str, **fields: Any) -> dict[str, Any]:
    author = {"author_kind": "agent", "author": {"name": "Priya Nair", "email": "priya@support.example"}}
    return said(minutes, body, **{**author, **fields})


def changed(minutes: float, **fields: Any) -> dict[str, Any]:
    return {"at": after(minutes), **fields}


def run_import(*lines: dict[str, Any] | str | bytes, create_teams: bool = False) -> tuple[Summary, list[Reject]]:
    """Import these lines as one file."""
    rejects: list[Reject] = []
    file = io.BytesIO(b"".join(as_bytes(lines)))
    summary = import_history(file, source="old", now=NOON, create_teams=create_teams, on_reject=rejects.append)
    return summary, rejects


def as_bytes(lines: Iterable[dict[str, Any] | str | bytes]) -> Iterable[bytes]:
    for line in lines:
        text = json.dumps(line) if isinstance(line, dict) else line
        yield (text.encode() if isinstance(text, str) else text) + b"\n"
