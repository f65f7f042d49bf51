"""Messages and answers as JSON Lines, for other programs. The format is described in docs/routing.md."""

import json
from dataclasses import dataclass
from typing import Any

from escalation.facts import BadFact, Facts, facts_from
from escalation.routing.answer import Answer

LONGEST_TEXT = 20_000  # characters that are read of a message


class BadLine(ValueError):
    """A line is no message; the message of the error says what to change."""


@dataclass(frozen=True)
class Asked:
    """One message to route."""

    id: Any  # whatever it is called elsewhere
    text: str
    facts: Facts


def read_line(line: bytes) -> Asked:
    """`{"id": 7, "text": "Cannot log in", "facts": {"plan": "enterprise"}}`. Raises BadLine."""
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BadLine(f"it is no JSON in UTF-8 ({error})") from error
    if not isinstance(found, dict):
        raise BadLine("it is no JSON object")
    text, facts = found.get("text"), found.get("facts") or {}
    if not isinstance(text, str):
        raise BadLine("“text” is missing or no text")
    if not isinstance(facts, dict):
        raise BadLine("“facts” is no object")
    try:
        return Asked(found.get("id"), text[:LONGEST_TEXT], facts_from(facts))
    except BadFact as error:
        raise BadLine(str(error)) from error


def write_line(asked: Asked, answer: Answer) -> str:
    """The answer as one line of JSON; null where there is no team or no handoff type."""
    chosen = answer.chosen
    return json.dumps(
        {
            "id": asked.id,
            "team": answer.team or None,
            "handoff_type": (chosen.handoff_type if chosen else "") or None,
            "confidence": round(answer.confidence, 3),
            "abstained": answer.abstained,
            "why": list(answer.why),
        },
        ensure_ascii=False,
    )
