"""What becomes of a delivery once it was tried."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from escalation import database_clock, notices
from escalation.duty import Recipient
from escalation.models import Delivery, Medium, NoticeKind, WebhookEndpoint
from escalation.notices import nudge, retrying
from escalation.notices.channels.message import NotDelivered
from escalation.notices.deliveries.claiming import Parcel
from tickets.compiled import any_of, compiled
from tickets.models import Agent, Role

logger = logging.getLogger(__name__)


@transaction.atomic
def sent(parcels: Sequence[Parcel]) -> int:
    """Mark them sent, and say how many deliveries were: none whose lease had run out, as another sender has those."""
    ours = _ours(*parcels)
    return ours.update(sent_at=database_clock.now(), lease_until=None, lease_token="", last_error="") if parcels else 0


@transaction.atomic
def overtaken(parcel: Parcel) -> None:
    """Its recipient has left: nobody is there to read it."""
    _ours(parcel).update(cancelled_at=database_clock.now(), lease_until=None, lease_token="")


@transaction.atomic
def failed(parcel: Parcel, error: NotDelivered) -> None:
    """Have it tried again later, or give it up and raise an alarm."""
    now, lead = database_clock.now(), parcel.lead
    again = retrying.retry_at(lead.attempts, now=now, key=lead.key, urgent=parcel.is_urgent, asked=error.asked)
    gives_up = error.is_final or again is None
    marked = _ours(parcel).update(
        lease_until=None,
        lease_token="",
        last_error=str(error).replace("\0", "")[:300],
        dead_at=now if gives_up else None,
        next_attempt_at=again or now,
    )
    if marked and error.is_gone and lead.endpoint_id:
        because = f"It answered on {now:%Y-%m-%d} that it is gone."
        WebhookEndpoint.objects.filter(pk=lead.endpoint_id).update(is_active=False, disabled_because=because)
    if marked and gives_up:
        _try_to_raise_alarm(parcel, str(error), now)


def _ours(*parcels: Parcel) -> QuerySet[Delivery]:
    """Those that are still this sender's, locked in the order in which others lock them."""
    tokens = {delivery.pk: parcel.token for parcel in parcels for delivery in parcel.deliveries}
    mine = [number for number, token in _locked(numbers=list(tokens)) if token == tokens[number]]
    return Delivery.objects.filter(any_of("pk", mine))


@compiled
def _locked(*, numbers: list[int]) -> QuerySet[Delivery, tuple[int, str]]:
    unfinished = Delivery.objects.unfinished().filter(any_of("pk", numbers))
    return unfinished.order_by("pk").select_for_update().values_list("pk", "lease_token")


def _try_to_raise_alarm(parcel: Parcel, why: str, now: datetime) -> None:
    """An alarm that cannot be raised must not have what it is about tried for ever."""
    try:
        with transaction.atomic():
            _raise_alarm(parcel, why, now)
    except Exception:
        logger.exception("Nobody could be told that %s was given up", parcel.lead)


def _raise_alarm(parcel: Parcel, why: str, now: datetime) -> None:
    """Tell those in charge, and whose channel it is, once for each target and hour; an alarm raises none itself.

    Where it was urgent that somebody hears of it, so is that she does not.
    """
    lead = parcel.lead
    if lead.notice.kind == NoticeKind.UNDELIVERED:
        return
    in_charge = Agent.objects.people().filter(role__in=[Role.MANAGER, Role.ADMIN]).order_by("pk")
    told = [Recipient(agent, f"{agent.get_role_display()}: looks after Baton") for agent in in_charge]
    if lead.medium != Medium.WEBHOOK:
        told.insert(0, Recipient(lead.notice.recipient, "It is your channel"))
    notices.tell(
        told,
        kind=NoticeKind.UNDELIVERED,
        event=f"undelivered:{lead.target}:{now:%Y%m%d%H}{':urgent' if parcel.is_urgent else ''}",
        title=f"Notices do not get through: {_where(lead)}",
        text=f"{why} Here in the portal they are all the same. Admin, Deliveries, sends them again.",
        link=reverse("notices"),
        urgent=parcel.is_urgent,
        avoiding=lead.target,  # which has just been found not to work
        at=now,
    )


def _where(delivery: Delivery) -> str:
    if delivery.endpoint is not None:
        return f"webhook {delivery.endpoint}"
    if delivery.channel is not None:
        return f"{delivery.channel}, chat of {delivery.notice.recipient}"
    return f"e-mail to {delivery.notice.recipient}"


@transaction.atomic
def send_again(deliveries: QuerySet[Delivery]) -> int:
    """Give what was given up all its tries once more, and say how many there are."""
    now = database_clock.now()
    dead = deliveries.filter(dead_at__isnull=False)
    count = dead.update(dead_at=None, attempts=0, next_attempt_at=now)
    nudge.senders()
    return count
