"""How an agent is reached outside the pages she looks at: what she chose, and whether anything is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.conf import settings
from django.db import IntegrityError, transaction

from escalation import duty, notices
from escalation.duty import NobodyToTell, Recipient
from escalation.models import AlertChannel, AlertPreferences, BrowserReport, Delivery, NoticeKind, Topic
from escalation.models.browser import OPEN_WITHIN
from escalation.notices.outbox import chat_target, email_target
from tickets.models import Agent, Team
from tickets.permissions import led_team_ids_of

MOST_CHANNELS = 5
MOST_BROWSERS = 20


class TooManyChannels(Exception):
    """She has MOST_CHANNELS already."""


class NameTaken(Exception):
    """Another channel of hers has this name."""


def preferences_of(agent: Agent) -> AlertPreferences:
    """What she chose; the defaults where she has not."""
    return AlertPreferences.objects.filter(agent=agent).first() or AlertPreferences(agent=agent)


def channels_of(agent: Agent) -> list[AlertChannel]:
    return list(AlertChannel.objects.in_use().filter(agent=agent).order_by("pk"))


@transaction.atomic
def choose(
    agent: Agent,
    *,
    by_email: Sequence[str],
    by_browser: Sequence[str],
    by_channel: Mapping[int, Sequence[str]],
    quiet: tuple[time, time] | None,
) -> None:
    """Hear of these topics by e-mail and in the browser, and of those in these channels of hers; in `quiet` only of
    what is urgent.
    """
    start, end = quiet or (None, None)
    fields = {
        "by_email": list(by_email), "by_browser": list(by_browser), "quiet_from": start, "quiet_until": end
    }  # fmt: skip
    AlertPreferences.objects.update_or_create(agent=agent, defaults=fields)
    for pk, topics in by_channel.items():
        AlertChannel.objects.in_use().filter(agent=agent, pk=pk).update(topics=list(topics))


@transaction.atomic
def add_channel(agent: Agent, *, name: str, address: str, at: datetime) -> AlertChannel:
    """A new place in chat; the address was checked before. Raises NameTaken, TooManyChannels."""
    if AlertChannel.objects.in_use().filter(agent=agent).count() >= MOST_CHANNELS:
        raise TooManyChannels
    try:
        with transaction.atomic():
            return AlertChannel.objects.create(agent=agent, name=name, address=address, created_at=at)
    except IntegrityError as error:
        raise NameTaken from error


@transaction.atomic
def remove_channel(channel: AlertChannel, *, at: datetime) -> None:
    """Write there no more, and forget the address; what was sent stays on record."""
    Delivery.objects.unfinished().filter(channel=channel).update(cancelled_at=at)
    AlertChannel.objects.filter(pk=channel.pk).update(is_active=False, address="")


def try_out(agent: Agent, *, at: datetime) -> None:
    """Send her a test on every channel she has, once a second at most."""
    notices.tell(
        [Recipient(agent, "You asked for this test")],
        kind=NoticeKind.TRIED,
        event=f"tried:{at:%Y%m%d%H%M%S}",
        title="This is a test: notices reach you here",
        at=at,
    )


@transaction.atomic
def note_browser(agent: Agent, *, browser: str, permission: str, at: datetime) -> None:
    """Keep what a browser says about its permission; reports of browsers that are long closed go."""
    report = {"permission": permission, "seen_at": at}
    BrowserReport.objects.update_or_create(agent=agent, browser=browser, defaults=report)
    old = BrowserReport.objects.filter(agent=agent, seen_at__lt=at - OPEN_WITHIN)
    kept = BrowserReport.objects.filter(agent=agent).order_by("-seen_at")[:MOST_BROWSERS].values("pk")
    old.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()


def ways_to(agent: Agent, now: datetime) -> list[str]:
    """The ways on which what is urgent reaches her, in words; none means that she must look herself.

    One on which nothing gets through any more is none.
    """
    chosen = {chat_target(channel.pk): f"chat ({channel})" for channel in channels_of(agent) if _is_for_urgent(channel)}
    preferences = preferences_of(agent)
    if settings.SENDS_EMAIL and agent.email and Topic.URGENT in preferences.by_email:
        chosen = {email_target(agent.pk): "e-mail", **chosen}
    broken = Delivery.objects.filter(target__in=chosen).not_getting_through().values_list("target", flat=True)
    lost = set(broken) if chosen else set()
    ways = [words for target, words in chosen.items() if target not in lost]
    if Topic.URGENT in preferences.by_browser and BrowserReport.objects.that_alert(now).filter(agent=agent).exists():
        ways.insert(0, "this browser")
    return ways


def _is_for_urgent(channel: AlertChannel) -> bool:
    return Topic.URGENT in channel.topics


@dataclass(frozen=True)
class OutOfReach:
    """Who watches now and cannot be alerted: the reader herself, and watchers of teams that she leads."""

    own_teams: tuple[Team, ...]
    others: tuple[tuple[Agent, Team], ...]

    def __bool__(self) -> bool:
        return bool(self.own_teams or self.others)


def out_of_reach(reader: Agent, now: datetime) -> OutOfReach:
    """What a page tells its reader about people on duty whose alerts cannot get through."""
    own = duty.watches_now(reader, now)
    own_teams = tuple(own) if own and not ways_to(reader, now) else ()
    led = Team.objects.filter(pk__in=led_team_ids_of(reader), is_active=True).in_order()
    watchers = [(watcher, team) for team in led if (watcher := _watcher(team, now)) and watcher != reader]
    return OutOfReach(own_teams, tuple((agent, team) for agent, team in watchers if not ways_to(agent, now)))


def _watcher(team: Team, now: datetime) -> Agent | None:
    try:
        return duty.on_duty(team, now).agent
    except NobodyToTell:
        return None
