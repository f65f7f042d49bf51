"""The facts of tickets, from their rows: three queries, however many tickets."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum, Window
from django.db.models.functions import Cast, Coalesce, Greatest, Left, Length

from escalation.criteria.sayings import affected, error_codes
from escalation.facts import FactValue
from escalation.models import Handoff
from tickets.compiled import any_of, compiled
from tickets.models import AccountEvent, IssueType, Message, Plan, Ticket

DAY, RECENTLY = timedelta(days=1), timedelta(days=14)
TEXT_LIMIT = 20_000  # characters of what a customer wrote that are looked through

Said = list[tuple[datetime, str, str]]


def gather(
    tickets: Iterable[int], *, at: datetime, moments: Mapping[int, datetime] = MappingProxyType({})
) -> dict[int, dict[str, FactValue | None]]:
    """The facts of these tickets by their numbers, as they stand at `at`; of resolved ones, as they stood then.

    Of a ticket with a moment of its own, its age and what its customer had said by then; the rest is of now.
    """
    found = _tickets(numbers=list(tickets))
    stood_at = {ticket.pk: moments.get(ticket.pk) or ticket.resolved_at or at for ticket in found}
    said = _said([ticket.pk for ticket in found])
    for number, moment in moments.items():
        said[number] = [each for each in said[number] if each[0] <= moment]
    since = min(stood_at.values(), default=at) - RECENTLY
    events = _events({ticket.account_id for ticket in found}, since=since, until=at)
    return {
        ticket.pk: _facts(ticket, said[ticket.pk], events[ticket.account_id], stood_at[ticket.pk]) for ticket in found
    }


def of(ticket: Ticket, *, at: datetime) -> dict[str, FactValue | None]:
    """The facts of one ticket."""
    return gather([ticket.pk], at=at)[ticket.pk]


@compiled
def _tickets(*, numbers: list[int]) -> QuerySet[Any, Any]:
    sent = Handoff.objects.filter(ticket=OuterRef("pk"), withdrawn_at__isnull=True)
    last = sent.order_by("-pk")
    counted = sent.order_by().values("ticket").annotate(count=Count("pk"))
    came_back = counted.filter(returned_at__isnull=False)
    return (
        Ticket.objects.filter(any_of("pk", numbers))
        .select_related("account", "customer", "team", "issue_type__parent__parent")
        .annotate(
            handoff_count=Coalesce(Subquery(counted.values("count")), 0),
            return_count=Coalesce(Subquery(came_back.values("count")), 0),
            last_sentiment=Subquery(last.values("sentiment")[:1]),
            last_urgency=Subquery(last.values("urgency")[:1]),
        )
    )


def _said(tickets: list[int]) -> dict[int, Said]:
    """What customers wrote, in order: when, by which channel, and of the words as many as are looked through."""
    said: dict[int, Said] = defaultdict(list)
    for ticket, at, channel, words in _looked_through(tickets=tickets):
        said[ticket].append((at, channel, words))
    return said


@compiled
def _looked_through(*, tickets: list[int]) -> QuerySet[Message, Any]:
    rows = Message.objects.from_customer().public().filter(any_of("ticket_id", tickets)).in_order()
    with_it = Window(Sum(Length("body")), partition_by="ticket_id", order_by=["posted_at", "pk"])
    left = Cast(Greatest(0, TEXT_LIMIT - with_it + Length("body")), IntegerField())
    rows = rows.annotate(looked_at=Left("body", left))
    return rows.values_list("ticket_id", "posted_at", "channel", "looked_at")


def _events(accounts: Iterable[int], *, since: datetime, until: datetime) -> dict[int, list[tuple[datetime, str]]]:
    events: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    for account, at, kind in _happened(accounts=list(accounts), since=since, until=until):
        events[account].append((at, kind))
    return events


@compiled
def _happened(*, accounts: list[int], since: datetime, until: datetime) -> QuerySet[AccountEvent, Any]:
    rows = AccountEvent.objects.filter(any_of("account_id", accounts), happened_at__gt=since, happened_at__lte=until)
    return rows.order_by("happened_at").values_list("account_id", "happened_at", "kind")


def _facts(ticket: Any, said: Said, events: list[tuple[datetime, str]], at: datetime) -> dict[str, FactValue | None]:
    waits = ticket.waiting_since is not None and ticket.waiting_since <= at
    words = "\n".join([ticket.subject, *(body for _, _, body in said)])[:TEXT_LIMIT]
    codes = error_codes(words)
    return {
        "plan": ticket.account.plan if ticket.account.plan != Plan.UNKNOWN else None,
        "issue_type": kinds_of(ticket.issue_type),
        "team": ticket.team.slug,
        "tier": ticket.team.tier,
        "channel": said[-1][1] if said else None,
        "age": at - ticket.opened_at,
        "waiting": at - ticket.waiting_since if waits else None,
        "contacts_in_24h": sum(1 for when, _, _ in said if at - DAY < when <= at),
        "customer_messages": len(said),
        "handoffs": ticket.handoff_count,
        "returns": ticket.return_count,
        "sentiment": ticket.last_sentiment or None,
        "urgency": ticket.last_urgency or None,
        "affected": affected(words),
        "error_code": codes or None,
        "has_error_code": bool(codes),
        "account_events": tuple(sorted({kind for when, kind in events if at - RECENTLY < when <= at})),
        "special_circumstances": bool(ticket.customer.special_circumstances),
        "words": words,
    }


def kinds_of(kind: IssueType | None) -> tuple[str, ...] | None:
    """The issue type and those above it, the closest first."""
    kinds: list[str] = []
    while kind is not None and len(kinds) < 3:
        kinds.append(kind.slug)
        kind = kind.parent if len(kinds) < 3 else None
    return tuple(kinds) or None
