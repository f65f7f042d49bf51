"""Tells one ticket, deed by deed: keeps the time, who holds it, and finds the words."""

from datetime import datetime, timedelta
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.utils.text import slugify

from config.demo import company, packages, voices
from config.demo.people import CustomerFacts
from config.demo.scenario import Scenario
from config.demo.slots import slots_for
from config.demo.story import Act, Answer, Deed, Story
from escalation.drafting import Author, Said
from escalation.package import Package, split_sentences
from tickets.models import Channel

T = TypeVar("T")
WAKING_HOURS = range(7, 20)
LETTERS = (Channel.EMAIL, Channel.WEB)


class Narrator:
    def __init__(
        self,
        scenario: Scenario,
        customer: CustomerFacts,
        *,
        at: datetime,
        team: str,
        channel: Channel,
        rng: Random,
        sleeps: bool = True,
    ) -> None:
        self.scenario, self.customer, self.rng = scenario, customer, rng
        self.at, self.team, self.holder, self.channel = at, team, "", channel
        self.slots = slots_for(scenario, customer.account, at, rng)
        self.sleeps = sleeps
        self.cause = rng.randrange(2)
        self._subject = self.slots.fill(rng.choice(scenario.subjects))
        self.acts: list[Act] = []
        self.answer: Answer | None = None
        self.late = False
        self.found: list[str] = []
        self._told: set[str] = set()
        self._has_greeted: set[str] = set()

    def story(self) -> Story:
        return Story(
            customer=self.customer.email,
            subject=self._subject,
            issue_type=slugify(self.scenario.issue_type.replace("/", " ")),
            page_url=self._page(),
            acts=tuple(self.acts),
            answer=self.answer,
        )

    # --- time -------------------------------------------------------------------------------------------------

    def wait(self, least: float, most: float, *, who: str = "") -> None:
        """Let some minutes pass, more often few than many; and the night, where somebody sleeps."""
        self.at += timedelta(minutes=self.rng.triangular(least, most, least + (most - least) / 4))
        if who and self.sleeps and self.channel != Channel.CHAT:
            self.at = self._after_waking(who)

    def _after_waking(self, who: str) -> datetime:
        zone = ZoneInfo(company.BY_USERNAME[who].time_zone if who in company.BY_USERNAME else self._customer_zone)
        hour = self.at.astimezone(zone).hour
        if hour in WAKING_HOURS:
            return self.at
        hours = (WAKING_HOURS[0] + 1 - hour) % 24
        return self.at + timedelta(hours=hours, minutes=self.rng.randint(0, 50))

    @property
    def _customer_zone(self) -> str:
        return self.customer.account.time_zone

    # --- words ------------------------------------------------------------------------------------------------

    def choose(self, texts: tuple[str, ...], **more: str) -> str:
        """One of the texts with its slots filled; one that was not used yet, while there is one."""
        fresh = [text for text in texts if text not in self._told] or list(texts)
        text = self.rng.choice(fresh)
        self._told.add(text)
        return self.slots.fill(text, **more)

    def of_this_cause(self, texts: tuple[str, ...]) -> str:
        """The text that fits what is behind this ticket, or one that fits anyway."""
        own, spare = texts[self.cause % len(texts)], texts[2:]
        text = self.rng.choice(spare) if spare and self.chance(0.3) else own
        return self.choose((text,) if text not in self._told else texts)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    @property
    def reply_channel(self) -> Channel:
        return Channel.CHAT if self.channel == Channel.CHAT else Channel.EMAIL

    def _as_written_by_customer(self, text: str) -> str:
        if self.channel not in LETTERS:
            return text
        letter = self.rng.choice(voices.LETTERS[self.customer.voice])
        who = self.customer
        return letter.format(text=text, first=who.first, name=who.name, title=who.title, account=who.account.name)

    def _as_written_by_agent(self, text: str, by: str) -> str:
        again = by in self._has_greeted
        self._has_greeted.add(by)
        if self.reply_channel == Channel.CHAT:
            frame = "{text}" if again else self.rng.choice(voices.AGENT_CHAT)
        else:
            frame = self.rng.choice(voices.FOLLOW_UP_LETTERS if again else voices.AGENT_LETTERS)
        return frame.format(text=text, first=self.customer.first, agent=first_name(by))

    def _page(self) -> str:
        if self.channel not in (Channel.CHAT, Channel.WEB):
            return ""
        return f"{company.APP_URL}/{slugify(self.scenario.issue_type.split('/')[0])}"

    # --- deeds ------------------------------------------------------------------------------------------------

    def do(self, deed: Deed, *, by: str, **facts: object) -> None:
        self.acts.append(Act(deed=deed, at=self.at, by=by, **facts))  # type: ignore[arg-type]

    def open(self, *, holder: str = "") -> None:
        """The customer's first message, held by the team, or by one agent of it."""
        self.holder = holder
        by = holder if self.channel == Channel.PHONE else self.customer.email
        facts = {"team": self.team, "agent": holder, "channel": self.channel}
        self.do(Deed.OPENED, by=by, text=self._opening(), **facts)

    def _opening(self) -> str:
        if self.channel == Channel.PHONE:
            who, summary = self.customer, self.choose(self.scenario.summaries)
            call = self.rng.choice(voices.PHONE_SUMMARY)
            minutes = self.rng.randint(3, 19)
            return call.format(first=who.first, account=who.account.name, summary=summary, minutes=minutes)
        openings = self.scenario.openings
        voice = self.customer.voice if self.customer.voice in openings else "plain"
        return self._as_written_by_customer(self.slots.fill(openings[voice]))

    def customer_says(self, text: str, *, by: str = "") -> None:
        self.do(Deed.SAID, by=by or self.customer.email, text=text, channel=self.reply_channel)

    def customer_chases(self) -> None:
        """She asks where things stand; nobody does so in the same words twice."""
        if not self._told.issuperset(self.scenario.chases):
            self.customer_says(self.choose(self.scenario.chases))

    def agent_says(self, text: str, *, by: str = "") -> None:
        by = by or self.holder
        if self.late:
            text, self.late = self.rng.choice(voices.LATE) + text, False
        words = text if by == company.BOT else self._as_written_by_agent(text, by)
        self.do(Deed.SAID, by=by, text=words, channel=self.reply_channel)

    def note(self, text: str, *, by: str = "") -> None:
        self.do(Deed.NOTED, by=by or self.holder, text=text)

    def note_the_cause(self) -> None:
        """What the holder found out, once."""
        if not self._told.issuperset(self.scenario.notes):
            self.found.append(self.of_this_cause(self.scenario.notes))
            self.note(self.found[-1])

    def claim(self, by: str) -> None:
        self.holder = by
        self.do(Deed.CLAIMED, by=by)

    def acknowledge(self, by: str, kind: str) -> None:
        """The receiver says what is next, where the kind of handoff asks for it."""
        text = voices.READ_BACKS[len(self.acts) % len(voices.READ_BACKS)] if kind in company.NEED_READ_BACK else ""
        self.do(Deed.ACKNOWLEDGED, by=by, text=text)

    def bot_package(self) -> Package:
        sentences = split_sentences(self.slots.fill(self.scenario.asks[0].question))
        question = next(sentence for sentence in sentences if sentence.endswith("?"))
        return packages.of_the_bot(self.customer, question=question, thread=self._thread(), rng=self.rng)

    def _thread(self) -> list[Said]:
        """What was said until now, as it can be read by rules."""
        said = (act for act in self.acts if act.deed in {Deed.OPENED, Deed.SAID})
        return [Said(number, self._author(act), act.at, act.text) for number, act in enumerate(said)]

    def _author(self, act: Act) -> Author:
        if act.by_customer or act.deed == Deed.OPENED:
            return Author.CUSTOMER
        return Author.BOT if act.by == company.BOT else Author.AGENT

    def package(self, *, kind: str, fixed: bool = False) -> Package:
        return packages.package(
            self.scenario,
            self.customer,
            kind=kind,
            slots=self.slots,
            choose=self.of_this_cause,
            rng=self.rng,
            learned=packages.learned(self._thread(), self.found),
            fixed=fixed,
        )


def first_name(username: str) -> str:
    """As a colleague signs: the given name, which for some is not the first word."""
    return {"mei.lin.tan": "Mei Lin"}.get(username) or company.BY_USERNAME[username].name.split(" ")[0]
