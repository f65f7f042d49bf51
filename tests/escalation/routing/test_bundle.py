"""Vectors compared all at once give what they give one by one."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.routing.bundle import Bundle

PLACES = 6
numbers = st.floats(-1, 1, allow_nan=False)


def of_length_one(vector: list[float]) -> list[float]:
    length = math.hypot(*vector)
    return [number / length for number in vector] if length > 1e-6 else [0.0] * PLACES


vectors = st.lists(numbers, min_size=PLACES, max_size=PLACES).map(of_length_one)


@given(vectors, st.lists(vectors, max_size=40))
def test_the_products_are_those_of_pair_after_pair(vector: list[float], others: list[list[float]]) -> None:
    one_by_one = [sum(a * b for a, b in zip(vector, other, strict=True)) for other in others]

    assert Bundle(others).products(vector) == pytest.approx(one_by_one, abs=0.0003)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_nearest_and_the_farthest_do_not_run_over(sign: float) -> None:
    along = [1.0] + [0.0] * (PLACES - 1)

    assert Bundle([[sign * number for number in along]] * 3).products(along) == [sign] * 3


def test_a_bundle_is_read_like_the_list_it_is_made_of() -> None:
    bundle = Bundle([[1.0, 0.0], [0.0, 1.0]])

    assert (list(bundle), len(bundle), bundle[1], bundle[:1]) == ([[1.0, 0.0], [0.0, 1.0]], 2, [0.0, 1.0], [[1.0, 0.0]])
