"""Forms of the criteria as a browser sends them."""

from typing import Any

from django.urls import reverse

from escalation.models import HandoffType
from tickets.models import Team

LONG = "Longer than a day?"


def address(model: str, page: str, *args: int) -> str:
    return reverse(f"admin:escalation_{model}_{page}", args=args)


def rows(prefix: str, *filled: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """An inline's part of a form."""
    data: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": len(filled), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(filled):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def trigger(**changes: Any) -> dict[str, Any]:
    kind = HandoffType.objects.get(slug="tier-1-to-tier-2")
    head = {
        "name": "Many",
        "slug": "many",
        "verdict": "suggests",
        "handoff_type": kind.pk,
        "match": "all",
        "position": 0,
    }
    condition = {"fact": "customer_messages", "operator": "is at least", "value": "1"}
    return {**head, "position": 0, "is_active": "on", **rows("conditions", condition), **changes}


def tree(**changes: Any) -> dict[str, Any]:
    """A new tree with two questions that answer themselves."""
    return {
        "name": "Printer", "slug": "printer", "is_active": "on",
        **rows(
            "questions",
            {"text": LONG, "fact": "age"},
            {"text": "Enterprise?", "fact": "plan"},
        ),
        **rows(
            "answers",
            {"question": LONG, "label": "Yes", "operator": "is more than", "value": "1 day", "then": "enterprise?"},
            {"question": LONG, "label": "No", "then": "Wait"},
            {"question": "Enterprise?", "label": "Yes", "operator": "is", "value": "enterprise", "then": "Hand over"},
            {"question": "Enterprise?", "label": "No", "then": "wait"},
        ),
        **rows(
            "outcomes",
            {"name": "Wait", "ending": "keep", "guidance": "Wait a day."},
            {
                "name": "Hand over", "ending": "hand over", "team": Team.objects.get(slug="tier-2").pk,
                "handoff_type": HandoffType.objects.get(slug="tier-1-to-tier-2").pk,
            },
        ),
        **changes,
    }  # fmt: skip
