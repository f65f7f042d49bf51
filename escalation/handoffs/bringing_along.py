"""What a handoff brings along by itself: gathered as it is sent, and frozen with it."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from escalation.came_along import LINE_LIMIT, CameAlong, EarlierTicket, HappenedBefore
from escalation.drafting.thread import clipped, own_sentences
from tickets.compiled import compiled
from tickets.models import AccountEvent, Customer, Message, Ticket

RECENTLY = timedelta(days=30)
EVENTS_MOST, EARLIER_MOST = 5, 3
RESOLUTION_SENTENCES = 2


def of(ticket: Ticket, *, at: datetime) -> CameAlong:
    """How things stand for the customer of a ticket whose customer is loaded: three queries."""
    said = _said(ticket_id=ticket.pk)
    return along_with(ticket.customer, said, events=_events(ticket, at), earlier=_earlier(ticket))


def along_with(
    customer: Customer,
    said: Iterable[tuple[str, str]],
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


@compiled
def _said(*, ticket_id: int) -> "QuerySet[Message, tuple[str, str]]":
    return Message.objects.from_customer().filter(ticket=ticket_id).in_order().values_list("channel", "page_url")


def _events(ticket: Ticket, at: datetime) -> list[HappenedBefore]:
    recent = _recent(account_id=ticket.account_id, since=at - RECENTLY, until=at)
    return [HappenedBefore(str(event), event.happened_at) for event in recent]


@compiled
def _recent(*, account_id: int, since: datetime, until: datetime) -> QuerySet[AccountEvent, AccountEvent]:
    recent = AccountEvent.objects.filter(account=account_id, happened_at__gte=since, happened_at__lte=until)
    return recent.order_by("-happened_at")[:EVENTS_MOST]


def _earlier(ticket: Ticket) -> list[EarlierTicket]:
    return [
        EarlierTicket(
            ticket=each.pk,
            subject=each.subject,
            opened_at=each.opened_at,
            status=each.get_status_display(),
            resolution=_resolution(each.last_answer or "") if each.is_resolved else "",
        )
        for each in _before(customer_id=ticket.customer_id, opened_at=ticket.opened_at)
    ]


@compiled
def _before(*, customer_id: int, opened_at: datetime) -> QuerySet[Any, Any]:
    """With `last_answer`, the last thing that a person on our side wrote."""
    answers = Message.objects.answers().filter(ticket=OuterRef("pk")).order_by("-posted_at", "-pk")
    before = Ticket.objects.filter(customer=customer_id, opened_at__lt=opened_at)
    return before.annotate(last_answer=Subquery(answers.values("body")[:1])).order_by("-opened_at")[:EARLIER_MOST]


def _resolution(last_answer: str) -> str:
    """How it ended: the first sentences of the last thing that a person on our side wrote."""
    return clipped(" ".join(own_sentences(last_answer)[:RESOLUTION_SENTENCES]), LINE_LIMIT)
