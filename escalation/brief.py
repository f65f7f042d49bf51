"""What the summary card says before "more": the package in forty words. No database.

Adults read some 240 words a minute, so forty take ten seconds. Every word of the package that the card shows counts,
those of its chips too; what does not fit stands in full behind "more".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from escalation.package import split_sentences

WORDS = 40
# Sentiment, urgency and the plan take a word each, a length of time four.
CHIP_WORDS = 7
# What each text may take while the others are long too; what a short one leaves goes to the others, first to last. The
# next action comes first: a reply can be written from it, and hardly from half of it.
SHARES = {"next_best_action": 24, "issue_summary": 9}
# After a shift change what the one who went wrote last comes before what was known before.
STANDING = "how_it_stands"
SHARES_WITH_STANDING = {"next_best_action": 14, STANDING: 19, "issue_summary": 0}
# Remarks beside a chip that says the main thing by itself: shown whole where there is room, or else behind "more".
REMARKS = ("business_impact", "sentiment_note")


@dataclass(frozen=True)
class Brief:
    """The texts of a package, each cut to its share."""

    next_best_action: str
    issue_summary: str
    business_impact: str
    sentiment_note: str
    is_whole: bool
    how_it_stands: str = ""

    @property
    def words(self) -> int:
        """How many words the card shows, its chips included."""
        texts = (getattr(self, name) for name in (*SHARES_WITH_STANDING, *REMARKS))
        return CHIP_WORDS + sum(len(text.split()) for text in texts)


def in_brief(texts: Mapping[str, str]) -> Brief:
    """The texts of a package that the card shows, within forty words together."""
    shares = SHARES_WITH_STANDING if texts.get(STANDING) else SHARES
    lengths = {name: len(texts[name].split()) for name in (*shares, *REMARKS)}
    allowed = _shared_out(lengths, shares)
    shown = {name: _cut(texts[name], allowed[name]) for name in shares}
    left = WORDS - CHIP_WORDS - sum(len(text.split()) for text in shown.values())
    for name in REMARKS:
        shown[name] = _cut(texts[name], lengths[name]) if lengths[name] <= left else ""
        left -= len(shown[name].split())
    return Brief(**shown, is_whole=all(len(shown[name].split()) == lengths[name] for name in lengths))


def _shared_out(lengths: Mapping[str, int], shares: Mapping[str, int]) -> dict[str, int]:
    """How many words each text gets."""
    given = {name: min(lengths[name], share) for name, share in shares.items()}
    left = WORDS - CHIP_WORDS - sum(given.values())
    for name in shares:
        more = min(left, lengths[name] - given[name])
        given[name], left = given[name] + more, left - more
    return given


def _cut(text: str, words: int) -> str:
    """The first words of a text, with a mark where some are missing; nothing of a text that gets none.

    Of a sentence that would lose half its words or more nothing is shown after a whole one: "The customer…" says
    nothing, and takes the room of a remark. Another is broken off where a part of it ends, if it can be.
    """
    found, whole = text.split(), 0
    if len(found) <= words:
        return " ".join(found)
    for sentence in split_sentences(text):
        length = len(sentence.split())
        if whole + length > words:
            words = whole if whole and (words - whole) * 2 <= length else words
            break
        whole += length
    words = _end_of_part(found, whole, words) if words > whole else words
    return " ".join(found[:words]).rstrip(",;:.") + "…" if words else ""


def _end_of_part(found: Sequence[str], begin: int, end: int) -> int:
    """The last comma or colon of a sentence that is broken off, where half of what fits stands before it."""
    ends = [place for place in range(begin + 1, end + 1) if found[place - 1].endswith((",", ";", ":"))]
    return ends[-1] if ends and (ends[-1] - begin) * 2 >= end - begin else end
