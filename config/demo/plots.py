"""How tickets go: the usual talk, handoffs that go well or badly, a way back, an end."""

from datetime import datetime
from random import Random

from config.demo import company, voices
from config.demo.narrator import Narrator
from config.demo.passing import hand_over, move_on, somebody, team_name
from config.demo.people import CustomerFacts, customers
from config.demo.scenario import Scenario
from config.demo.story import Answer, Deed, Story
from tickets.models import Channel

CHANNELS = (Channel.CHAT, Channel.EMAIL, Channel.PHONE, Channel.WEB)


def tell(scenario: Scenario, customer: CustomerFacts, *, at: datetime, rng: Random) -> Story:
    """A whole ticket, from the first message to the last."""
    channel = rng.choices(CHANNELS, weights=(34, 38, 10, 18))[0]
    narrator = Narrator(scenario, customer, at=at, team=company.team_on_shift(at.hour), channel=channel, rng=rng)
    _begin(narrator)
    talk(narrator)
    if move_on(narrator):
        _work_on_it(narrator)
    _finish(narrator)
    return narrator.story()


# --- beginning ----------------------------------------------------------------------------------------------------


def _begin(n: Narrator) -> None:
    if n.channel == Channel.CHAT and n.scenario.bot_turns and n.chance(0.75):
        talk_with_bot(n)
        hand_over(n, company.BOT_TO_AGENT, to=company.team_on_shift(n.at.hour))
    elif n.channel == Channel.PHONE:
        n.open(holder=somebody(n, n.team))
    else:
        n.open()
        n.wait(2, 90 if n.channel == Channel.EMAIL else 25)
        n.claim(somebody(n, n.team))


def talk_with_bot(n: Narrator) -> None:
    line, n.team = n.team, company.ASSISTANT
    n.open(holder=company.BOT)
    n.wait(0.1, 0.4)
    n.agent_says(n.choose(n.scenario.bot_turns))
    n.wait(0.5, 4)
    n.customer_says(n.choose(voices.NOT_HELPFUL))
    n.wait(0.1, 0.3)
    n.agent_says(n.choose(voices.BOT_PASSES, team=team_name(line)))
    n.wait(0.1, 0.2)


# --- the usual talk -----------------------------------------------------------------------------------------------


def talk(n: Narrator, *, is_kept: bool = False) -> None:
    """Questions and answers. `is_kept`: whoever has the ticket has it at the end, too."""
    for number, ask in enumerate(n.rng.sample(n.scenario.asks, min(len(n.scenario.asks), n.rng.choice((1, 1, 2))))):
        n.wait(1, 20 if n.channel == Channel.CHAT else 70, who=n.holder)
        opening = n.choose(voices.FIRST_WORDS) + " " if number == 0 and n.chance(0.6) else ""
        n.agent_says(opening + n.choose((ask.question,)))
        n.wait(1, 8 if n.channel == Channel.CHAT else 240, who=n.customer.email)
        n.customer_says(n.of_this_cause(ask.answers))
    if n.chance(0.12):
        n.wait(5, 60, who=n.customer.email)
        words = n.choose(voices.SECOND_VOICE, colleague=n.customer.first)
        n.customer_says(words, by=_colleague(n))
    if n.chance(0.35):
        n.wait(1, 10)
        n.note_the_cause()
    if n.chance(0.05) and not is_kept:
        _reassign(n)


def _colleague(n: Narrator) -> str:
    """Somebody else of the customer's company."""
    others = [person.email for person in customers() if person.account == n.customer.account]
    return n.rng.choice([email for email in others if email != n.customer.email])


def _reassign(n: Narrator) -> None:
    """A colleague takes it without a word of context: a handoff that hides."""
    n.wait(5, 60)
    colleague = somebody(n, n.team, besides=n.holder)
    n.do(Deed.REASSIGNED, by=company.lead(n.team), agent=colleague)
    n.holder = colleague
    if n.chance(0.4):
        n.note(n.choose(voices.REASSIGN_NOTES))


def _work_on_it(n: Narrator) -> None:
    if n.chance(0.3):
        n.wait(15, 90, who=n.holder)
        n.agent_says(n.choose(voices.STILL_ON_IT))
    if n.chance(0.25):
        n.wait(10, 120, who=n.customer.email)
        n.customer_chases()


# --- end ----------------------------------------------------------------------------------------------------------


def _finish(n: Narrator) -> None:
    n.wait(10, 30 if n.channel == Channel.CHAT else 300, who=n.holder)
    n.agent_says(n.of_this_cause(n.scenario.fixes))
    thankful = n.chance(0.68)
    if thankful:
        n.wait(2, 15 if n.channel == Channel.CHAT else 200, who=n.customer.email)
        n.customer_says(n.choose(voices.THANKS[n.customer.voice]))
    n.wait(2, 30, who=n.holder)
    n.do(Deed.RESOLVED, by=n.holder)
    if not thankful and n.chance(0.2):
        _once_more(n)
    if n.chance(0.32):
        n.answer = _answer(n)


def _once_more(n: Narrator) -> None:
    """It was not solved: the customer writes, which reopens the ticket."""
    n.wait(200, 2400, who=n.customer.email)
    n.customer_says(n.choose(voices.BACK_AGAIN[n.customer.voice]))
    n.wait(5, 60, who=n.holder)
    n.agent_says(n.choose(voices.BACK_ANSWERS))
    n.wait(20, 240, who=n.holder)
    n.agent_says(n.choose(voices.BACK_FIXES))
    n.wait(10, 120, who=n.holder)
    n.do(Deed.RESOLVED, by=n.holder)


def _answer(n: Narrator) -> Answer:
    """The more hands and the more delay, the worse."""
    hands = sum(act.deed == Deed.ACKNOWLEDGED for act in n.acts)
    bad = sum(act.deed == Deed.RETURNED for act in n.acts) * 2 + sum(act.deed == Deed.RESOLVED for act in n.acts) - 1
    mood = 4.6 - 0.3 * hands - 0.7 * bad - (0.6 if n.customer.voice == "angry" else 0) + n.rng.gauss(0, 0.8)
    csat = max(1, min(5, round(mood)))
    repeated = n.chance(0.05 + 0.12 * hands + 0.25 * bad)
    n.wait(60, 1500, who=n.customer.email)
    return Answer(csat, repeated, n.rng.choice(voices.SURVEY_WORDS[csat]), n.at)
