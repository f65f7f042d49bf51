"""Threads for the rules to read, as short as they can be."""

from datetime import UTC, datetime, timedelta

from escalation.drafting import Author, Said

BEGAN_AT = datetime(2026, 3, 10, 10, 42, tzinfo=UTC)
AUTHORS = {"customer": Author.CUSTOMER, "agent": Author.AGENT, "bot": Author.BOT, "note": Author.AGENT}


def thread(*lines: str) -> list[Said]:
    """From lines like `customer: It fails`, a minute apart; `note` is an agent's, for colleagues."""
    said = []
    for number, line in enumerate(lines):
        who, _, text = line.partition(": ")
        at = BEGAN_AT + timedelta(minutes=number)
        said.append(Said(number + 1, AUTHORS[who], at, text, is_note=who == "note"))
    return said
