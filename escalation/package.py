"""The package: what every handoff must say, and when it says enough. No database."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices

from escalation import context_fields
from escalation.context_fields import ContextField

SUMMARY_SENTENCES = 3
SUMMARY_LIMIT = 600  # characters
STEPS_LIMIT = 20
LINE_LIMIT = 300  # characters
ACTION_LIMIT = 300  # characters


class Sentiment(TextChoices):
    FRUSTRATED = "frustrated", "Frustrated"
    NEUTRAL = "neutral", "Neutral"
    SATISFIED = "satisfied", "Satisfied"


class Asks(TextChoices):
    """How much a kind of handoff wants to be told."""

    PACKAGE = "package", "The whole package"
    ONE_LINE = "one_line", "One line"


class Urgency(TextChoices):
    LOW = "low", "Low"
    NORMAL = "normal", "Normal"
    HIGH = "high", "High"
    CRITICAL = "critical", "Critical"


@dataclass(frozen=True)
class Step:
    """Something tried, and what came of it."""

    step: str
    result: str


@dataclass(frozen=True)
class Package:
    """The context that travels with a handoff."""

    issue_summary: str
    troubleshooting: tuple[Step, ...]
    sentiment: str
    sentiment_note: str
    urgency: str
    business_impact: str
    next_best_action: str
    nothing_tried: str = field(default="")  # the reason, where no step could be tried
    details: Mapping[str, Any] = field(default_factory=dict)  # what the type asks for beyond this, by key


def one_line(line: str) -> Package:
    """A package that says only what is next."""
    return Package("", (), sentiment="", sentiment_note="", urgency="", business_impact="", next_best_action=line)


# What each part is called where people read it.
PARTS: Mapping[str, str] = {
    "issue_summary": "What the customer needs",
    "troubleshooting": "What was tried",
    "sentiment": "How the customer feels",
    "urgency": "How urgent it is",
    "business_impact": "What it costs the customer",
    "next_best_action": "Next best action",
}


class IncompletePackage(Exception):
    """The package does not say what its receiver needs; `problems` names each field and what it lacks."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {problem}" for name, problem in problems.items()))
        self.problems = problems


# A full stop inside a version, a number or a name (4.2, api.example.com) ends no sentence.
_SENTENCE_END = re.compile(r"[.!?…]+[\"')\]»”]*(?=\s+\S|$)|[。！？]")  # noqa: RUF001
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|vs|approx|no|nr|Mr|Mrs|Ms|Dr|St)\.$", re.IGNORECASE)


def split_sentences(text: str) -> list[str]:
    """The sentences of a text in order; a closing one without a full stop is one too.

    >>> split_sentences("Sync fails with 429. It began after 4.2, e.g. at 09:40. Nothing changed")
    ['Sync fails with 429.', 'It began after 4.2, e.g. at 09:40.', 'Nothing changed']
    """
    found, start = [], 0
    for end in _SENTENCE_END.finditer(text):
        if _ABBREVIATION.search(text[: end.end()]) and end.end() < len(text):
            continue
        found.append(text[start : end.end()].strip())
        start = end.end()
    rest = text[start:].strip()
    return [*found, rest] if rest else found


def sentences(text: str) -> int:
    """How many sentences a text has."""
    return len(split_sentences(text))


def problems(package: Package, *, asks: str = Asks.PACKAGE, asked: Sequence[ContextField] = ()) -> dict[str, str]:
    """What keeps this package from being sent, by field; empty when it is complete.

    `asks` and `asked` are what its type wants to be told: how much of the package, and which fields beyond it.
    """
    found = {
        name: wanted
        for name, wanted in (_WANTED if asks == Asks.PACKAGE else _WANTED_AT_LEAST).items()
        if not getattr(package, name).strip()
    }
    if asks == Asks.PACKAGE:
        found = {**_step_problems(package), **found}
    choices = _choice_problems(package, may_be_empty=asks != Asks.PACKAGE)
    return {**_length_problems(package), **found, **choices, **context_fields.problems(asked, package.details)}


_WANTED_AT_LEAST = {"next_best_action": "Say what the receiver should do first."}
_WANTED = {
    "issue_summary": "Say in one to three sentences what the customer needs.",
    "sentiment_note": "Say in a few words why you chose this sentiment.",
    "business_impact": "Say what it costs the customer, or that it costs nothing yet.",
    **_WANTED_AT_LEAST,
}


def _choice_problems(package: Package, *, may_be_empty: bool) -> dict[str, str]:
    allowed = [""] if may_be_empty else []
    found = {}
    if package.sentiment not in [*Sentiment.values, *allowed]:
        found["sentiment"] = "Choose how the customer feels."
    if package.urgency not in [*Urgency.values, *allowed]:
        found["urgency"] = "Choose how urgent it is."
    return found


def _step_problems(package: Package) -> dict[str, str]:
    if not package.troubleshooting and not package.nothing_tried.strip():
        return {"troubleshooting": "List what was tried, or say why nothing could be."}
    for number, step in enumerate(package.troubleshooting, start=1):
        if not step.step.strip() or not step.result.strip():
            return {"troubleshooting": f"Step {number} needs both what was tried and its result."}
        if len(step.step) > LINE_LIMIT or len(step.result) > LINE_LIMIT:
            return {"troubleshooting": f"Step {number} is longer than {LINE_LIMIT} characters."}
    if len(package.troubleshooting) > STEPS_LIMIT:
        return {"troubleshooting": f"At most {STEPS_LIMIT} steps: keep those that matter."}
    return {}


def _length_problems(package: Package) -> dict[str, str]:
    found = {
        name: f"Keep it to {limit} characters; it has {len(getattr(package, name))}."
        for name, limit in {
            "issue_summary": SUMMARY_LIMIT,
            "sentiment_note": LINE_LIMIT,
            "business_impact": LINE_LIMIT,
            "next_best_action": ACTION_LIMIT,
            "nothing_tried": LINE_LIMIT,
        }.items()
        if len(getattr(package, name)) > limit
    }
    if "issue_summary" not in found and (count := sentences(package.issue_summary)) > SUMMARY_SENTENCES:
        found["issue_summary"] = f"Keep it to {SUMMARY_SENTENCES} sentences; it has {count}."
    return found


def check(package: Package, *, asks: str = Asks.PACKAGE, asked: Sequence[ContextField] = ()) -> None:
    """Raise IncompletePackage unless the package may be sent."""
    if found := problems(package, asks=asks, asked=asked):
        raise IncompletePackage(found)
