"""What a handoff brings along by itself: gathered as it is sent, and frozen with it."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast

from escalation.came_along import LINE_LIMIT, CameAlong, EarlierTicket, HappenedBefore
from escalation.drafting.thread import clipped, own_sentences
from tickets.compiled import compiled
from tickets.models import AccountEvent, Customer, Message, Status, Ticket

RECENTLY = timedelta(days=30)
EVENTS_MOST, EARLIER_MOST = 5, 3
SAID, EVENT, TICKET = "said", "event", "ticket"
RESOLUTION_SENTENCES = 2


def of(ticket: Ticket, *, at: datetime) -> CameAlong:
    """How things stand for the customer of a ticket whose customer is loaded: one query."""
    found: dict[str, list[Found]] = {}
    for row in _all_found(
        ticket_id=ticket.pk,
        customer_id=ticket.customer_id,
        account_id=ticket.account_id,
        opened_at=ticket.opened_at,
        since=at - RECENTLY,
        until=at,
    ):
        found.setdefault(row[0], []).append(Found(*row[1:]))
    return along_with(
        ticket.customer,
        [(said.what, said.more) for said in _in_order(found.get(SAID, []))],
        events=map(_event, reversed(_in_order(found.get(EVENT, [])))),
        earlier=map(_earlier, reversed(_in_order(found.get(TICKET, [])))),
    )


def along_with(
    customer: Customer,
    said: Iterable[tuple[str, str | None]],
    *,
    events: Iterable[HappenedBefore] = (),
    earlier: Iterable[EarlierTicket] = (),
) -> CameAlong:
    """The same from what is known already; `said` is what the customer wrote, in order: its channel and page."""
    said = list(said)
    return CameAlong(
        contacts=dict(Counter(channel for channel, _ in said).most_common()),
        page=next((page for _, page in reversed(said) if page), ""),
        preferences=customer.preferences,
        special_circumstances=customer.special_circumstances,
        events=tuple(events),
        earlier=tuple(earlier),
    )


class Found(NamedTuple):
    """Anything that is found, whatever it is: a message with its page, an event, a ticket with its last answer."""

    pk: int
    at: datetime
    what: str
    state: str
    more: str | None


@compiled
def _all_found(
    *, ticket_id: int, customer_id: int, account_id: int, opened_at: datetime, since: datetime, until: datetime
) -> "QuerySet[Any, tuple[Any, ...]]":
    """What she wrote, what happened to her company lately, and her earlier tickets, each row with which it is."""
    said = Message.objects.from_customer().filter(ticket=ticket_id)
    recent = AccountEvent.objects.filter(account=account_id, happened_at__gte=since, happened_at__lte=until)
    recent = recent.order_by("-happened_at")[:EVENTS_MOST]
    before = Ticket.objects.filter(customer=customer_id, opened_at__lt=opened_at).order_by("-opened_at")[:EARLIER_MOST]
    answers = Message.objects.answers().filter(ticket=OuterRef("pk")).order_by("-posted_at", "-pk")
    return _rows(SAID, said, "posted_at", F("channel"), Value(""), F("page_url")).union(
        _rows(EVENT, _only(recent), "happened_at", F("summary"), F("kind"), Value("")),
        _rows(TICKET, _only(before), "opened_at", F("subject"), F("status"), Subquery(answers.values("body")[:1])),
        all=True,
    )


def _only(first: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """The same rows, named by their keys: what is united can be cut short by itself on no SQLite."""
    rows: QuerySet[Any, Any] = first.model._default_manager.filter(pk__in=first.values("pk"))
    return rows


def _rows(kind: str, rows: QuerySet[Any, Any], at: str, *words: Any) -> "QuerySet[Any, tuple[Any, ...]]":
    shown = [Cast(word, TextField()) for word in words]
    return rows.order_by().values_list(Value(kind, output_field=TextField()), "pk", at, *shown)


def _in_order(found: Iterable[Found]) -> list[Found]:
    return sorted(found, key=lambda each: (each.at, each.pk))


def _event(found: Found) -> HappenedBefore:
    return HappenedBefore(str(AccountEvent(kind=found.state, summary=found.what)), found.at)


def _earlier(found: Found) -> EarlierTicket:
    status = Status(found.state)
    return EarlierTicket(
        ticket=found.pk,
        subject=found.what,
        opened_at=found.at,
        status=str(status.label),
        resolution=_resolution(found.more or "") if status == Status.RESOLVED else "",
    )


def _resolution(last_answer: str) -> str:
    """How it ended: the first sentences of the last thing that a person on our side wrote."""
    return clipped(" ".join(own_sentences(last_answer)[:RESOLUTION_SENTENCES]), LINE_LIMIT)
