"""How long an import of 65,000 events takes (`SIZE` for another number), by the command that people run.

The conversations are made up: opened, passed between lines, answered, resolved; in the format of `docs/import.md`.
"""

import json
import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from tests.bench.figures import say
from tickets.models import Message, Ownership, Ticket

EVENTS = 65_000
A_TICKET = 8  # events: opened, four messages, three changes
LINES = ["First line", "Second line", "Third line"]
WORDS = [
    "the",
    "order",
    "from",
    "our",
    "shop",
    "stops",
    "at",
    "the",
    "warehouse",
    "and",
    "no",
    "invoice",
    "is",
    "printed",
    "since",
    "the",
    "update",
]


def main() -> None:
    size = int(os.environ.get("SIZE") or EVENTS)
    path = Path(settings.VAR_DIR, "history.jsonl")
    with path.open("w") as file:
        file.writelines(json.dumps(line) + "\n" for line in _conversations(size // A_TICKET))
    started = time.perf_counter()
    call_command("import_history", str(path), create_teams=True, verbosity=0)
    taken = time.perf_counter() - started
    events = A_TICKET * Ticket.objects.count()
    assert (Message.objects.count(), Ownership.objects.count()) == (events * 4 // A_TICKET, events * 3 // A_TICKET)
    say("importing", "events", events, "events")
    say("importing", "import_s", taken, "s")
    say("importing", "events_per_s", events / taken, "1/s")


def _conversations(count: int) -> Iterator[dict[str, Any]]:
    dice = Random(count)
    begin = timezone.now() - timedelta(days=90)
    for number in range(count):
        opened = begin + timedelta(days=89) * number / count
        yield _conversation(number, [(opened + timedelta(minutes=30 * step)).isoformat() for step in range(8)], dice)


def _conversation(number: int, at: list[str], dice: Random) -> dict[str, Any]:
    account = number % 400
    people = [{"name": f"Agent {dice.randrange(20)} of {line}"} for line in LINES]
    return {
        "ticket": {"id": f"T-{number}", "subject": _words(dice, 6), "opened_at": at[0], "team": LINES[0]},
        "account": {"id": f"account-{account}", "name": f"Account {account}", "plan": "business"},
        "customer": {"id": f"customer-{account}", "name": f"Customer {account}"},
        "messages": [
            {"at": at[step], "author_kind": "customer", "channel": "email", "body": _words(dice, 40)}
            if step % 2
            else {
                "at": at[step],
                "author_kind": "agent",
                "author": people[1],
                "channel": "email",
                "body": _words(dice, 60),
            }
            for step in (1, 2, 5, 6)
        ],
        "changes": [
            {"at": at[3], "team": LINES[1], "agent": people[1]},
            {"at": at[4], "team": LINES[2], "agent": people[2]},
            {"at": at[7], "status": "resolved"},
        ],
    }


def _words(dice: Random, count: int) -> str:
    return " ".join(dice.choices(WORDS, k=count))
