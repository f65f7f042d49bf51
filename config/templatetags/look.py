"""What templates write many times a page: icons, times, deadlines. Tags, since an include costs ten times as much."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from config.wording import left_in_words, length_in_words, since_in_words

register = template.Library()

WARN_WITHIN = timedelta(minutes=5)


@register.simple_tag
def icon(name: str, label: str = "", large: bool = False) -> SafeString:
    """An icon of the sprite: decoration, or, with a label, a word of its own.

    `{% icon "bell" %}`, `{% icon "lock" label="Internal" %}`
    """
    return _drawn(name, label, large)


@lru_cache(maxsize=512)  # a page draws the same few icons a hundred times
def _drawn(name: str, label: str, large: bool) -> SafeString:
    said = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="icon{}" {}><use href="{}#{}"></use></svg>',
        " icon-l" if large else "",
        said,
        static("vendor/icons.svg"),
        name,
    )


@register.filter
def address(email: str) -> SafeString:
    """An e-mail address that breaks behind its parts where a column is narrow, and not in the midst of a word."""
    return SafeString(re.sub("([@.])", r"\1<wbr>", escape(email)))


@register.simple_tag
def when(at: datetime | None, shape: str = "short", zone: str = "") -> SafeString:
    """An instant in the reader's own zone, as UTC until the browser has put it there.

    `{% when message.posted_at %}`; shapes: `short` (today only the time), `time`, `date`, `full`, `ago`, `weekday`.
    On a clock elsewhere only how it is written is the reader's: `{% when shift.ends_at "weekday" team.time_zone %}`.
    """
    if at is None:
        return SafeString("")
    if zone:
        there = f"{at.astimezone(ZoneInfo(zone)):%a %H:%M}"
        return format_html('<time datetime="{}" data-local="{}" data-zone="{}">{}</time>', _iso(at), shape, zone, there)
    at = at.astimezone(UTC)
    return SafeString(f'<time datetime="{_iso(at)}" data-local="{shape}">{_utc_words(at, shape)}</time>')


@register.simple_tag
def waiting(since: datetime | None, now: datetime) -> SafeString:
    """How long something has lasted, counted on by the browser: `{% waiting ticket.waiting_since now %}`."""
    if since is None:
        return SafeString("")
    return SafeString(f'<time datetime="{_iso(since)}" data-since>{since_in_words(now - since)}</time>')


@register.simple_tag
def lasted(start: datetime, end: datetime | None, now: datetime) -> SafeString | str:
    """How long something took, or has taken so far: `{% lasted row.started_at row.ended_at now %}`."""
    return length_in_words(end - start) if end else waiting(start, now)


@register.filter
def of(found: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping holds for a key, if anything: `{{ offered|of:ticket.pk }}`."""
    return found.get(key)


@register.simple_tag
def span(length: timedelta) -> str:
    """A length of time in words: `{% span today.median_to_acknowledge %}`."""
    return length_in_words(length)


@register.simple_tag
def due(due_at: datetime | None, now: datetime, started_at: datetime | None = None, prefix: str = "") -> SafeString:
    """A deadline that counts down: a ring that drains, and words that say the same.

    `{% due clock.due_at now clock.started_at "Acknowledge:" %}`; the start and the words before are optional.
    """
    if due_at is None:
        return SafeString("")
    left = due_at - now
    return format_html(
        '<span class="due {}" data-due="{}" data-started="{}" data-warn="{}">{}'
        '<span>{}<span class="due-words">{}</span></span></span>',
        due_class(left),
        _iso(due_at),
        _iso(started_at) if started_at else "",
        int(WARN_WITHIN.total_seconds()),
        _ring(due_at, started_at, left),
        f"{prefix} " if prefix else "",
        left_in_words(left),
    )


@register.simple_tag
def row_state(due_at: datetime | None, now: datetime) -> str:
    """The class of a row whose deadline is past or close: `<tr class="{% row_state due_at now %}">`."""
    if due_at is None:
        return ""
    return {"is-bad": "is-late", "is-warn": "is-soon"}.get(due_class(due_at - now), "")


@register.simple_tag
def avatar(name: str, initials: str, color: int | None = None, is_bot: bool = False) -> SafeString:
    """A round badge with somebody's initials; the bot has its icon. The name stands beside it, so it is decoration."""
    return _badge(name, initials, color, is_bot)


@lru_cache(maxsize=1024)  # of the same few people all day
def _badge(name: str, initials: str, color: int | None, is_bot: bool) -> SafeString:
    inside = icon("robot") if is_bot else initials
    color_class = f" team-color-{color}" if color else ""
    return format_html('<span class="avatar{}" title="{}" aria-hidden="true">{}</span>', color_class, name, inside)


def due_class(left: timedelta) -> str:
    """Calm, warn or bad, by what is left."""
    if left <= timedelta(0):
        return "is-bad"
    return "is-warn" if left <= WARN_WITHIN else "is-calm"


def _ring(due_at: datetime, started_at: datetime | None, left: timedelta) -> SafeString:
    whole = due_at - started_at if started_at else timedelta(minutes=15)
    share = max(0, min(100, round(100 * left / whole))) if whole else 0
    return SafeString(
        '<svg class="due-ring" viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6"/>'
        f'<circle cx="8" cy="8" r="6" pathLength="100" stroke-dasharray="{share} 100"/>'
        '<path d="M8 4.500v4M8 11.200v.1"/></svg>'
    )


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _utc_words(at: datetime, shape: str) -> str:
    if shape == "date":
        return f"{at.day} {at:%b %Y}"
    return f"{at:%H:%M} UTC" if shape == "time" else f"{at.day} {at:%b %Y, %H:%M} UTC"
