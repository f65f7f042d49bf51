"""What each kind of handoff asks for beyond the package, as senders of Ferrywell answer it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from random import Random
from typing import Any

from config.demo import company
from config.demo.scenario import Scenario
from config.demo.slots import Slots
from escalation.package import Step

_REASONS = ("Needs deeper knowledge", "Needs access that we lack", "Needs a decision that we may not take")
_AGAIN = (
    ("Sign in to a fresh account on the same plan", "Nothing unusual yet"),
    ("Do what the customer did at {clock}, with {order}", "The same as the customer reports"),
    ("Do it once more with another order", "It fails again, so it is not this order"),
)
_ENVIRONMENTS = ("Production", "Production", "Production", "Sandbox", "Both")
_AFFECTED = (
    "{account} only, {count} orders so far",
    "{few} accounts that we know of",
    "{account} and {few} others, some {count} orders a day",
)
_PROMISED = ("Word before {clock} tomorrow", "Nothing yet beyond that we look into it", "An answer within the day")
_DUE = ("Tomorrow before {clock}", "By the end of the week", "Once the money has moved, this week at the latest")
_WAITS_FOR = ("The customer's answer", "Our next step", "Another team")
_DOCUMENTS = ("{invoice}, {amount}", "{amount}, on {invoice}")
_ASSENTS = ("Not needed", "Asked for, still open", "Given by the lead")
_COMPLEXITIES = ("Simple", "Several steps", "Several steps", "Needs a specialist", "Cannot tell")


def details(kind: str, *, scenario: Scenario, slots: Slots, rng: Random, summary: str) -> dict[str, Any]:
    """Answers to all that the kind requires, and to some of the rest; none where it asks for nothing.

    They agree with the `summary` they stand beside.
    """
    teller = _TELLERS.get(kind)
    answers = teller(scenario, slots, rng) if teller else {}
    return {**answers, "since": _since(scenario, slots, summary)} if "since" in answers else answers


def _since(scenario: Scenario, slots: Slots, summary: str) -> str:
    """As the summary says it, or where that says nothing, as the customer did."""
    says_weekday = slots.values["weekday"] in summary
    if not says_weekday and slots.values["clock"] not in summary:
        says_weekday = any("{weekday}" in opening for opening in scenario.openings.values())
    return slots.fill("Since {weekday}" if says_weekday else "Since {clock} on {date}, by the customer's clock")


def of_the_bot(own_words: str, *, steps: Sequence[Step], rng: Random) -> dict[str, Any]:
    """What the Assistant can tell: the customer's words, and what it tried."""
    return {
        "own_words": own_words,
        "attempts": [asdict(step) for step in steps],
        "complexity": rng.choice(_COMPLEXITIES),
    }


def _to_second_line(scenario: Scenario, slots: Slots, rng: Random) -> dict[str, Any]:
    return {"reason": rng.choice(_REASONS)}


def _to_engineering(scenario: Scenario, slots: Slots, rng: Random) -> dict[str, Any]:
    request, attached = slots.values["request"], rng.random() < 0.6
    steps = [{"step": slots.fill(step), "result": result} for step, result in _AGAIN[: rng.randint(2, 3)]]
    link = {} if attached else {"logs_link": f"{company.APP_URL}/logs/{request}"}
    return {
        "reproduction": steps,
        "request_id": slots.fill("{request}, at {clock}"),
        "environment": rng.choice(_ENVIRONMENTS),
        "logs": "Attached to the ticket" if attached else "Linked below",
        "since": "",  # told once the summary is
        "affected": slots.fill(rng.choice(_AFFECTED)),
        **link,
    }


def _to_next_shift(scenario: Scenario, slots: Slots, rng: Random) -> dict[str, Any]:
    return {"promised": slots.fill(rng.choice(_PROMISED)), "waits_for": rng.choice(_WAITS_FOR)}


def _to_follow_up(scenario: Scenario, slots: Slots, rng: Random) -> dict[str, Any]:
    return {"due": slots.fill(rng.choice(_DUE)), "promise": slots.fill(rng.choice(_PROMISED))}


def _to_another_channel(scenario: Scenario, slots: Slots, rng: Random) -> dict[str, Any]:
    told = "We call you within the hour, on the number in your signature."
    before = ["The customer agrees", "The address or number is on the ticket"]
    return {"to_channel": "Phone", "told": told, "before_moving": before}


def _to_billing(scenario: Scenario, slots: Slots, rng: Random) -> dict[str, Any]:
    return {"document": slots.fill(rng.choice(_DOCUMENTS)), "assent": rng.choice(_ASSENTS)}


_TELLERS: dict[str, Callable[[Scenario, Slots, Random], dict[str, Any]]] = {
    company.ESCALATION: _to_second_line,
    company.TO_ENGINEERING: _to_engineering,
    company.SHIFT_CHANGE: _to_next_shift,
    company.TO_BILLING: _to_billing,
    company.FOLLOW_UP: _to_follow_up,
    company.CHANNEL_MOVE: _to_another_channel,
}
