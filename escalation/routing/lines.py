"""Messages and answers as JSON Lines, for other programs. The format is described in docs/routing.md."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from escalation.facts import BadFact, Facts, facts_from
from escalation.routing.answer import Answer

_HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")
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
    """`{"id": 7, "text": "Cannot log in", "facts": {"plan": "enterprise"}}`. Raises BadLine.

    Further keys are other programs' own; a key that stands twice leaves open which of the two is meant.
    """
    try:
        found = json.loads(line.decode("utf-8-sig"), parse_constant=_no_number, object_pairs_hook=_once)
        if not isinstance(found, dict):
            raise BadLine("it is no JSON object")
        json.dumps(found, allow_nan=False)  # a number too large for JSON would come back as none of its numbers
    except BadLine:
        raise
    except (ValueError, RecursionError) as error:  # ValueError: also of UTF-8, and of numbers without end
        raise BadLine(f"it is no JSON in UTF-8 ({error})") from error
    text, facts = found.get("text"), found.get("facts") or {}
    if not isinstance(text, str):
        raise BadLine("“text” is missing or no text")
    if not isinstance(facts, dict):
        raise BadLine("“facts” is no object")
    try:
        return Asked(found.get("id"), text[:LONGEST_TEXT], facts_from(facts))
    except BadFact as error:
        raise BadLine(str(error)) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise BadLine(f"“{twice}” stands there twice")
    return found


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def write_line(asked: Asked, answer: Answer) -> str:
    """The answer as one line of JSON; null where there is no team or no handoff type."""
    chosen = answer.chosen
    plain = {
        "id": asked.id,
        "team": answer.team or None,
        "handoff_type": (chosen.handoff_type if chosen else "") or None,
        "confidence": round(answer.confidence, 3),
        "abstained": answer.abstained,
        "why": list(answer.why),
    }
    readable = json.dumps(plain, ensure_ascii=False)
    # Half a character, as in "\ud800", is valid in JSON and cannot be written in UTF-8.
    return json.dumps(plain) if _HALF_A_CHARACTER.search(readable) else readable
