"""When a talk is suggested, and what the customer reads after it. No database."""

import re

from escalation.models import HandoffType, Urgency
from escalation.models.warm import INTRODUCTION_LIMIT
from tickets.models import Plan

# From the lowest to the highest; of an unknown plan nothing can be said.
PLANS = (Plan.FREE, Plan.TEAM, Plan.BUSINESS, Plan.ENTERPRISE)
URGENCIES = (Urgency.LOW, Urgency.NORMAL, Urgency.HIGH, Urgency.CRITICAL)


def is_suggested(kind: HandoffType, *, plan: str, urgency: str) -> bool:
    """Whether a sender finds the talk chosen: for high plans and high urgency, as its kind says."""
    return kind.may_be_warm and (plan in plans_from(kind.warm_from_plan) or urgency in urgencies_from(kind))


def plans_from(lowest: str) -> tuple[str, ...]:
    """This plan and those above it; none from nothing."""
    return PLANS[PLANS.index(Plan(lowest)) :] if lowest in PLANS else ()


def urgencies_from(kind: HandoffType) -> tuple[str, ...]:
    """The urgencies that suggest a talk; none from nothing."""
    lowest = kind.warm_from_urgency
    return URGENCIES[URGENCIES.index(Urgency(lowest)) :] if lowest in URGENCIES else ()


def introduction(template: str, **names: str) -> str:
    """The line that introduces the receiver, as long as a line may be.

    >>> introduction("Hello {customer}, {receiver} takes over.", customer="Ana", receiver="Wei")
    'Hello Ana, Wei takes over.'
    """
    for name, stands_for in names.items():
        template = template.replace(f"{{{name}}}", stands_for)
    return template[:INTRODUCTION_LIMIT]


def reworded(line: str, *, before: str, now: str) -> str:
    """The same line about somebody else: what was written by hand stays.

    >>> reworded("Ask Wei Tan. Wei knows.", before="Wei Tan", now="Sara Lim")
    'Ask Sara Lim. Sara knows.'
    """
    for old, new in ((before, now), (before.partition(" ")[0], now.partition(" ")[0])):
        line = re.sub(rf"\b{re.escape(old)}\b", new.replace("\\", r"\\"), line)
    return line[:INTRODUCTION_LIMIT]
