"""The summary card is read in ten seconds: forty words before "more"."""

from hypothesis import given
from hypothesis import strategies as st

from escalation.brief import REMARKS, SHARES, SHARES_WITH_STANDING, STANDING, WORDS, Brief, in_brief

TEXTS = (*SHARES, *REMARKS)
LINE = st.lists(st.sampled_from(["orders", "stop", "429", "since", "09:40.", "x" * 40]), max_size=60).map(" ".join)


def brief(**texts: str) -> Brief:
    return in_brief({**dict.fromkeys(TEXTS, "short"), **texts})


@given(st.fixed_dictionaries(dict.fromkeys(TEXTS, LINE)))
def test_whatever_the_package_says_the_card_shows_forty_words_at_most(texts: dict[str, str]) -> None:
    shown = in_brief(texts)

    assert shown.words <= WORDS
    assert shown.is_whole == (sum(len(text.split()) for text in texts.values()) <= 33)


def test_a_short_package_is_shown_whole() -> None:
    shown = brief(next_best_action="Compare the limits,  before and after.", issue_summary="Sync fails with 429.")

    assert shown.next_best_action == "Compare the limits, before and after."
    assert shown.is_whole


def test_a_long_text_is_cut_between_words_and_says_that_there_is_more() -> None:
    shown = brief(issue_summary="one two, " * 40, next_best_action="Ask Maria")

    assert shown.issue_summary.endswith("one two…")
    assert not shown.is_whole


def test_a_sentence_is_broken_off_where_a_part_of_it_ends() -> None:
    summary = "One man asks us, since his orders are all of them late again, whether the trucks of this evening wait"

    shown = brief(issue_summary=summary, next_best_action="word " * 17)

    assert shown.issue_summary == "One man asks us, since his orders are all of them late again…"


def test_a_sentence_that_would_lose_half_its_words_leaves_its_room_to_a_remark() -> None:
    summary = "word " * 18 + "end. The customer wants the list fixed and an overview of the affected orders."

    shown = brief(issue_summary=summary, next_best_action="word " * 8, business_impact="45 orders sold too cheap")

    assert shown.issue_summary.endswith("word end…")
    assert shown.business_impact == "45 orders sold too cheap"
    assert not shown.is_whole


def test_how_it_stands_after_a_shift_change_is_whole_before_what_was_known_before() -> None:
    standing = "I have the file now. The rejected rows carry a column that the import does not know."
    texts = {**dict.fromkeys(SHARES_WITH_STANDING, "word " * 60), **dict.fromkeys(REMARKS, ""), STANDING: standing}

    shown = in_brief(texts)

    assert shown.how_it_stands == standing
    assert len(shown.next_best_action.split()) >= SHARES_WITH_STANDING["next_best_action"]


def test_what_short_texts_leave_goes_to_the_long_ones() -> None:
    shown = brief(issue_summary="word " * 60)

    assert len(shown.issue_summary.split()) == 33 - 1


def test_a_next_action_of_up_to_twenty_four_words_is_whole_however_long_the_rest_is() -> None:
    action = " ".join(f"word{number}" for number in range(24))

    assert in_brief({**dict.fromkeys(TEXTS, "word " * 60), "next_best_action": action}).next_best_action == action


def test_when_every_text_is_long_the_next_action_has_most_and_remarks_wait_behind_more() -> None:
    shown = in_brief(dict.fromkeys(TEXTS, "word " * 60))

    assert {name: len(getattr(shown, name).split()) for name in SHARES} == SHARES
    assert (shown.business_impact, shown.sentiment_note) == ("", "")


def test_a_remark_is_shown_whole_or_not_at_all() -> None:
    shown = brief(issue_summary="word " * 20, business_impact="Shipping stops at six", sentiment_note="word " * 20)

    assert shown.business_impact == "Shipping stops at six"
    assert shown.sentiment_note == ""
    assert not shown.is_whole


@given(st.fixed_dictionaries(dict.fromkeys((*SHARES_WITH_STANDING, *REMARKS), LINE)))
def test_what_somebody_wrote_at_a_shift_change_counts_among_the_forty(texts: dict[str, str]) -> None:
    assert in_brief(texts).words <= WORDS
