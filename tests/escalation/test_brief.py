"""The summary card is read in ten seconds: forty words before "more"."""

from hypothesis import given
from hypothesis import strategies as st

from escalation.brief import SHARES, SHARES_WITH_STANDING, WORDS, Brief, in_brief

LINE = st.lists(st.sampled_from(["orders", "stop", "429", "since", "09:40.", "x" * 40]), max_size=60).map(" ".join)


def brief(**texts: str) -> Brief:
    return in_brief({**dict.fromkeys(SHARES, "short"), **texts})


@given(st.fixed_dictionaries(dict.fromkeys(SHARES, LINE)))
def test_whatever_the_package_says_the_card_shows_forty_words_at_most(texts: dict[str, str]) -> None:
    shown = in_brief(texts)

    assert shown.words <= WORDS
    assert shown.is_whole == (sum(len(text.split()) for text in texts.values()) <= 32)


def test_a_short_package_is_shown_whole() -> None:
    shown = brief(next_best_action="Compare the limits,  before and after.", issue_summary="Sync fails with 429.")

    assert shown.next_best_action == "Compare the limits, before and after."
    assert shown.is_whole


def test_a_long_text_is_cut_between_words_and_says_that_there_is_more() -> None:
    shown = brief(issue_summary="one two, " * 40, next_best_action="Ask Maria")

    assert shown.issue_summary.endswith("one two…")
    assert not shown.is_whole


def test_what_short_texts_leave_goes_to_the_long_ones() -> None:
    shown = brief(issue_summary="word " * 60)

    assert len(shown.issue_summary.split()) == 32 - 3


def test_when_every_text_is_long_each_keeps_its_share() -> None:
    shown = in_brief(dict.fromkeys(SHARES, "word " * 60))

    assert {name: len(getattr(shown, name).split()) for name in SHARES} == SHARES


@given(st.fixed_dictionaries(dict.fromkeys(SHARES_WITH_STANDING, LINE)))
def test_what_somebody_wrote_at_a_shift_change_counts_among_the_forty(texts: dict[str, str]) -> None:
    assert in_brief(texts).words <= WORDS
