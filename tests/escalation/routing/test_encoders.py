"""Any encoder may take the place of Baton's own, if it keeps what they keep."""

import logging
import math
from collections.abc import Sequence
from typing import Any

import pytest
from django.conf import settings as configured
from pytest_django import Settings

from escalation.routing import ways
from escalation.routing.contract import broken_by
from escalation.routing.encoder import installed_encoder
from escalation.routing.word_vectors import word_vectors

HERE = "tests.escalation.routing.test_encoders"


class Letters:
    """Compares texts by their letters."""

    name = "letters"

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        return [self._of(text) for text in texts]

    def _of(self, text: str) -> list[float]:
        counts = [float(text.casefold().count(letter)) for letter in "abcdefghijklmnopqrstuvwxyz"]
        length = math.hypot(*counts)
        return [count / length for count in counts] if length else counts

    def closeness(self, vector: list[float], to: Sequence[list[float]]) -> list[float]:
        return [sum(a * b for a, b in zip(vector, other, strict=True)) for other in to]


class TooLong(Letters):
    def _of(self, text: str) -> list[float]:
        return [2 * number for number in super()._of(text)]


class OneForAll(Letters):
    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        return [self._of("a")]


class Broken:
    def __init__(self) -> None:
        raise OSError("no model here")


@pytest.fixture(params=["words", "installed", "letters"])
def encoder(request: pytest.FixtureRequest) -> Any:
    found: Any = Letters()
    if request.param != "letters":
        found = word_vectors() if request.param == "words" else installed_encoder(configured.ENCODER)
    if found is None:
        pytest.skip("no encoder is installed")
    return found


def test_every_encoder_keeps_the_contract(encoder: Any) -> None:
    assert broken_by(encoder) == []


def test_an_encoder_says_the_same_of_a_text_alone_and_among_others(encoder: Any) -> None:
    texts = ["Where is my invoice?", "The page loads slowly.", "I forgot my password"]
    together = encoder.encode(texts)

    for text, vector in zip(texts, together, strict=True):
        (alone,) = encoder.encode([text])
        assert encoder.closeness(alone, [vector]) == pytest.approx([1], abs=1e-2)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [(TooLong, "The same text is 4.000 close to itself"), (OneForAll, "It gave 1 vectors for 5 texts.")],
)
def test_what_breaks_the_contract_is_told(wrong: type[Letters], sentence: str) -> None:
    assert any(sentence in each for each in broken_by(wrong()))


def test_an_encoder_of_one_s_own_is_chosen_by_its_dotted_path(settings: Settings) -> None:
    settings.ENCODER = f"{HERE}.Letters"

    assert ways.best_way().name == "letters"


@pytest.mark.parametrize("name", ["TooLong", "Broken", "Missing"])
def test_one_that_cannot_be_used_leaves_words_to_do_the_work(
    settings: Settings, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    settings.ENCODER = f"{HERE}.{name}"

    with caplog.at_level(logging.ERROR):
        assert ways.best_way() is word_vectors()

    assert "Messages are compared by their words" in caplog.text
