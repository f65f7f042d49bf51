"""What an open page pops up and rings for: all that is urgent, and the newest of the rest."""

from dataclasses import dataclass
from datetime import datetime

from escalation.models import Notice
from escalation.notices import wishes
from escalation.notices.alerts import preferences_of
from tickets.models import Agent

NEWEST = 5  # of what is not urgent; the bell tells the number of the rest
LOOKED_AT = 60


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
