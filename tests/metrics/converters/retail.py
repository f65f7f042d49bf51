"""Conversations of a retail shop's assistant with customers, as history.

The conversations have no times and no names: each begins an hour after the one before, a message comes every minute,
and customers are numbered. What the assistant looked up is kept as internal notes.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

BEGIN = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
TURN = re.compile(r"^(user|assistant|tool): ", re.MULTILINE)
SAYS_NOTHING = {"", "None"}  # the assistant looked something up instead


def lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        for number, conversation in enumerate(file, start=1):
            turns = list(_turns(json.loads(conversation)["messages_display"]))
            yield json.dumps(_line(number, turns)) + "\n"


def _turns(text: str) -> Iterator[tuple[str, str]]:
    _, *parts = TURN.split(text)
    for who, part in zip(parts[::2], parts[1::2], strict=True):
        said = part.replace("###STOP###", "").strip()
        if said not in SAYS_NOTHING:
            yield who, said


def _line(number: int, turns: list[tuple[str, str]]) -> dict[str, object]:
    opened_at = BEGIN + timedelta(hours=number)
    return {
        "ticket": {
            "id": f"retail-{number}",
            "subject": turns[0][1][:80],
            "issue_type": "Orders",
            "opened_at": opened_at.isoformat(),
            "team": "Retail support",
        },
        "account": {"id": "shoppers", "name": "Private customers"},
        "customer": {"id": f"shopper-{number}", "name": f"Shopper {number}"},
        "messages": [
            {"at": (opened_at + timedelta(minutes=minute)).isoformat(), "body": said, **_author(who)}
            for minute, (who, said) in enumerate(turns)
        ],
    }


def _author(who: str) -> dict[str, object]:
    if who == "user":
        return {"author_kind": "customer", "channel": "chat"}
    if who == "assistant":
        return {"author_kind": "bot", "author": {"name": "Shop assistant"}, "channel": "chat"}
    return {"author_kind": "imported", "author": {"name": "Order system"}, "channel": "note"}
