"""What is to leave the portal: written in the transaction of its notice, to be sent after."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, FilteredRelation, Q, QuerySet

from escalation.models import (
    CALLS_TO_ACKNOWLEDGE,
    AlertPreferences,
    Delivery,
    Handoff,
    Medium,
    Notice,
    NoticeKind,
    WebhookEndpoint,
)
from escalation.notices import nudge, wishes
from tickets.compiled import any_of, compiled
from tickets.kept import Kept
from tickets.models import Agent


def write(notices: Sequence[Notice], *, agents: Iterable[Agent], at: datetime, avoiding: str = "") -> None:
    """Write a delivery for each of the channels on which these notices, just written, are to be heard of.

    `agents` are their recipients; the notices are of one event. Call it in their transaction. What is `avoiding` a
    target goes to its owner by her other ways, whatever she hears of there; to that one only where it is her only one.
    """
    routes = _Routes(list(agents), avoiding)
    planned = [delivery for notice in notices for delivery in routes.of(notice, at)]
    planned += _to_programs(notices[:1], at)
    if not planned:
        return
    # What was told before keeps its row, so the ids are those of the keys.
    ids = dict(Notice.objects.filter(key__in={each.notice.key for each in planned}).values_list("key", "pk"))
    for delivery in planned:
        delivery.notice_id = ids[delivery.notice.key]
    Delivery.objects.bulk_create(planned, ignore_conflicts=True)
    nudge.senders()


def email_target(agent_id: int) -> str:
    """Where e-mail to somebody goes, as its deliveries say it."""
    return f"email:{agent_id}"


def chat_target(channel_id: int) -> str:
    """Where chat in a channel goes, as its deliveries say it."""
    return f"chat:{channel_id}"


@dataclass(frozen=True)
class _Way:
    medium: Medium
    target: str
    topics: Collection[str]  # that she hears of there
    channel: int | None = None


class _Routes:
    """Where each of some agents wants to hear of what, and when not. One query."""

    def __init__(self, agents: list[Agent], avoiding: str) -> None:
        self._avoiding = avoiding
        self._agents = {agent.pk: agent for agent in agents}
        self._rows: dict[int, list[Any]] = {}
        for row in _wishes(agents=list(self._agents)):
            self._rows.setdefault(row.pk, []).append(row)

    def of(self, notice: Notice, at: datetime) -> Iterator[Delivery]:
        agent, rows = self._agents[notice.recipient_id], self._rows[notice.recipient_id]
        kept = rows[0]._state.fields_cache["alert_preferences"]
        preferences = kept or AlertPreferences(agent=agent)
        when = wishes.heard_from(notice, preferences, agent, at)
        ways = [(way, wishes.is_wanted(notice, way.topics)) for way in _ways(agent, preferences, rows)]
        chosen = [way for way, is_wanted in ways if is_wanted]
        if any(way.target == self._avoiding for way, _ in ways):
            others = [way for way, _ in ways if way.target != self._avoiding]
            chosen = [way for way in chosen if way in others] or others or chosen
        for way in chosen:
            yield _delivery(notice, way.medium, way.target, when, at, channel=way.channel)


def _ways(agent: Agent, preferences: AlertPreferences, rows: list[Any]) -> Iterator[_Way]:
    """All there are to reach her outside the portal."""
    if settings.SENDS_EMAIL and agent.email:
        yield _Way(Medium.EMAIL, email_target(agent.pk), preferences.by_email)
    for row in rows:
        if row.channel_id:
            yield _Way(Medium.CHAT, chat_target(row.channel_id), row.channel_topics, row.channel_id)


@compiled
def _wishes(*, agents: list[int]) -> QuerySet[Agent, Any]:
    """Agents with their preferences, once for each channel they use, and once where they use none."""
    in_use = FilteredRelation("alert_channels", condition=Q(alert_channels__is_active=True))
    asked = Agent.objects.filter(any_of("pk", agents)).select_related("alert_preferences").alias(channel=in_use)
    return asked.annotate(channel_id=F("channel__pk"), channel_topics=F("channel__topics")).order_by("channel_id")


@compiled
def _all_endpoints() -> QuerySet[WebhookEndpoint, WebhookEndpoint]:
    return WebhookEndpoint.objects.order_by("pk")


_endpoints = Kept(_all_endpoints)


def _to_programs(notices: Sequence[Notice], at: datetime) -> Iterator[Delivery]:
    """Programs hear of an event once, however many people are told of it."""
    for notice in notices:
        if notice.kind == NoticeKind.TRIED:
            return
        for endpoint in _endpoints.get():
            if not endpoint.kinds or notice.kind in endpoint.kinds:
                yield _delivery(notice, Medium.WEBHOOK, f"webhook:{endpoint.pk}", at, at, endpoint=endpoint)


def _delivery(
    notice: Notice,
    medium: Medium,
    target: str,
    when: datetime,
    at: datetime,
    *,
    channel: int | None = None,
    endpoint: WebhookEndpoint | None = None,
) -> Delivery:
    # The recipient is the last part of a notice's key; programs are told of the event, whoever else is.
    event = notice.key.rpartition(":")[0] if endpoint else notice.key
    return Delivery(
        notice=notice,
        medium=medium,
        channel_id=channel,
        endpoint=endpoint,
        key=f"{event}:{target}",
        target=target,
        is_urgent=notice.is_urgent,
        created_at=at,
        next_attempt_at=when,
    )


def cancel_calls(handoff: Handoff, *, at: datetime, of: Agent | None = None) -> None:
    """Stop what would still call people to acknowledge; what is being sent at this moment may arrive once more."""
    calls = Delivery.objects.unfinished().filter(notice__handoff=handoff, notice__kind__in=CALLS_TO_ACKNOWLEDGE)
    calls = calls.filter(notice__recipient=of) if of else calls
    unsent = calls.exclude(medium=Medium.WEBHOOK)
    # Locked in one order, as a sender locks them.
    ids = list(unsent.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=ids).update(cancelled_at=at)
