"""Search over tickets: PostgreSQL's full text, a plain reading of the text elsewhere; both behind `find()`."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from math import ceil
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Right
from django.db.models.lookups import GreaterThanOrEqual

from tickets.compiled import Text, any_of, compiled
from tickets.models import Agent, SearchText, Ticket
from tickets.permissions import team_ids_of

# Names, codes and product words matter more here than grammar, and customers write in many languages.
CONFIG = "simple"
# A word index holds 1 MiB at most; the end of a long thread is what people look for.
KEPT = 200_000  # characters
WORDS_LIMIT = 12
FOLDED_AT_ONCE = 200
# Words are common where this share of the latest tickets has them; rare ones are looked up, up to so many tickets.
SAMPLE = 200
COMMON = 0.03
RARE = 2_000
NONE = 0  # the number of no ticket
_SIGNS = r"[!-/:-@\[-^`{-~]+"  # of ASCII, all but the underscore: what a word means to `_WORD`, in any locale
_WORD = re.compile(r"\w+", re.UNICODE)
_NAMED = re.compile(r"^(?:[tT]-?|#)(\d{1,18})$")
_NUMBER = re.compile(r"^[tT]-?(\d{1,18})$|^#?(\d{1,18})$")


def first_of(ticket: Ticket, said: str) -> SearchText:
    """By what a new ticket is found, for whoever opens it to write: subject, customer, company, and what she said."""
    row = row_of(ticket, [said])
    if vector := _vector_of(Value(f"{row.about}\n{row.text}")):
        row.vector = vector["vector"]
    else:
        row.folded = _folded(row)
    return row


def row_of(ticket: Ticket, said: Iterable[str] = ()) -> SearchText:
    """What can be found of a ticket in whose thread this was said; for work done in bulk, which then refreshes."""
    customer = ticket.customer
    about = "\n".join([ticket.subject, customer.name, customer.email, ticket.account.name])
    return SearchText(ticket=ticket, about=about, text="\n".join(said)[-KEPT:])


def append(ticket: Ticket, text: str) -> None:
    """Add what was said to what can be found."""
    longer = Right(Concat("text", Value("\n" + text), output_field=TextField()), KEPT)
    rows = SearchText.objects.filter(ticket=ticket)
    rows.update(text=longer, **_vector_of(_together(F("about"), longer)))
    _fold(rows)


def rename(tickets: QuerySet[Ticket]) -> None:
    """Find these tickets by the subject, the customer and the company that they have now."""
    names = Concat(
        *_between("\n", "subject", "customer__name", "customer__email", "account__name"), output_field=TextField()
    )
    rows = SearchText.objects.filter(ticket__in=tickets)
    rows.update(about=Subquery(Ticket.objects.filter(pk=OuterRef("ticket")).values(names=names)))
    _refresh(rows)


def _between(sign: str, *fields: str) -> Sequence[Combinable]:
    """The fields with the sign between them."""
    terms = [term for field in fields for term in (F(field), Value(sign))]
    return terms[:-1]


def refresh(tickets: QuerySet[Ticket]) -> None:
    """Make the texts of these tickets findable; for work done in bulk, where the texts were written as rows."""
    _refresh(SearchText.objects.filter(ticket__in=tickets))


def _refresh(rows: QuerySet[SearchText]) -> None:
    if vector := _vector_of(_together(F("about"), F("text"))):
        rows.update(**vector)
    _fold(rows)


def _fold(rows: QuerySet[SearchText]) -> None:
    """Keep without capitals what is read as it is."""
    if connection.vendor == "postgresql":
        return
    for row in rows.iterator(chunk_size=FOLDED_AT_ONCE):
        SearchText.objects.filter(pk=row.pk).update(folded=_folded(row))


def _folded(row: SearchText) -> str:
    return f"{row.about}\n{row.text}".casefold()


def _together(about: Combinable, text: Combinable) -> Combinable:
    return Concat(about, Value("\n"), text, output_field=TextField())


def _vector_of(everything: Combinable) -> dict[str, SearchVector]:
    """What to write beside a text so that its words and those it is known by are found; nothing where it is read."""
    if connection.vendor != "postgresql":
        return {}
    # PostgreSQL keeps an address, or a number with a hyphen before it, as one word; a query knows only plain words.
    words = Func(everything, Value(_SIGNS), Value(" "), Value("g"), function="regexp_replace", output_field=TextField())
    return {"vector": SearchVector(words, config=CONFIG)}


def find(
    tickets: QuerySet[Ticket], query: str, *, reader: Agent | None = None, is_everything: bool = False
) -> QuerySet[Ticket]:
    """Those of the tickets in which every word occurs, or begins a word; a ticket's number finds that ticket too.

    A query without a word finds nothing. The order of the tickets is left as it is. Where all of them are open to a
    `reader`, and she is named, nothing is looked up that is nothing to her. Where moreover they are all that she may
    open (`is_everything`), how common the words are among them is asked by a query that is kept ready.
    """
    words = words_of(query)
    if not words:
        return tickets.none()
    found = _is_found(tickets, words, reader, is_everything)
    if (number := any_number_of(query)) is not None:
        found |= Q(pk=number)
    return tickets.filter(found)


def words_of(query: str) -> list[str]:
    """What is looked for."""
    return _WORD.findall(query.lower())[:WORDS_LIMIT]


def number_of(query: str) -> int | None:
    """The ticket that a query names and nothing else: `T-4821`, `#4821`; a mere number may also be a word."""
    named = _NAMED.match(query.strip())
    return min(int(named[1]), 2**63 - 1) if named else None


def any_number_of(query: str) -> int | None:
    """The ticket that a query may mean: as `number_of`, and a mere number too."""
    number = _NUMBER.match(query.strip())
    return min(int(number[1] or number[2]), 2**63 - 1) if number else None


def latest(query: str, *, reader: Agent, most: int) -> list[tuple[datetime, int]]:
    """The first of what `find` finds among all that she may open, the latest first: when it was active, its number.

    What nearly every search asks for; on PostgreSQL by queries that are kept ready.
    """
    words, visible = words_of(query), Ticket.objects.visible_to(reader)
    if not words or connection.vendor != "postgresql":
        return list(_latest(find(visible, query), most))
    asked, number = _asked(words), any_number_of(query) or NONE
    about: dict[str, Any] = {"reader_id": reader.pk, "role": reader.role, "number": number}
    if _are_common_to(reader, asked):
        return _latest_walked_to(most, asked=asked, **about)
    rare = _looked_up(asked, reader)
    found = list(rare[: RARE + 1])
    if len(found) <= RARE:
        return _latest_of_these(most, numbers=found, **about)
    return list(_latest(visible.filter(Q(pk__in=rare) | Q(pk=number)), most))


def _latest(tickets: QuerySet[Ticket], most: int) -> QuerySet[Ticket, tuple[datetime, int]]:
    return tickets.order_by("-last_activity_at", "-pk").values_list("last_activity_at", "pk")[:most]


@compiled
def _latest_walked_to(
    most: int, *, asked: Text, number: int, reader_id: int, role: str
) -> QuerySet[Ticket, tuple[datetime, int]]:
    visible = Ticket.objects.visible_to(Agent(pk=reader_id, role=role))
    return _latest(visible.filter(Q(_is_here(asked)) | Q(pk=number)), most)


@compiled
def _latest_of_these(
    most: int, *, numbers: list[int], number: int, reader_id: int, role: str
) -> QuerySet[Ticket, tuple[datetime, int]]:
    visible = Ticket.objects.visible_to(Agent(pk=reader_id, role=role))
    return _latest(visible.filter(any_of("pk", numbers) | Q(pk=number)), most)


def _is_found(tickets: QuerySet[Ticket], words: list[str], reader: Agent | None, is_everything: bool) -> Q:
    if connection.vendor != "postgresql":
        return Q(Exists(_with_parts(words).filter(ticket=OuterRef("pk"))))
    asked = _asked(words)
    are_common = _are_common_to(reader, asked) if reader and is_everything else _are_common(tickets, asked)
    if are_common:
        return Q(_is_here(asked))
    rare = _looked_up(asked, reader)
    found = list(rare[: RARE + 1])
    return any_of("pk", found) if len(found) <= RARE else Q(pk__in=rare)


def _asked(words: list[str]) -> Text:
    return Text(" & ".join(f"{word}:*" for word in words))


def _looked_up(asked: str, reader: Agent | None) -> QuerySet[SearchText, int]:
    """The tickets in which the words are, by the index of words; of those that concern the reader, if it is one."""
    concerning = Q() if reader is None or reader.oversees else _concerns(reader)
    return SearchText.objects.filter(_has(asked), concerning).values_list("ticket", flat=True)


def _has(asked: str) -> Q:
    """Of a search text: whether the words are in it."""
    return Q(vector=SearchQuery(asked, config=CONFIG, search_type="raw"))


def _concerns(reader: Agent) -> Q:
    """Of a search text: whether its ticket ever was one of her teams', or she or they take part in it.

    `visible_to` says what she may open; this leaves out of the index what she may not, and nothing else.
    """
    return Q(concerns__overlap=[*team_ids_of(reader), -reader.pk])


def _is_here(asked: str) -> Subquery:
    """Of a ticket, looked at by itself: whether the words are in its search text."""
    texts = SearchText.objects.filter(ticket=OuterRef("pk"))
    return Subquery(texts.values(here=ExpressionWrapper(_has(asked), BooleanField())))


def _are_common(tickets: QuerySet[Ticket], asked: str) -> bool:
    """Whether a walk through the tickets from the latest meets the words often: then no index needs to be asked.

    PostgreSQL cannot know that of the beginnings of words, and chooses the slow way for most of them.
    """
    return _where_common(tickets, asked, ceil(SAMPLE * COMMON)).exists()


def _are_common_to(reader: Agent, asked: Text) -> bool:
    """The same of all tickets that she may open, by a query that is kept ready."""
    return bool(_where_common_to(ceil(SAMPLE * COMMON), asked=asked, reader_id=reader.pk, role=reader.role))


class _FoundAmongLatest(Func):
    """In how many of the latest of these tickets the words are; nobody looks on where there are enough of them."""

    template = "(SELECT COUNT(*) FROM (SELECT 1 FROM %(expressions)s latest WHERE latest.here LIMIT %(enough)s) found)"
    output_field = IntegerField()

    def __init__(self, tickets: QuerySet[Ticket], asked: str, enough: int) -> None:
        latest = tickets.order_by("-last_activity_at", "-pk").values(here=_is_here(asked))
        super().__init__(Subquery(latest[:SAMPLE]), enough=enough)


def _where_common(tickets: QuerySet[Ticket], asked: str, enough: int) -> QuerySet[Ticket, int]:
    """Any ticket at all, if the words are common among these."""
    are_common = GreaterThanOrEqual(_FoundAmongLatest(tickets, asked, enough), enough)
    return Ticket.objects.filter(are_common).values_list("pk", flat=True)[:1]


@compiled
def _where_common_to(enough: int, *, asked: Text, reader_id: int, role: str) -> QuerySet[Ticket, int]:
    return _where_common(Ticket.objects.visible_to(Agent(pk=reader_id, role=role)), asked, enough)


def _with_parts(words: list[str]) -> QuerySet[SearchText]:
    rows = SearchText.objects.all()
    for word in words:
        rows = rows.filter(folded__contains=word.casefold())
    return rows
