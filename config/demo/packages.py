"""The five parts that travel with a handoff, as the sender would write them."""

from collections.abc import Callable, Sequence
from random import Random

from config.demo import company, voices
from config.demo.details import details
from config.demo.details import of_the_bot as details_of_the_bot
from config.demo.people import CustomerFacts
from config.demo.scenario import Scenario
from config.demo.slots import Slots
from escalation.drafting import Said, propose, tried
from escalation.package import Package, Step

URGENCIES = ("low", "normal", "high", "critical")
MILD = ("Portal/How to", "Portal/Printing", "Billing/Invoices", "Reports/Figures", "Mobile app/Sync")
_BOT_STEPS = (
    Step("Offered the help article", "Customer had tried it before"),
    Step("Suggested the usual remedy", "Customer says it does not help"),
    Step("Asked whether the answer helped", "It did not, customer asks for a person"),
)
_NOTHING_TRIED = (
    "We have no access to this, looking is all we can do.",
    "Customer asked us to leave it as it is until you have seen it.",
    "It reached me a minute before the end of my shift.",
)
_AFTER_SHIFT = (
    "Today: {next}",
    "Not tonight: {next}",
    "Within the hour: {next}",
)


def package(
    scenario: Scenario,
    customer: CustomerFacts,
    *,
    kind: str,
    slots: Slots,
    choose: Callable[[tuple[str, ...]], str],
    rng: Random,
    learned: Sequence[Step],
    fixed: bool = False,
) -> Package:
    """What the receiver needs, with all that was `learned`. `fixed`: sent a second time, with nothing left out."""
    sentiment = _sentiment(customer, rng)
    steps = (*learned, *_steps(scenario, choose, rng, thorough=fixed))
    summary = choose(scenario.summaries)
    return Package(
        issue_summary=summary,
        troubleshooting=steps,
        nothing_tried="" if steps else rng.choice(_NOTHING_TRIED),
        sentiment=sentiment,
        sentiment_note=rng.choice(voices.SENTIMENT_WORDS[sentiment]),
        urgency=_urgency(scenario, customer, rng),
        business_impact=choose(scenario.impacts) + ".",
        next_best_action=_next(choose(scenario.next_actions) + ".", kind, rng),
        details=details(kind, scenario=scenario, slots=slots, rng=_apart(rng), summary=summary),
    )


def of_the_bot(customer: CustomerFacts, *, question: str, thread: Sequence[Said], rng: Random) -> Package:
    """What the Assistant sends along: what the form would draft from the thread, and what to ask next."""
    drafted = propose(thread).fields
    own_words = drafted["issue_summary"].value
    steps = drafted["troubleshooting"].value if "troubleshooting" in drafted else (rng.choice(_BOT_STEPS),)
    impact = drafted["business_impact"].value if "business_impact" in drafted else rng.choice(voices.BOT_IMPACTS)
    return Package(
        issue_summary=own_words,
        troubleshooting=steps,
        sentiment=drafted["sentiment"].value,
        sentiment_note=drafted["sentiment_note"].value,
        urgency=drafted["urgency"].value if "urgency" in drafted else "normal",
        business_impact=impact,
        next_best_action=rng.choice(voices.BOT_NEXT).format(first=customer.first, question=question),
        details=details_of_the_bot(own_words, steps=steps, rng=_apart(rng)),
    )


def learned(thread: Sequence[Said], found: Sequence[str]) -> tuple[Step, ...]:
    """What the customer said when she was asked, as the form would draft it, and what the sender found out."""
    asked = [Step(*each.words) for each in tried(thread) if each.result and not each.step.said.is_from_customer]
    return (*asked, *(Step("Looked into it", each) for each in found))


def _apart(rng: Random) -> Random:
    """Dice of their own: what is told in detail changes nothing of how the story goes on."""
    return Random(repr(rng.getstate()[1][-5:]))  # noqa: S311


def _sentiment(customer: CustomerFacts, rng: Random) -> str:
    frustrated = {"angry": 85, "terse": 40}.get(customer.voice, 22)
    satisfied = {"angry": 0, "chatty": 30}.get(customer.voice, 10)
    return rng.choices(
        ("frustrated", "neutral", "satisfied"), weights=(frustrated, 100 - frustrated - satisfied, satisfied)
    )[0]


def _urgency(scenario: Scenario, customer: CustomerFacts, rng: Random) -> str:
    if scenario.issue_type.startswith("Incidents"):
        return rng.choices(URGENCIES, weights=(0, 10, 50, 40))[0]
    if scenario.issue_type in MILD:
        return rng.choices(URGENCIES, weights=(35, 55, 10, 0))[0]
    if customer.account.plan == "enterprise":
        return rng.choices(URGENCIES, weights=(0, 45, 44, 11))[0]
    return rng.choices(URGENCIES, weights=(0, 66, 29, 5))[0]


def _steps(
    scenario: Scenario, choose: Callable[[tuple[str, ...]], str], rng: Random, *, thorough: bool
) -> tuple[Step, ...]:
    if not thorough and rng.random() < 0.05:
        return ()
    most = len(scenario.tried)
    count = most if thorough else rng.randint(1, most)
    return tuple(Step(choose((step.step,)), choose((step.result,))) for step in scenario.tried[:count])


def _next(action: str, kind: str, rng: Random) -> str:
    if kind != company.SHIFT_CHANGE:
        return action
    return rng.choice(_AFTER_SHIFT).format(next=f"{action[0].lower()}{action[1:]}")
