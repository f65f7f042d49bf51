"""What a thread proposes for a package: every value quoted, with the message it came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.context_fields import ContextField, FieldKind
from escalation.drafting import Proposal, propose
from escalation.drafting.steps import NO_ANSWER
from escalation.package import LINE_LIMIT, SUMMARY_LIMIT, SUMMARY_SENTENCES, Step, sentences
from tests.escalation.drafting.threads import thread

STORY = (
    "customer: Since 09:40 the sync fails with error 429 for all our users. Request id: req_8f31c0.",
    "bot: Please clear the cache and sign in again. Did that help?",
    "customer: I did that already, before writing to you. Still the same, and we cannot ship.",
    "agent: Hi Maria,\n\nDo several systems share that API key?\n\nBest,\nPriya",
    "customer: Only the one in production.",
)
ENGINEERING = (
    ContextField("request_id", "Request id"),
    ContextField("environment", "Environment", FieldKind.CHOICE, choices=("Production", "Sandbox", "Both")),
    ContextField("since", "Since when"),
    ContextField("affected", "How many are affected"),
    ContextField("errors", "Error messages"),
    ContextField("logs", "Logs", FieldKind.CHOICE, choices=("Attached to the ticket", "There are none")),
    ContextField("logs_link", "Where the logs are", FieldKind.LINK),
    ContextField("attempts", "What the bot answered, and what came back", FieldKind.STEPS),
)


def values(*lines: str) -> dict[str, object]:
    return {name: drafted.value for name, drafted in propose(thread(*lines), ENGINEERING).fields.items()}


def sources(proposal: Proposal, name: str) -> list[int]:
    return [said.id for said in proposal.fields[name].sources]


def test_a_thread_proposes_all_of_a_package_that_it_says() -> None:
    assert values(*STORY) == {
        "issue_summary": "Since 09:40 the sync fails with error 429 for all our users. Request id: req_8f31c0.",
        "troubleshooting": (
            Step(
                "Please clear the cache and sign in again.",
                "I did that already, before writing to you. Still the same, and we cannot ship.",
            ),
            Step("Asked: Do several systems share that API key?", "Only the one in production."),
        ),
        "sentiment": "frustrated",
        "sentiment_note": "“Still the same”",
        "urgency": "high",
        "business_impact": "Since 09:40 the sync fails with error 429 for all our users.",
        "details.request_id": "req_8f31c0",
        "details.environment": "Production",
        "details.since": "Since 09:40",
        "details.affected": "all our users",
        "details.errors": "429",
        "details.attempts": [
            {
                "step": "Please clear the cache and sign in again.",
                "result": "I did that already, before writing to you. Still the same, and we cannot ship.",
            }
        ],
    }


def test_each_value_names_the_messages_it_came_from() -> None:
    proposal = propose(thread(*STORY), ENGINEERING)

    assert sources(proposal, "issue_summary") == [1]
    assert sources(proposal, "troubleshooting") == [2, 3, 4, 5]
    assert sources(proposal, "sentiment_note") == [3]
    assert sources(proposal, "details.environment") == [5]


def test_what_no_message_says_is_not_proposed() -> None:
    assert set(values("customer: The page is empty.")) == {"issue_summary", "sentiment", "sentiment_note"}
    assert propose([]) == Proposal()


def test_a_corrected_value_no_longer_names_a_message() -> None:
    proposal = propose(thread("customer: The page is empty."))

    assert proposal.sources_of("issue_summary", "The page is empty.") != ()
    assert proposal.sources_of("issue_summary", "The page of orders is empty.") == ()
    assert proposal.sources_of("next_best_action", "") == ()


@pytest.mark.parametrize(
    ("message", "summary"),
    [
        ("Dear team,\nour exports stop at 99 %.\nBest,\nIda Falk", "our exports stop at 99 %."),
        ("no webhooks since 9:40 at all. endpoint is up", "no webhooks since 9:40 at all. endpoint is up."),
        ("Our invoice is wrong.\n\nOn 3 May 2026, Priya wrote:\n> Is the address right?", "Our invoice is wrong."),
        ("To whom it may concern,\n\nThe key was lost.", "The key was lost."),
        ("Greetings from the office, where it is quiet. No orders arrive.", "No orders arrive."),
        ("The key was lost. Thank you for the quick help! Ida", "The key was lost."),
        (
            "Red is wrong. Blue came late. Four are missing. Can you send it?",
            "Red is wrong. Blue came late. Can you send it?",
        ),
        ("It fails. It fails.", "It fails."),
    ],
)
def test_the_summary_is_the_customers_own_need_without_courtesies(message: str, summary: str) -> None:
    assert values(f"customer: {message}")["issue_summary"] == summary


def test_what_our_side_says_is_never_the_customers_need() -> None:
    assert values("agent: We need your invoice number.", "customer: It is wrong.")["issue_summary"] == "It is wrong."


@pytest.mark.parametrize(
    ("lines", "steps"),
    [
        (["bot: Try another browser.", "bot: Anything else?", "customer: Same."], [("Try another browser.", "Same.")]),
        (["agent: Please sign in again."], [("Please sign in again.", NO_ANSWER)]),
        (
            ["agent: Please sign in again.", "agent: Which version is it?", "customer: 7.5.1"],
            [("Please sign in again.", NO_ANSWER), ("Asked: Which version is it?", "7.5.1")],
        ),
        (["customer: We restarted it, but nothing changed."], [("We restarted it", "nothing changed.")]),
        (["note: Tested with a new key. Still 429."], [("Tested with a new key.", "Still 429.")]),
        (["agent: Could you please confirm your e-mail address?", "customer: ida@example.com"], []),
        (["agent: I am looking into it.", "customer: Thanks"], []),
    ],
)
def test_steps_are_what_was_suggested_beside_what_came_back(lines: list[str], steps: list[tuple[str, str]]) -> None:
    assert values(*lines).get("troubleshooting", ()) == tuple(Step(*step) for step in steps)


WORDS = st.lists(
    st.sampled_from([*" ".join(STORY).split(), "e.g.", "…", "Hi,", "!!", "注文。", "Regards,", "> x", "\n", "\x00"]),
    max_size=40,
).map(" ".join)
LINES = st.tuples(st.sampled_from(["customer", "agent", "bot", "note"]), WORDS | st.text(max_size=80)).map(": ".join)


@given(st.lists(LINES, max_size=8))
def test_whatever_is_said_the_proposal_quotes_it_within_the_limits_of_a_package(lines: list[str]) -> None:
    said = thread(*lines)
    proposal = propose(said, ENGINEERING)

    for drafted in proposal.fields.values():
        assert drafted.sources
        assert set(drafted.sources) <= set(said)
    summary = proposal.fields.get("issue_summary")
    if summary:
        assert sentences(summary.value) <= SUMMARY_SENTENCES
        assert len(summary.value) <= SUMMARY_LIMIT
        assert all(source.is_from_customer for source in summary.sources)
        own = " ".join(" ".join(each.text.replace("\x00", "").split()) for each in said if each.is_from_customer)
        assert all(word.strip(".…") in own for word in summary.value.split())
    for step in proposal.fields["troubleshooting"].value if "troubleshooting" in proposal.fields else ():
        assert max(len(step.step), len(step.result)) <= LINE_LIMIT
    assert propose(said, ENGINEERING) == proposal
