"""What is going on in Ferrywell's support right now, as stories that end some minutes ago."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from random import Random

from config.demo import company, voices
from config.demo.going_on import PASSED, TALKS, WRONG, Passed, Talk
from config.demo.narrator import Narrator
from config.demo.passing import send, team_name
from config.demo.people import CustomerFacts, customers
from config.demo.plots import talk, talk_with_bot
from config.demo.scenarios import BY_KEY
from config.demo.story import Deed, Story
from escalation.package import one_line
from tickets.models import Channel

WRITTEN = (Channel.CHAT, Channel.EMAIL, Channel.WEB)
AT_HOME = {
    company.LISBON: ("Europe", "Africa"),
    company.SINGAPORE: ("Asia", "Australia"),
    company.DENVER: ("America",),
}
ANYWHERE = ("Europe", "Africa", "Asia", "Australia", "America")


def live_stories(now: datetime) -> Iterator[Story]:
    """Every ticket that is open at this moment, each ending where it stands."""
    rng = Random(f"now in ferrywell {now:%Y%m%d}")  # noqa: S311 - a demo that is the same for the same day
    people = list(customers())
    rng.shuffle(people)
    for passed in PASSED:
        yield _told(partial(_passed, passed, now=now), passed.scenario, _home(passed), people, rng, now)
    for one in TALKS:
        yield _told(partial(_talk, one, now=now), one.scenario, one.team, people, rng, now)


def _told(
    tell: Callable[[Narrator], Story], scenario: str, team: str, people: list[CustomerFacts], rng: Random, now: datetime
) -> Story:
    """A story that ends now, told twice: its first words name times before they were said, and when that was shows
    only at its end."""
    customer, dice = _customer_of(team, people), rng.getstate()
    began_at = tell(_narrator(scenario, team, customer, now, rng)).began_at
    rng.setstate(dice)
    return tell(_narrator(scenario, team, customer, began_at, rng))


def _home(passed: Passed) -> str:
    return passed.to if passed.sender == company.BOT else company.BY_USERNAME[passed.sender].team


def _customer_of(team: str, people: list[CustomerFacts]) -> CustomerFacts:
    """Somebody from the part of the world that this team looks after; nobody has two live tickets."""
    continents = AT_HOME.get(team, ANYWHERE)
    customer = next(person for person in people if person.account.time_zone.startswith(continents))
    people.remove(customer)
    return customer


def _narrator(scenario: str, team: str, customer: CustomerFacts, at: datetime, rng: Random) -> Narrator:
    channel = rng.choice(WRITTEN)
    return Narrator(BY_KEY[scenario], customer, at=at, team=team, channel=channel, rng=rng, sleeps=False)


def _talk(one: Talk, n: Narrator, *, now: datetime) -> Story:
    if one.holder == company.BOT:
        n.channel = Channel.CHAT
        n.open(holder=company.BOT)
        n.wait(0.1, 0.3)
        n.agent_says(n.choose(n.scenario.bot_turns))
        return _ending(n, one.quiet, now)
    n.open()
    if one.holder:
        n.wait(3, 25)
        n.claim(one.holder)
        talk(n)
        if one.turns == "agent":
            n.wait(5, 30)
            n.agent_says(n.choose(voices.STILL_ON_IT), by=one.answered_by)
    return _ending(n, one.quiet, now)


def _passed(passed: Passed, n: Narrator, *, now: datetime) -> Story:
    _come_to_the_handoff(passed, n)
    sent_at = n.at
    if passed.kind == company.REASSIGNMENT:
        line = one_line(n.choose(n.scenario.next_actions) + ".")
        n.do(Deed.SENT, by=n.holder, team=passed.to, agent=passed.by, handoff_type=passed.kind, package=line)
    else:
        send(n, _kind_of(passed), to=passed.to, fixed=True)

    def minutes_ago(ago: float) -> None:
        n.at = sent_at + timedelta(minutes=passed.sent - ago)

    last = passed.sent
    for ago, happen in ((passed.asked, _ask), (passed.withdrawn, _withdraw), (passed.returned, _return),
                        (passed.acknowledged, _acknowledge), (passed.answered, _answer)):  # fmt: skip
        if ago is not None:
            minutes_ago(ago)
            happen(passed, n)
            last = ago
    return _ending(n, last, now)


def _kind_of(passed: Passed) -> str:
    by_way = company.BOT_TO_AGENT if passed.sender == company.BOT else company.handoff_type_for(passed.to)
    return passed.kind or by_way


def _come_to_the_handoff(passed: Passed, n: Narrator) -> None:
    if passed.sender == company.BOT:
        n.channel = Channel.CHAT
        talk_with_bot(n)
        return
    n.open()
    n.wait(3, 25)
    n.claim(passed.sender)
    talk(n, is_kept=passed.kind == company.REASSIGNMENT)
    if n.chance(0.35):
        n.wait(1, 5)
        n.agent_says(n.choose(voices.PASSING_ON, team=team_name(passed.to)))
    n.wait(1, 5)


def _ask(passed: Passed, n: Narrator) -> None:
    n.do(Deed.ASKED, by=passed.by, text=n.choose(voices.QUESTIONS_TO_SENDER))


def _withdraw(passed: Passed, n: Narrator) -> None:
    n.do(Deed.WITHDRAWN, by=passed.sender)


def _return(passed: Passed, n: Narrator) -> None:
    wrong = passed.reason == WRONG
    words = voices.WRONG_TEAM[passed.to] if wrong else voices.MISSING_CONTEXT
    n.do(Deed.RETURNED, by=passed.by, text=n.choose(words), reason=passed.reason)


def _acknowledge(passed: Passed, n: Narrator) -> None:
    n.acknowledge(passed.by, _kind_of(passed))
    n.team, n.holder = passed.to, passed.by


def _answer(passed: Passed, n: Narrator) -> None:
    n.agent_says(n.of_this_cause(n.scenario.pickups))


def _ending(n: Narrator, ago: float, now: datetime) -> Story:
    return n.story().ending_at(now - timedelta(minutes=ago))
