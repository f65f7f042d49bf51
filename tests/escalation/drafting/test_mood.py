"""How a customer feels and how urgent it is, with the words that show it."""

import pytest

from escalation.drafting.mood import impact, mood, urgency
from tests.escalation.drafting.threads import thread


@pytest.mark.parametrize(
    ("lines", "sentiment", "note"),
    [
        (["customer: This is the third time I write."], "frustrated", "“third time”"),
        (["customer: Still no answer. Unacceptable."], "frustrated", "“Unacceptable”, “Still no”"),
        (["customer: I expect an answer today. Ida"], "frustrated", "“I expect an answer today”"),
        (["customer: Does it work again?"], "neutral", "Nothing heated; last: “Does it work again?”"),
        (
            ["customer: That doesn\u2019t help. A human, please."],
            "frustrated",
            "“That doesn\u2019t help”, “human, please”",
        ),
        (["customer: You're a bot, right?", "customer: It works now, thanks."], "satisfied", "“It works now”"),
        (["customer: This does not work fine."], "neutral", "Nothing heated; last: “This does not work fine.”"),
        (["agent: How ridiculous.", "customer: It is empty."], "neutral", "Nothing heated; last: “It is empty.”"),
        (["customer: WHERE IS MY ORDER"], "neutral", "Nothing heated; last: “WHERE IS MY ORDER”"),
    ],
)
def test_the_mood_is_told_with_the_words_that_show_it(lines: list[str], sentiment: str, note: str) -> None:
    found = mood(thread(*lines))

    assert found is not None
    assert (found.sentiment, found.note) == (sentiment, note)


def test_who_wrote_nothing_has_no_mood() -> None:
    assert mood(thread("agent: I am furious.")) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Production is down.", ("critical", "Production is down")),
        ("We can\u2019t ship anything.", ("high", "can\u2019t ship")),
        ("No rush, just a question.", ("low", "No rush")),
        ("This is not urgent.", ("low", "not urgent")),
        ("The page is empty.", None),
    ],
)
def test_urgency_is_hinted_at_by_the_customers_words(text: str, expected: tuple[str, str] | None) -> None:
    hint = urgency(thread(f"customer: {text}"))

    assert (hint and (hint[0].value, hint[1].text)) == expected


def test_the_impact_is_the_sentence_that_says_how_many_and_what_it_costs() -> None:
    said = thread("customer: It began at noon. 12 orders wait for a label. The page is white.")

    found = impact(said)

    assert found is not None
    assert found.text == "12 orders wait for a label."
    assert impact(thread("customer: The page is white.")) is None
