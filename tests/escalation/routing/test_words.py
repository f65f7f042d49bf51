"""Words that are compared: stems, typing errors, and what the table of support words says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.routing.features import features_of, known_words
from escalation.routing.subjects import Subject
from escalation.routing.word_likeness import WordLikeness
from escalation.routing.wordpieces import numbers_of
from escalation.routing.words import Spelling, stem, tokens

SPELLING = Spelling(known_words())
VOCABULARY = {
    piece: number for number, piece in enumerate(["[CLS]", "[SEP]", "[UNK]", "log", "##in", "in", "cafe", "?"])
}


@pytest.mark.parametrize(
    "forms",
    [
        ("invoice", "invoices", "invoiced", "invoicing"),
        ("parcel", "parcels"),
        ("delivery", "deliveries", "delivered"),
        ("stop", "stopped", "stopping"),
        ("integration", "integrations"),
    ],
)
def test_forms_of_a_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("pasword", "password"),
        ("passwrod", "password"),
        ("recipt", "receipt"),
        ("invioce", "invoice"),
        ("subscribtion", "subscription"),
        ("trackng", "tracking"),
    ],
)
def test_a_typing_error_is_put_right(written: str, meant: str) -> None:
    assert SPELLING.corrected(written) == meant


@pytest.mark.parametrize("word", ["place", "fork", "zebra", "e1042", "xylophone"])
def test_a_word_of_its_own_stays_as_it_is(word: str) -> None:
    assert SPELLING.corrected(word) == word


@settings(max_examples=40)
@given(st.text(max_size=60))
def test_any_text_has_features_that_weigh_something(text: str) -> None:
    found = features_of(text, SPELLING)

    assert all(0 < weight <= 1 for weight in found.weights.values())
    assert set(found.said) == set(found.weights)


def test_words_that_mean_the_same_share_a_feature() -> None:
    said, described = (features_of(text, SPELLING).weights for text in ("locked out of okta", "passwords and sign-in"))

    assert "t:sign-in" in said.keys() & described.keys()


def test_a_word_of_many_everyday_topics_tells_teams_apart_less_than_one_of_few() -> None:
    """Nine descriptions alone cannot know that "order" is said everywhere."""
    names = {"parcels": "order", "safety": "ransom", "kitchen": "oven"}
    likeness = WordLikeness([Subject(key, key, key, word) for key, word in names.items()])

    parcels, safety, _ = likeness.compare("order ransom oven").values()

    assert safety.score > parcels.score


def test_an_apostrophe_parts_no_word() -> None:
    assert tokens("Can't log in, it's “gone”") == ["cant", "log", "in", "its", "gone"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("Login?", [0, 3, 4, 7, 1]), ("Café", [0, 6, 1]), ("qq in", [0, 2, 5, 1]), ("", [0, 1])],
)
def test_a_text_is_cut_into_the_longest_pieces(text: str, numbers: list[int]) -> None:
    assert numbers_of(text, VOCABULARY) == numbers
