"""The facts of tickets, from their rows: three queries, however many tickets."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from escalation.criteria.sayings import affected, error_codes
from escalation.facts import FactValue
from escalation.models import Handoff
from tickets.models import AccountEvent, Message, Ticket

DAY, RECENTLY = timedelta(days=1), timedelta(days=14)
TEXT_LIMIT = 20_000  # characters of what a customer wrote that are looked through


def gather(tickets: Iterable[int], *, at: datetime) -> dict[int, dict[str, FactValue | None]]:
    """The facts of these tickets by their numbers, as they stand at `at`; of resolved ones, as they stood then."""
    found = list(_tickets(list(tickets)))
    said = _said([ticket.pk for ticket in found])
    events = _events({ticket.account_id for ticket in found}, until=at)
    return {ticket.pk: _facts(ticket, said[ticket.pk], events[ticket.account_id], at) for ticket in found}


def of(ticket: Ticket, *, at: datetime) -> dict[str, FactValue | None]:
    """The facts of one ticket."""
    return gather([ticket.pk], at=at)[ticket.pk]


def _tickets(numbers: list[int]) -> QuerySet[Any, Any]:
    sent = Handoff.objects.filter(ticket=OuterRef("pk"), withdrawn_at__isnull=True)
    last = sent.order_by("-pk")
    counted = sent.order_by().values("ticket").annotate(count=Count("pk"))
    came_back = counted.filter(returned_at__isnull=False)
    return (
        Ticket.objects.filter(pk__in=numbers)
        .select_related("account", "customer", "team", "issue_type__parent__parent")
        .annotate(
            handoff_count=Coalesce(Subquery(counted.values("count")), 0),
            return_count=Coalesce(Subquery(came_back.values("count")), 0),
            last_sentiment=Subquery(last.values("sentiment")[:1]),
            last_urgency=Subquery(last.values("urgency")[:1]),
        )
    )


def _said(tickets: Sequence[int]) -> dict[int, list[tuple[datetime, str, str]]]:
    """What customers wrote, in order: when, by which channel, and the words."""
    rows = Message.objects.from_customer().public().filter(ticket__in=tickets).in_order()
    said: dict[int, list[tuple[datetime, str, str]]] = defaultdict(list)
    for ticket, at, channel, body in rows.values_list("ticket_id", "posted_at", "channel", "body"):
        said[ticket].append((at, channel, body))
    return said


def _events(accounts: Iterable[int], *, until: datetime) -> dict[int, list[tuple[datetime, str]]]:
    rows = AccountEvent.objects.filter(account__in=accounts, happened_at__lte=until).order_by("happened_at")
    events: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    for account, at, kind in rows.values_list("account_id", "happened_at", "kind"):
        events[account].append((at, kind))
    return events


def _facts(
    ticket: Any, said: list[tuple[datetime, str, str]], events: list[tuple[datetime, str]], now: datetime
) -> dict[str, FactValue | None]:
    at = ticket.resolved_at or now
    words = "\n".join([ticket.subject, *(body for _, _, body in said)])[:TEXT_LIMIT]
    codes = error_codes(words)
    return {
        "plan": ticket.account.plan,
        "issue_type": _kinds(ticket),
        "team": ticket.team.slug,
        "tier": ticket.team.tier,
        "channel": said[-1][1] if said else None,
        "age": at - ticket.opened_at,
        "waiting": at - ticket.waiting_since if ticket.waiting_since else None,
        "contacts_in_24h": sum(1 for when, _, _ in said if at - DAY < when <= at),
        "customer_messages": len(said),
        "handoffs": ticket.handoff_count,
        "returns": ticket.return_count,
        "sentiment": ticket.last_sentiment or None,
        "urgency": ticket.last_urgency or None,
        "affected": affected(words),
        "error_code": codes,
        "has_error_code": bool(codes),
        "account_events": tuple(sorted({kind for when, kind in events if at - RECENTLY < when <= at})),
        "special_circumstances": bool(ticket.customer.special_circumstances),
        "words": words,
    }


def _kinds(ticket: Ticket) -> tuple[str, ...] | None:
    """The issue type and those above it, the closest first."""
    kinds: list[str] = []
    kind = ticket.issue_type
    while kind is not None and len(kinds) < 3:
        kinds.append(kind.slug)
        kind = kind.parent if len(kinds) < 3 else None
    return tuple(kinds) or None
