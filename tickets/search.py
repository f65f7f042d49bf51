"""Search over tickets: PostgreSQL's full text, a plain reading of the text elsewhere; both behind `find()`."""

import re
from collections.abc import Iterable

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Right

from tickets.models import SearchText, Ticket

# Names, codes and product words matter more here than grammar, and customers write in many languages.
CONFIG = "simple"
# A word index holds 1 MiB at most; the end of a long thread is what people look for.
KEPT = 200_000  # characters
WORDS_LIMIT = 12
_WORD = re.compile(r"\w+", re.UNICODE)
_NUMBER = re.compile(r"^[tT]-?(\d{1,18})$|^#?(\d{1,18})$")


def begin(ticket: Ticket) -> None:
    """Make a new ticket findable by its subject, its customer and her company."""
    SearchText.objects.create(ticket=ticket, text=text_of(ticket))
    _refresh(SearchText.objects.filter(ticket=ticket))


def text_of(ticket: Ticket, said: Iterable[str] = ()) -> str:
    """What can be found of a ticket in whose thread this was said."""
    customer = ticket.customer
    return "\n".join([ticket.subject, customer.name, customer.email, ticket.account.name, *said])[-KEPT:]


def append(ticket: Ticket, text: str) -> None:
    """Add what was said to what can be found."""
    row = SearchText.objects.filter(ticket=ticket)
    row.update(text=Right(Concat("text", Value("\n" + text), output_field=TextField()), KEPT))
    _refresh(row)


def refresh(tickets: QuerySet[Ticket]) -> None:
    """Make the texts of these tickets findable; for work done in bulk, where the texts were written as rows."""
    _refresh(SearchText.objects.filter(ticket__in=tickets))


def _refresh(rows: QuerySet[SearchText]) -> None:
    if connection.vendor == "postgresql":
        rows.update(vector=SearchVector("text", config=CONFIG))


def find(tickets: QuerySet[Ticket], query: str) -> QuerySet[Ticket]:
    """Those of the tickets in which every word occurs, or begins a word; a ticket's number finds that ticket too.

    A query without a word finds nothing. The order of the tickets is left as it is.
    """
    words = _WORD.findall(query.lower())[:WORDS_LIMIT]
    if not words:
        return tickets.none()
    found = Q(Exists(_matching(words).filter(ticket=OuterRef("pk"))))
    if number := _NUMBER.match(query.strip()):
        found |= Q(pk=min(int(number[1] or number[2]), 2**63 - 1))
    return tickets.filter(found)


def _matching(words: list[str]) -> QuerySet[SearchText]:
    if connection.vendor == "postgresql":
        terms = " & ".join(f"{word}:*" for word in words)
        return SearchText.objects.filter(vector=SearchQuery(terms, config=CONFIG, search_type="raw"))
    rows = SearchText.objects.all()
    for word in words:
        rows = rows.filter(text__icontains=word)
    return rows
