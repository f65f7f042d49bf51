"""How quickly teams take up and answer what is sent to them: not all alike, and not every week."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sin
from random import Random
from zoneinfo import ZoneInfo

from config.demo import company

# How often a team acknowledges in time, of a hundred.
ACKNOWLEDGES = {
    company.LISBON: 93,
    company.SINGAPORE: 90,
    company.DENVER: 87,
    company.TIER_2: 86,
    company.BILLING: 92,
    company.ENGINEERING: 79,
    company.ASSISTANT: 90,
}
ANSWERS = 89
HARDER = {company.SHIFT_CHANGE: 5, company.BOT_TO_AGENT: 3}
NIGHT = 8
_ZONES = {team.slug: ZoneInfo(team.time_zone) for team in company.TEAMS}


@dataclass(frozen=True)
class Allowance:
    acknowledge: timedelta
    respond: timedelta


ALLOWANCES = {kind.slug: Allowance(kind.acknowledge_within, kind.respond_within) for kind in company.HANDOFF_TYPES}


def time_to_acknowledge(team: str, kind: str, sent_at: datetime, rng: Random) -> timedelta:
    share = ACKNOWLEDGES[team] - HARDER.get(kind, 0) + _mood(team, sent_at)
    return _time_taken(ALLOWANCES[kind].acknowledge, share, rng)


def time_to_answer(team: str, kind: str, sent_at: datetime, rng: Random) -> timedelta:
    """From sending to the first words to the customer."""
    return _time_taken(ALLOWANCES[kind].respond, ANSWERS + _mood(team, sent_at), rng)


def time_to_take_back(kind: str, rng: Random) -> timedelta:
    return _time_taken(ALLOWANCES[kind].acknowledge, 85, rng)


def _mood(team: str, at: datetime) -> float:
    """Good weeks and bad ones, and the hours when half of a team is asleep."""
    week = at.isocalendar().week
    local_hour = at.astimezone(_ZONES[team]).hour
    return 5 * sin(week * 1.7 + len(team)) - (NIGHT if local_hour < 7 or local_hour >= 21 else 0)


def _time_taken(allowance: timedelta, share_in_time: float, rng: Random) -> timedelta:
    if rng.random() * 100 < share_in_time:
        return allowance * (0.04 + 0.92 * rng.betavariate(1.5, 2.8))
    return allowance * (1.03 + rng.expovariate(1.6))
