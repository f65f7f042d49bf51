"""Word to those concerned: one notice per event and person, written in the transaction of its cause."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from escalation.duty import Recipient
from escalation.models import CALLS_TO_ACKNOWLEDGE, Handoff, Notice, NoticeKind
from escalation.notices import outbox
from tickets import changes
from tickets.models import Agent


def tell(
    recipients: Iterable[Recipient],
    *,
    handoff: Handoff | None = None,
    kind: NoticeKind,
    event: str,
    title: str,
    at: datetime,
    text: str = "",
    link: str = "",
    urgent: bool = False,
    avoiding: str = "",
) -> None:
    """Write a notice to each of the recipients, once, whatever is repeated.

    `event` names what happened among all that happens to this handoff, or to Baton where it is about none; with the
    recipient it makes the key. Somebody who is chosen twice is told once, for the first reason. `link` is where to
    look, if not at the handoff's ticket. What is `urgent` goes before all else, and through quiet hours. It does not go
    to the target `avoiding`, whose owner has another.
    """
    by_agent = {recipient.agent.pk: recipient for recipient in reversed(list(recipients))}
    body = "\n".join(filter(None, [text, at_a_glance(handoff, at) if handoff else ""]))
    told = [
        Notice(
            recipient=recipient.agent,
            handoff=handoff,
            kind=kind,
            key=f"{handoff.pk if handoff else ''}:{event}:{recipient.agent.pk}",
            link=link,
            is_urgent=urgent,
            title=title[:200],
            body=body,
            reason=recipient.reason[:200],
            created_at=at,
        )
        for recipient in by_agent.values()
    ]
    Notice.objects.bulk_create(told, ignore_conflicts=True)
    outbox.write(told, agents=[recipient.agent for recipient in by_agent.values()], at=at, avoiding=avoiding)
    changes.announce(*(f"agent:{pk}" for pk in by_agent))


def at_a_glance(handoff: Handoff, at: datetime) -> str:
    """Enough to triage without opening: customer, plan, issue type, urgency, how long the customer has waited."""
    ticket = handoff.ticket
    waiting = handoff.customer_waiting(at)
    return " · ".join(
        filter(
            None,
            [
                f"{ticket.customer}, {ticket.account} ({handoff.get_plan_display()})",
                str(ticket.issue_type or ""),
                handoff.urgency and f"{handoff.get_urgency_display()} urgency",
                f"customer waiting {in_words(waiting)}" if waiting is not None else "customer not waiting",
            ],
        )
    )


def in_words(span: timedelta) -> str:
    """A length of time as people say it: `38 min`, `1 h 52 min`, `3 d 4 h`.

    >>> in_words(timedelta(hours=1, minutes=52, seconds=40))
    '1 h 52 min'
    """
    minutes = max(0, int(span.total_seconds())) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes else "under a minute"


def clear_waiting(handoff: Handoff, *, at: datetime, of: Agent | None = None) -> None:
    """Nobody needs to look any more: what called for an acknowledgement is read, and not sent out.

    For everybody, or for one who was called and is needed no longer.
    """
    whose = Q(recipient=of) if of else Q()
    Notice.objects.unread().filter(whose, handoff=handoff, kind__in=CALLS_TO_ACKNOWLEDGE).update(read_at=at)
    outbox.cancel_calls(handoff, at=at, of=of)


def mark_read(
    agent: Agent, *, at: datetime, handoff: Handoff | None = None, up_to: int | None = None, only: int | None = None
) -> int:
    """Mark an agent's own notices read: of one handoff, up to a notice's id, one by its id, or all.

    Says how many there were; a notice of somebody else's is none of hers.
    """
    chosen = Q(recipient=agent)
    if handoff is not None:
        chosen &= Q(handoff=handoff)
    if up_to is not None:
        chosen &= Q(pk__lte=up_to)
    if only is not None:
        chosen &= Q(pk=only)
    read = Notice.objects.unread().filter(chosen).update(read_at=at)
    if read:
        changes.announce(f"agent:{agent.pk}")  # the bells of her other windows
    return read
