"""Lengths of time as an admin writes them."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tickets.admin.lengths import LengthField


@pytest.mark.parametrize(
    ("words", "length"),
    [
        ("20", timedelta(minutes=20)),
        (" 90 ", timedelta(minutes=90)),
        ("1:30", timedelta(hours=1, minutes=30)),
        ("48:00", timedelta(hours=48)),
        ("0:01:30", timedelta(seconds=90)),
        ("45 minutes", timedelta(minutes=45)),
        ("2 Hours", timedelta(hours=2)),
        ("1day", timedelta(days=1)),
        ("09999 days", timedelta(days=9999)),
        ("0", timedelta()),
        ("", None),
    ],
)
def test_a_plain_number_is_minutes_a_colon_makes_hours_of_what_is_before_and_words_are_words(
    words: str, length: timedelta | None
) -> None:
    assert LengthField(required=False).clean(words) == length


@pytest.mark.parametrize("words", ["soon", "-5", "1.5", "20 s", "1:3"])
def test_what_is_no_length_is_refused_with_an_example(words: str) -> None:
    with pytest.raises(ValidationError, match="Write minutes, such as 20"):
        LengthField().clean(words)


@pytest.mark.parametrize("words", ["99999 days", "10000 days", "239976:01", "99999999", "9" * 5000, "1" * 9 + " days"])
def test_a_length_beyond_the_longest_is_told_the_longest(words: str) -> None:
    with pytest.raises(ValidationError, match="Give at most 9999 days"):
        LengthField().clean(words)


@pytest.mark.parametrize("length", [timedelta(minutes=20), timedelta(hours=49), timedelta(seconds=90)])
def test_what_is_shown_is_read_back_as_it_was(length: timedelta) -> None:
    field = LengthField()

    assert field.clean(field.prepare_value(length)) == length
