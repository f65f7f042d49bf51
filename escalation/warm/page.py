"""What the page of a talk shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from escalation.came_along import EarlierTicket
from escalation.desk.company import earlier_tickets
from escalation.models import Clock, Handoff, ReplyDraft, WarmAsk, WarmWord
from escalation.warm import candidates
from escalation.warm.offering import reworded
from tickets.compiled import any_of, compiled
from tickets.models import Agent, Team


@dataclass(frozen=True)
class Page:
    """The talk about one handoff, as one of the two sees it."""

    handoff: Handoff
    clock: Clock | None  # what runs next: to acknowledge, while nobody has
    asks: Sequence[WarmAsk]  # in the order in which people were asked
    words: Sequence[WarmWord]
    colleagues: Sequence[Agent]  # who could be asked instead
    earlier: Sequence[EarlierTicket]
    shared_drafts: Sequence[ReplyDraft]  # to the customer, that the other writes at
    reader: Agent

    @property
    def ask(self) -> WarmAsk | None:
        """The one that is open."""
        return next((ask for ask in self.asks if ask.is_open), None)

    @property
    def before(self) -> Sequence[WarmAsk]:
        return [ask for ask in self.asks if not ask.is_open]

    @property
    def is_sender(self) -> bool:
        return self.handoff.sent_by == self.reader

    @property
    def is_asked(self) -> bool:
        return self.ask is not None and self.ask.agent == self.reader

    @property
    def may_be_ready(self) -> bool:
        """Whoever is asked, or was: no longer being in question does not stop her."""
        return self.ask is not None and not self.is_sender

    @property
    def introduction(self) -> str:
        """What the customer will read; for whoever was asked before, as it would be about her."""
        if self.ask is None or self.may_speak:
            return self.ask.introduction if self.ask else ""
        return reworded(self.ask.introduction, before=self.ask.agent.name, now=self.reader.name)

    @property
    def may_speak(self) -> bool:
        return self.is_asked or (self.ask is not None and self.is_sender)


def gather(handoff: Handoff, *, reader: Agent) -> Page:
    """The page of a talk that its reader may see."""
    asks = _asks(handoff_id=handoff.pk)
    known = [handoff.sent_by_id, *(ask.agent_id for ask in asks)]
    return Page(
        handoff=handoff,
        clock=next(iter(_clocks(handoff_id=handoff.pk)), None),
        asks=asks,
        words=_words(handoff_id=handoff.pk, reader_id=reader.pk),
        colleagues=_colleagues(team_id=handoff.to_team_id, known=known),
        earlier=earlier_tickets(handoff, reader),
        shared_drafts=_shared_drafts(ticket_id=handoff.ticket_id, reader_id=reader.pk),
        reader=reader,
    )


@compiled
def _asks(*, handoff_id: int) -> QuerySet[WarmAsk, WarmAsk]:
    return WarmAsk.objects.filter(handoff=handoff_id).select_related("agent").order_by("pk")


@compiled
def _clocks(*, handoff_id: int) -> QuerySet[Clock, Clock]:
    return Clock.objects.unfinished().filter(handoff=handoff_id).order_by("due_at", "pk")[:1]


@compiled
def _words(*, handoff_id: int, reader_id: int) -> QuerySet[WarmWord, WarmWord]:
    words = WarmWord.objects.visible_to(Agent(pk=reader_id)).filter(handoff=handoff_id)
    return words.select_related("by").order_by("pk")


@compiled
def _colleagues(*, team_id: int, known: list[int]) -> QuerySet[Agent, Agent]:
    return candidates.members(Team(pk=team_id)).exclude(any_of("pk", known))


@compiled
def _shared_drafts(*, ticket_id: int, reader_id: int) -> QuerySet[ReplyDraft, ReplyDraft]:
    return ReplyDraft.objects.shared_with(Agent(pk=reader_id)).filter(ticket=ticket_id)
