"""The words of a message: a notice as it is, or several of them in one."""

from datetime import UTC
from typing import Any

from django.conf import settings
from django.urls import reverse

from escalation.models import ANSWERED_BY_ACKNOWLEDGING, CALLS_TO_ACKNOWLEDGE, Delivery, Notice
from escalation.notices import links, retrying
from escalation.notices.channels.message import Message
from escalation.notices.deliveries.claiming import Parcel
from escalation.permissions import can_acknowledge

LISTED = 10  # of many notices in one message


def message(parcel: Parcel) -> Message:
    """What a person is sent."""
    return _alone(parcel.lead) if len(parcel.deliveries) == 1 else _together(parcel)


def _alone(delivery: Delivery) -> Message:
    notice = delivery.notice
    return Message(
        key=delivery.bundle,
        subject=notice.title,
        text="\n\n".join(filter(None, [notice.title, notice.body, f"You are told because: {notice.reason}."])),
        url=address(notice.get_absolute_url()),
        acknowledge_url=_acknowledge_url(notice),
        urgent=delivery.is_urgent,
    )


def _acknowledge_url(notice: Notice) -> str:
    """A link that acknowledges, for whom a handoff waits; empty for others."""
    handoff, agent = notice.handoff, notice.recipient
    if handoff is None or notice.kind not in ANSWERED_BY_ACKNOWLEDGING or not handoff.is_waiting:
        return ""
    if not can_acknowledge(agent, handoff):
        return ""
    return address(reverse("link", args=[links.token_for(handoff.pk, agent.pk)]))


def event(delivery: Delivery) -> tuple[str, dict[str, Any]]:
    """What a program is sent: the event's id, the same at each try, and its payload: `type`, `timestamp` and `data`."""
    notice, handoff = delivery.notice, delivery.notice.handoff
    data = {
        "title": notice.title,
        "text": notice.body,
        "urgent": notice.is_urgent,
        "handoff": handoff.pk if handoff else None,
        "ticket": handoff.ticket.number if handoff else None,
        "url": address(notice.get_absolute_url()),
    }
    at = notice.created_at.astimezone(UTC).isoformat()
    payload = {"type": f"notice.{notice.kind}", "timestamp": at, "data": data}
    return Message(key=delivery.key, subject="", text="", url="").id, payload


def _together(parcel: Parcel) -> Message:
    told = [delivery.notice for delivery in parcel.deliveries]
    parts = [_listed(notice) for notice in told[:LISTED]]
    if len(told) > LISTED:
        parts.append(f"And {len(told) - LISTED} more.")
    return Message(
        key=parcel.lead.bundle,
        subject=_headline(told),
        text="\n\n".join([f"{_headline(told)}.", *parts]),
        url=address(reverse("notices")),
        urgent=parcel.is_urgent,
    )


def _listed(notice: Notice) -> str:
    """One of many: enough to triage it, and where to act on it."""
    acknowledge = _acknowledge_url(notice)
    act = f"Acknowledge: {acknowledge}" if acknowledge else f"Open: {address(notice.get_absolute_url())}"
    return "\n".join(filter(None, [f"- {notice.title}", notice.body, act]))


def _headline(told: list[Notice]) -> str:
    """`17 handoffs wait unacknowledged` where that is what all of them say."""
    if all(notice.kind in CALLS_TO_ACKNOWLEDGE for notice in told):
        count = len({notice.handoff_id for notice in told})
        return f"{count} handoffs wait unacknowledged" if count > 1 else "A handoff waits unacknowledged"
    return retrying.headline([notice.get_kind_display() for notice in told])


def address(path: str) -> str:
    """A page of this portal as it is reached from outside."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"
