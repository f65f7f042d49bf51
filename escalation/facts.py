"""The facts about a ticket that criteria may ask for: their names, kinds and meanings, and how each value is read.

A fact that nobody knows is `None`: a condition on it does not hold, whichever way it is put, and a tree asks an agent.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from django.db.models import TextChoices

from escalation.package import Sentiment, Urgency
from tickets.models import AccountEventKind, Channel, Plan

FactValue: TypeAlias = str | int | float | bool | timedelta | tuple[str, ...]
Facts: TypeAlias = Mapping[str, FactValue | None]


class Kind(TextChoices):
    CHOICE = "choice", "One of several"
    LABELS = "labels", "Any number of several"
    NUMBER = "number", "A number"
    DURATION = "duration", "A length of time, such as 2 hours"
    YES_NO = "yes_no", "Yes or no"
    TEXT = "text", "Words"


class Affected(TextChoices):
    ONE = "one", "One user"
    SOME = "some", "Several users"
    ALL = "all", "All users"


@dataclass(frozen=True)
class Fact:
    """One thing that may be known of a ticket. `choices` is empty where any value may come, as with issue types."""

    about: str  # under which forms offer it
    key: str
    label: str
    kind: Kind
    help_text: str
    choices: Mapping[str, str]

    @property
    def told(self) -> Mapping[str, str]:
        """The choices that tell something. A plan that nobody knows is a fact that is not known; files of old may still
        compare with it."""
        return {value: label for value, label in self.choices.items() if value != Plan.UNKNOWN}

    def label_of(self, value: str) -> str:
        return self.choices.get(value, value)


class BadFact(ValueError):
    """A value is not of its fact's kind, or the fact is unknown; the message says so to whoever wrote it."""


TICKET, CUSTOMER, SAID, HANDED_OVER = "The ticket", "The customer", "What the customer wrote", "Its handoffs"


def _fact(
    about: str, key: str, label: str, kind: Kind, help_text: str, choices: Mapping[str, str] | None = None
) -> Fact:
    return Fact(about, key, label, kind, help_text, choices or {})


def _of(choices: type[TextChoices]) -> dict[str, str]:
    return {str(value): str(label) for value, label in choices.choices}


FACTS: Mapping[str, Fact] = {
    fact.key: fact
    for fact in (
        _fact(CUSTOMER, "plan", "plan", Kind.CHOICE, "The plan of the customer's company.", _of(Plan)),
        _fact(
            TICKET,
            "issue_type",
            "issue type",
            Kind.LABELS,
            "What the ticket is about: its issue type, and those above it, by their short names.",
        ),
        _fact(TICKET, "team", "team", Kind.CHOICE, "The team that has the ticket now, by its short name."),
        _fact(TICKET, "tier", "support line", Kind.NUMBER, "Of the team that has it: 1 the first line, 2 specialists."),
        _fact(SAID, "channel", "channel", Kind.CHOICE, "How the customer wrote last.", _of(Channel)),
        _fact(
            TICKET,
            "age",
            "age",
            Kind.DURATION,
            "Since the ticket was opened; of a resolved one, until it was resolved.",
        ),
        _fact(
            TICKET,
            "waiting",
            "customer's wait",
            Kind.DURATION,
            "Since the customer's first message that nobody has answered. Unknown while nobody waits.",
        ),
        _fact(
            SAID, "contacts_in_24h", "contacts in 24 hours", Kind.NUMBER, "How often the customer wrote in 24 hours."
        ),
        _fact(SAID, "customer_messages", "customer messages", Kind.NUMBER, "How often the customer wrote altogether."),
        _fact(HANDED_OVER, "handoffs", "handoffs", Kind.NUMBER, "How often the ticket was handed over."),
        _fact(HANDED_OVER, "returns", "returned handoffs", Kind.NUMBER, "How many of its handoffs came back."),
        _fact(
            HANDED_OVER,
            "sentiment",
            "sentiment",
            Kind.CHOICE,
            "As the sender of the last handoff judged it. Unknown before the first.",
            _of(Sentiment),
        ),
        _fact(
            HANDED_OVER,
            "urgency",
            "urgency",
            Kind.CHOICE,
            "As the sender of the last handoff judged it. Unknown before the first.",
            _of(Urgency),
        ),
        _fact(
            SAID,
            "affected",
            "users affected",
            Kind.CHOICE,
            "As the customer says it: only me, some colleagues, everybody. Unknown where it is not said.",
            _of(Affected),
        ),
        _fact(
            SAID,
            "error_code",
            "error code",
            Kind.LABELS,
            "Each error code the customer gives, such as 502 or E1042. Unknown where none is given.",
        ),
        _fact(SAID, "has_error_code", "error code given", Kind.YES_NO, "Whether the customer gives an error code."),
        _fact(
            CUSTOMER,
            "account_events",
            "recent account events",
            Kind.LABELS,
            "What changed for the customer's company in the last 14 days.",
            _of(AccountEventKind),
        ),
        _fact(
            CUSTOMER,
            "special_circumstances",
            "special circumstances",
            Kind.YES_NO,
            "Whether something is noted at the customer that everybody must know.",
        ),
        _fact(
            SAID,
            "words",
            "words",
            Kind.TEXT,
            "The subject and all the customer wrote, whatever the case of its letters.",
        ),
    )
}


def fact(key: str) -> Fact:
    """The fact of this name. Raises BadFact."""
    try:
        return FACTS[key]
    except KeyError:
        raise BadFact(f"There is no fact “{key}”. There are: {', '.join(FACTS)}.") from None


def facts_from(plain: Mapping[str, object]) -> dict[str, FactValue | None]:
    """Facts from a plain dict, as JSON has it: `{"plan": "enterprise", "age": "3 hours", "words": "Cannot log in"}`.

    What is not named is unknown. Raises BadFact.
    """
    return {key: None if value is None else read_value(fact(key), value) for key, value in plain.items()}


def facts_kept(plain: Mapping[str, object]) -> dict[str, FactValue | None]:
    """Facts that were written down with a decision; left out is what is no fact, or no value of one, any more."""
    kept: dict[str, FactValue | None] = {}
    for key, value in plain.items():
        try:
            kept |= facts_from({key: value})
        except BadFact:
            continue
    return kept


def read_value(of: Fact, raw: object) -> FactValue:
    """One value of a fact, from its plain form. Raises BadFact."""
    if of.kind == Kind.DURATION:
        return raw if isinstance(raw, timedelta) else read_duration(raw)
    if of.kind == Kind.NUMBER:
        return _number(of, raw)
    if of.kind == Kind.YES_NO:
        if isinstance(raw, bool):
            return raw
        raise BadFact(f"“{of.key}” is true or false, not “{raw}”.")
    if of.kind == Kind.LABELS:
        many = raw if isinstance(raw, list | tuple) else [raw]
        return tuple(_one_of(of, value) for value in many)
    return _one_of(of, raw)


def _number(of: Fact, raw: object) -> int | float:
    if isinstance(raw, int | float) and not isinstance(raw, bool) and math.isfinite(raw):
        return raw
    raise BadFact(f"“{of.key}” is a number, not “{raw}”.")


def _one_of(of: Fact, raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise BadFact(f"“{of.key}” is text, not “{raw}”. Put it in quotes if it looks like a number.")
    if of.choices and raw not in of.choices:
        raise BadFact(f"“{raw}” is no {of.label}. There are: {', '.join(of.choices)}.")
    return raw


LONGEST = timedelta(days=3650)
_UNITS = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}
_DURATION = re.compile(r"\s*(\d{1,9})\s+(day|hour|minute|second)s?\s*", re.IGNORECASE)


def read_duration(raw: object) -> timedelta:
    """`2 hours`, `90 minutes`, `1 day`. Raises BadFact."""
    if isinstance(raw, str) and (found := _DURATION.fullmatch(raw)):
        seconds = int(found[1]) * _UNITS[found[2].lower()]
        if seconds <= LONGEST.total_seconds():
            return timedelta(seconds=seconds)
        raise BadFact(f"“{raw}” is longer than anything here lasts: ten years at most.")
    raise BadFact(f"“{raw}” is no length of time. Write it like “2 hours”, “90 minutes” or “1 day”.")


def write_duration(length: timedelta) -> str:
    """As `read_duration` reads it, in the largest unit that fits evenly; parts of a second are lost.

    >>> write_duration(timedelta(minutes=120)), write_duration(timedelta(minutes=90))
    ('2 hours', '90 minutes')
    """
    seconds = int(length.total_seconds())
    unit, size = next((unit, size) for unit, size in _UNITS.items() if seconds % size == 0)
    return f"{seconds // size} {unit}{'' if seconds == size else 's'}"
