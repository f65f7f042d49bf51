"""What somebody wants to hear of on a way to her, and from when on: her topics, and her quiet hours."""

from collections.abc import Collection
from datetime import datetime

from escalation.models import AlertPreferences, Notice, NoticeKind, topic_of
from escalation.notices import quiet_hours
from tickets.models import Agent


def is_wanted(notice: Notice, topics: Collection[str]) -> bool:
    """Whether it is about one of the topics; a test is wanted everywhere."""
    return notice.kind == NoticeKind.TRIED or topic_of(notice) in topics


def heard_from(notice: Notice, preferences: AlertPreferences, agent: Agent, at: datetime) -> datetime:
    """When she may hear of what came up at `at`: at once, or after her quiet hours where it is not urgent."""
    quiet_from, quiet_until = preferences.quiet_from, preferences.quiet_until
    if notice.is_urgent or notice.kind == NoticeKind.TRIED or quiet_from is None or quiet_until is None:
        return at
    return quiet_hours.held_until(at, quiet_from=quiet_from, quiet_until=quiet_until, zone=agent.time_zone)
