"""When a talk is suggested, and what the customer reads after it."""

import pytest
from django.core.exceptions import ValidationError

from escalation.models import HandoffType, Urgency
from escalation.warm import offering
from tickets.models import Plan


@pytest.mark.parametrize(
    ("from_plan", "from_urgency", "plan", "urgency", "suggested"),
    [
        ("enterprise", "high", "enterprise", "low", True),
        ("enterprise", "high", "business", "normal", False),
        ("enterprise", "high", "free", "high", True),
        ("enterprise", "high", "free", "critical", True),
        ("business", "", "enterprise", "low", True),
        ("business", "", "team", "critical", False),
        ("", "critical", "enterprise", "high", False),
        ("", "", "enterprise", "critical", False),
        ("free", "", "unknown", "low", False),
        ("", "low", "unknown", "", False),
    ],
)
def test_a_talk_is_suggested_for_high_plans_and_high_urgency(
    from_plan: str, from_urgency: str, plan: str, urgency: str, suggested: bool
) -> None:
    kind = HandoffType(warm_from_plan=from_plan, warm_from_urgency=from_urgency)

    assert offering.is_suggested(kind, plan=plan, urgency=urgency) is suggested


def test_it_is_never_suggested_where_the_kind_does_without() -> None:
    kind = HandoffType(may_be_warm=False)

    assert not offering.is_suggested(kind, plan=Plan.ENTERPRISE, urgency=Urgency.CRITICAL)


def test_names_stand_where_the_template_says_so_and_no_name_is_a_template() -> None:
    line = offering.introduction("{customer}: {receiver}, {team}.", customer="{team}", receiver="Wei", team="Billing")

    assert line in {"{team}: Wei, Billing.", "Billing: Wei, Billing."}
    assert offering.introduction("{receiver}" * 100, receiver="Wei Tan") == ("Wei Tan" * 100)[:300]


@pytest.mark.parametrize(
    ("line", "becomes"),
    [
        ("Ask Ben Ito. Ben knows.", "Ask Cleo Roy. Cleo knows."),
        ("Dear Mrs Benedict, Ben Ito helps.", "Dear Mrs Benedict, Cleo Roy helps."),
        ("My own words.", "My own words."),
    ],
)
def test_a_line_about_somebody_else_keeps_the_words_of_its_writer(line: str, becomes: str) -> None:
    assert offering.reworded(line, before="Ben Ito", now="Cleo Roy") == becomes


def test_an_introduction_mentions_only_names_that_are_known() -> None:
    HandoffType(introduction="Hello {customer}, {receiver} is here.").clean()

    with pytest.raises(ValidationError, match="Nothing stands for"):
        HandoffType(introduction="Hello {boss}.").clean()
