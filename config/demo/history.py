"""Ninety days of tickets: how many a day, at what hour, from whom, about what.

A day tells the same tickets whenever it is told.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from config.demo.people import CustomerFacts, customers
from config.demo.plots import tell
from config.demo.scenario import Scenario
from config.demo.scenarios import BY_KEY, SCENARIOS
from config.demo.story import Story

DAYS = 90
TICKETS = 3_000
# Of a week's tickets, Monday first.
WEEKDAYS = (23, 20, 18, 17, 15, 4, 3)
# Of a day's tickets, by the hour in the customer's country.
HOURS = (1, 0, 0, 0, 0, 1, 3, 7, 14, 18, 17, 14, 9, 13, 16, 15, 12, 8, 4, 3, 2, 2, 1, 1)
# Once in a while something breaks for everybody.
OUTAGE_EVERY = 19
OUTAGE_TICKETS = 9
PLAN_WEIGHTS = {"free": 1, "team": 3, "business": 6, "enterprise": 10}


def stories(*, since: date, until: datetime, tickets: int = TICKETS) -> Iterator[tuple[str, Story]]:
    """Key and story of each ticket that began on one of these days and is over; `tickets` is how many 90 days have."""
    day = since
    while day <= until.date():
        for key, story in _stories_of(day, tickets / DAYS):
            if story.ended_at < until:
                yield key, story
        day += timedelta(days=1)


def _stories_of(day: date, daily: float) -> Iterator[tuple[str, Story]]:
    rng = Random(f"ferrywell {day.isoformat()}")  # noqa: S311 - a demo that is the same every time
    wanted = daily * WEEKDAYS[day.weekday()] * 7 / sum(WEEKDAYS)
    count = int(wanted) + (rng.random() < wanted % 1)
    broken = day.toordinal() % OUTAGE_EVERY == 0
    for number in range(count):
        scenario, customer = _scenario(rng), _customer(rng)
        hour = rng.choices(range(24), weights=HOURS)[0]
        if broken and number < OUTAGE_TICKETS:
            scenario, hour = BY_KEY["outage"], 10
        yield f"past-{day:%Y%m%d}-{number:03}", tell(scenario, customer, at=_instant(day, hour, customer, rng), rng=rng)


def _instant(day: date, hour: int, customer: CustomerFacts, rng: Random) -> datetime:
    zone = ZoneInfo(customer.account.time_zone)
    local = datetime(day.year, day.month, day.day, hour, rng.randrange(60), rng.randrange(60), tzinfo=zone)
    return local.astimezone(UTC)


def _scenario(rng: Random) -> Scenario:
    return rng.choices(SCENARIOS, weights=[scenario.weight for scenario in SCENARIOS])[0]


def _customer(rng: Random) -> CustomerFacts:
    people = customers()
    return rng.choices(people, weights=[PLAN_WEIGHTS[person.account.plan] for person in people])[0]
