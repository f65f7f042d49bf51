"""What the summary card says before "more": the package in forty words. No database.

Adults read some 240 words a minute, so forty take ten seconds. Every word of the package that the card shows counts,
those of its chips too; what does not fit stands in full behind "more".
"""

from collections.abc import Mapping
from dataclasses import dataclass

WORDS = 40
# Sentiment and urgency take a word each, the plan two at most, a length of time four.
CHIP_WORDS = 8
# What each text may take while the others are long too; what a short one leaves goes to the others, first to last.
SHARES = {"next_best_action": 12, "issue_summary": 12, "business_impact": 5, "sentiment_note": 3}
# After a shift change what the one who went wrote last comes before what was known before.
STANDING = "how_it_stands"
SHARES_WITH_STANDING = {
    "next_best_action": 10,
    STANDING: 10,
    "issue_summary": 7,
    "business_impact": 3,
    "sentiment_note": 2,
}


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
        texts = (getattr(self, name) for name in SHARES_WITH_STANDING)
        return CHIP_WORDS + sum(len(text.split()) for text in texts)


def in_brief(texts: Mapping[str, str]) -> Brief:
    """The texts of a package that the card shows, within forty words together."""
    shares = SHARES_WITH_STANDING if texts.get(STANDING) else SHARES
    lengths = {name: len(texts[name].split()) for name in shares}
    allowed = _shared_out(lengths, shares)
    return Brief(
        **{name: _cut(texts[name], allowed[name]) for name in shares},
        is_whole=all(lengths[name] <= allowed[name] for name in shares),
    )


def _shared_out(lengths: Mapping[str, int], shares: Mapping[str, int]) -> dict[str, int]:
    """How many words each text gets."""
    given = {name: min(length, shares[name]) for name, length in lengths.items()}
    left = WORDS - CHIP_WORDS - sum(given.values())
    for name, length in lengths.items():
        more = min(left, length - given[name])
        given[name], left = given[name] + more, left - more
    return given


def _cut(text: str, words: int) -> str:
    """The first words of a text, with a mark where some are missing."""
    found = text.split()
    return " ".join(found) if len(found) <= words else " ".join(found[:words]).rstrip(",;:.") + "…"
