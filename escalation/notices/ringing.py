"""What an open page pops up and rings for: all that is urgent, and the newest of the rest."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from escalation.models import ANSWERED_BY_ACKNOWLEDGING, EventKind, HandoffEvent, Notice, NoticeKind
from escalation.notices import wishes
from escalation.notices.alerts import preferences_of
from tickets import changes
from tickets.models import Agent

NEWEST = 5  # of what is not urgent; the bell tells the number of the rest
LOOKED_AT = 60
# What rang, as the handoff's story says it.
WHAT_RANG = {
    NoticeKind.SENT: "a new handoff",
    NoticeKind.WARM_ASKED: "a talk is asked for",
    NoticeKind.REMINDED: "a reminder",
    NoticeKind.PAGED: "a page",
    NoticeKind.UNACKNOWLEDGED: "nobody acknowledges",
    NoticeKind.BREACHED: "a missed deadline",
}


@dataclass(frozen=True)
class Ring:
    """An unread notice as a page shows it."""

    notice: Notice
    rings: bool  # she chose to be alerted by the browser
    heard_from: datetime


@dataclass(frozen=True)
class Shown:
    """The latest first; from the id `complete_from` on nothing unread is missing, and nothing urgent at all."""

    rings: list[Ring]
    complete_from: int


def shown_to(agent: Agent, now: datetime) -> Shown:
    """What is unread, without what her quiet hours hold back."""
    preferences = preferences_of(agent)
    unread = Notice.objects.unread().for_reader(agent)
    looked_at = [
        Ring(
            notice,
            rings=wishes.is_wanted(notice, preferences.by_browser),
            heard_from=wishes.heard_from(notice, preferences, agent, notice.created_at),
        )
        for notice in unread.order_by("-is_urgent", "-created_at", "-pk")[:LOOKED_AT]
    ]
    heard = [ring for ring in looked_at if ring.heard_from <= now]
    urgent = [ring for ring in heard if ring.notice.is_urgent]
    others = [ring for ring in heard if not ring.notice.is_urgent]
    chosen = [*urgent, *others[:NEWEST]]
    chosen.sort(key=lambda ring: (ring.notice.created_at, ring.notice.pk), reverse=True)
    return Shown(chosen, complete_from=others[NEWEST - 1].notice.pk if len(others) > NEWEST else 0)


@transaction.atomic
def note(agent: Agent, *, numbers: Collection[int], at: datetime) -> None:
    """Keep in the handoffs' stories that these notices of hers rang in her browser: each once, in however many it did.

    Only what calls for an acknowledgement belongs there.
    """
    calls = Notice.objects.filter(recipient=agent, pk__in=numbers, kind__in=ANSWERED_BY_ACKNOWLEDGING, ring=None)
    rang = [(notice, notice.handoff) for notice in calls.select_related("handoff").order_by("pk") if notice.handoff]
    HandoffEvent.objects.bulk_create(
        [
            HandoffEvent(
                handoff=handoff,
                kind=EventKind.RANG,
                at=at,
                by=agent,
                notice=notice,
                text=WHAT_RANG[NoticeKind(notice.kind)],
            )
            for notice, handoff in rang
        ],
        ignore_conflicts=True,
    )
    # Who looks at a ticket sees it; lists show nothing of it.
    changes.announce(*{f"ticket:{handoff.ticket_id}" for _, handoff in rang})
