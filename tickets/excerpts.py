"""Where the words of a search occur in a ticket: its subject with them marked, and some of the text around them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest, Length, Lower, StrIndex, Substr

from tickets.compiled import Text, any_of, compiled
from tickets.models import SearchText
from tickets.rows import TicketRow

BEFORE = 70  # characters of context
LENGTH = 220


@dataclass(frozen=True)
class Piece:
    """Some text; `is_match` where it is one of the words that were looked for."""

    text: str
    is_match: bool


@dataclass(frozen=True)
class Found:
    ticket: TicketRow
    subject: list[Piece]
    excerpt: list[Piece]


def of(tickets: Iterable[TicketRow], words: list[str]) -> list[Found]:
    """The tickets with the words marked in them; one more query, whatever their number."""
    rows = list(tickets)
    texts = _texts_around(rows, words)
    return [Found(ticket, marked(ticket.subject, words), marked(texts.get(ticket.pk, ""), words)) for ticket in rows]


def _texts_around(tickets: list[TicketRow], words: list[str]) -> dict[int, str]:
    """Some text around the longest of the words in each ticket; only that much leaves the database."""
    if not tickets or not words:
        return {}
    numbers, longest = [ticket.pk for ticket in tickets], Text(max(words, key=len))
    texts = _around(numbers=numbers, lower=longest, folded=Text(longest.casefold()))
    return {pk: _trimmed(text, start) for pk, text, start in texts}


@compiled
def _around(*, numbers: list[int], lower: Text, folded: Text) -> QuerySet[SearchText, tuple[int, str, int]]:
    """Some text around a word in the texts of these tickets, and where in them it begins."""
    start = Greatest(_place(lower, folded) - BEFORE, Value(1))
    around = Substr("text", start, LENGTH, output_field=TextField())
    return SearchText.objects.filter(any_of("ticket_id", numbers)).values_list("ticket_id", around, start)


def _place(lower: Text, folded: Text) -> Combinable:
    """Where in the text a word stands; before its beginning where it stands in what is shown anyway."""
    if connection.vendor == "postgresql":
        return StrIndex(Lower("text"), Value(lower))
    return StrIndex("folded", Value(folded)) - Length("about") - 1


def _trimmed(text: str, start: int) -> str:
    """Whole words only, on one line, with dots where the text goes on."""
    cut_off = len(text) == LENGTH
    if start > 1:
        text = text.partition(" ")[2] or text
    if cut_off:
        text = text.rpartition(" ")[0] or text
    line = " ".join(text.split())
    return f"{'… ' if start > 1 else ''}{line}{' …' if cut_off else ''}"


def marked(text: str, words: list[str]) -> list[Piece]:
    """The text in pieces, those apart that begin with one of the words.

    >>> [piece.text for piece in marked("Orders stop", ["ord"])]
    ['Orders', ' stop']
    """
    if not words:
        return [Piece(text, is_match=False)] if text else []
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\w*", re.IGNORECASE)
    pieces, start = [], 0
    for match in pattern.finditer(text):
        pieces += [Piece(text[start : match.start()], is_match=False), Piece(match[0], is_match=True)]
        start = match.end()
    pieces.append(Piece(text[start:], is_match=False))
    return [piece for piece in pieces if piece.text]
