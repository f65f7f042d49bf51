"""What people do about the watch: take it, give it up, put a colleague on it, and say when they are away."""

from datetime import datetime, timedelta

from django.db import transaction

from escalation.duty.rosters import roster_of
from escalation.models import Leave, WatchOverride
from tickets import changes
from tickets.models import Agent, Membership, Team
from tickets.services import NotInTeam

# Taking the watch is for today. It ends with the turn it was taken out of, if that comes first.
LONGEST_TAKEN = timedelta(hours=12)
LONGEST_SPAN = timedelta(days=366)


class EndsBeforeItBegins(Exception):
    """A span of time ends after it begins, and not before now."""


class TooLong(Exception):
    """A leave or a watch lasts a year at most: whoever is away for longer is deactivated."""


class NotWatching(Exception):
    """She has not taken the watch, so she cannot give it up."""


@transaction.atomic
def take_the_watch(team: Team, *, by: Agent, at: datetime) -> WatchOverride:
    """Watch the team's queue from now on: until the turn ends, 12 hours at most. Raises NotInTeam."""
    rotation = roster_of(team, at, at).rotation
    ends_at = at + LONGEST_TAKEN
    if rotation:
        ends_at = min(ends_at, rotation.turn_ends_at(at))
    return put_on_watch(team, agent=by, starts_at=at, ends_at=ends_at, by=by, at=at)


@transaction.atomic
def put_on_watch(
    team: Team, *, agent: Agent, starts_at: datetime, ends_at: datetime, by: Agent, at: datetime
) -> WatchOverride:
    """Let an agent of the team watch its queue for a while, whoever's turn it is.

    Raises NotInTeam, EndsBeforeItBegins, TooLong.
    """
    if not Membership.objects.filter(team=team, agent=agent, agent__in=Agent.objects.people()).exists():
        raise NotInTeam(f"{agent} does not work in {team}")
    _must_last(starts_at, ends_at, at)
    override = WatchOverride.objects.create(
        team=team, agent=agent, starts_at=starts_at, ends_at=ends_at, made_at=at, made_by=by
    )
    changes.announce(f"team:{team.pk}", f"agent:{agent.pk}")
    return override


@transaction.atomic
def give_up_the_watch(team: Team, *, by: Agent, at: datetime) -> None:
    """End what she has taken over; whoever's turn it is watches again. Raises NotWatching."""
    taken = WatchOverride.objects.select_for_update().filter(team=team, agent=by, starts_at__lte=at, ends_at__gt=at)
    pks = list(taken.values_list("pk", flat=True))
    if not pks:
        raise NotWatching(f"You have not taken the watch of {team}")
    WatchOverride.objects.filter(pk__in=pks, starts_at=at).delete()
    WatchOverride.objects.filter(pk__in=pks).update(ends_at=at)
    changes.announce(f"team:{team.pk}", f"agent:{by.pk}")


@transaction.atomic
def add_leave(agent: Agent, *, starts_at: datetime, ends_at: datetime, by: Agent, at: datetime) -> Leave:
    """Note that an agent is away: meanwhile she is on duty nowhere. Raises EndsBeforeItBegins, TooLong."""
    _must_last(starts_at, ends_at, at)
    leave = Leave.objects.create(agent=agent, starts_at=starts_at, ends_at=ends_at, added_at=at, added_by=by)
    _announce_for(agent)
    return leave


@transaction.atomic
def end_leave(leave: Leave, *, by: Agent, at: datetime) -> None:
    """Take back what has not begun, and end now what has; one that is over stays as it was."""
    Leave.objects.filter(pk=leave.pk, starts_at__gte=at).delete()
    Leave.objects.filter(pk=leave.pk, ends_at__gt=at).update(ends_at=at)
    _announce_for(leave.agent)


def _must_last(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    if ends_at <= max(starts_at, now):
        raise EndsBeforeItBegins
    if ends_at - starts_at > LONGEST_SPAN:
        raise TooLong


def _announce_for(agent: Agent) -> None:
    teams = Membership.objects.filter(agent=agent).values_list("team", flat=True)
    changes.announce(f"agent:{agent.pk}", *(f"team:{team}" for team in teams))
