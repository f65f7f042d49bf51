"""Which answers are hidden handoffs: the customer is answered by somebody who does not hold the ticket.

The rule for the ledger, the answers and the handoffs of one ticket, and the same as a query.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from escalation.models import Handoff, WarmAsk
from tickets.compiled import any_of, compiled
from tickets.models import UNEXPLAINED, Agent, Membership, Message, Ownership, Ticket


@dataclass(frozen=True)
class Offer:
    """A handoff, as far as it explains an answer: who was given its package by name, and how long it waited."""

    to: Collection[int]  # agents
    sent_at: datetime
    over_at: datetime | None

    @classmethod
    def of(cls, handoff: Handoff) -> "Offer":
        """Needs the `asks` of the handoff."""
        asked = {handoff.to_agent_id, *(ask.agent_id for ask in handoff.asks.all())}
        over_at = handoff.acknowledged_at or handoff.withdrawn_at or handoff.returned_at
        return cls({agent for agent in asked if agent}, handoff.sent_at, over_at)

    def explains(self, answer: Message) -> bool:
        waited = self.sent_at <= answer.posted_at and (self.over_at is None or answer.posted_at <= self.over_at)
        return waited and answer.agent_id in self.to


def hidden_answers_in(ledger: Sequence[Ownership], answers: Sequence[Message], offers: Iterable[Offer]) -> set[int]:
    """The ids of the answers with which somebody came in who did not hold the ticket; each argument in order of time.

    None, where she held it at that instant; where the package of a waiting handoff was before her, because it went to
    her by name or she was asked to talk it over; and where the stretch she broke into ended with her taking the
    ticket in a way that explains itself: she claimed it, handed it over, or acknowledged it. What she says next in the
    same stretch, before anybody else answers, goes on with it and is none either.
    """
    began = [answer for before, answer in pairwise([None, *answers]) if answer and not _goes_on(answer, before)]
    offers = list(offers)
    return {
        answer.pk
        for answer in began
        if answer.in_place_of_id
        and not _takes_it(ledger, answer)
        and not any(offer.explains(answer) for offer in offers)
    }


def _goes_on(answer: Message, before: Message | None) -> bool:
    return before is not None and (answer.agent_id, answer.in_place_of_id) == (before.agent_id, before.in_place_of_id)


def _takes_it(ledger: Sequence[Ownership], answer: Message) -> bool:
    ended_at = next(row.ended_at for row in ledger if row.pk == answer.in_place_of_id)
    return any(
        row.agent_id == answer.agent_id and row.started_at == ended_at and row.cause not in UNEXPLAINED
        for row in ledger
    )


def answers_without_handoff() -> QuerySet[Message]:
    """All of these answers; few have `in_place_of` at all, and they are what its index holds."""
    earlier = Q(posted_at__lt=OuterRef("posted_at")) | Q(posted_at=OuterRef("posted_at"), pk__lt=OuterRef("pk"))
    before = Message.objects.answers().filter(earlier, ticket=OuterRef("ticket")).order_by("-posted_at", "-pk")
    goes_on = Message.objects.filter(
        pk=OuterRef("before_id"), agent=OuterRef("agent"), in_place_of=OuterRef("in_place_of")
    )
    takes_it = Ownership.objects.filter(
        ticket=OuterRef("ticket"), agent=OuterRef("agent"), started_at=OuterRef("in_place_of__ended_at")
    ).exclude(cause__in=UNEXPLAINED)
    found = Message.objects.filter(in_place_of__isnull=False).alias(before_id=Subquery(before.values("pk")[:1]))
    return found.filter(~Exists(takes_it), ~Exists(_offers()), ~Exists(goes_on))


def answers_looked_after_by(agent: Agent) -> QuerySet[Message]:
    """Those that she may open and that broke into a team she leads; all for who oversees."""
    found = answers_without_handoff().filter(ticket__in=Ticket.objects.visible_to(agent))
    led = Membership.objects.filter(agent=agent, is_lead=True).values("team")
    return found if agent.oversees else found.filter(in_place_of__team__in=led)


def latest_answers_of(agent: Agent, most: int) -> list[tuple[datetime, int]]:
    """When the latest of those that she looks after were given, and their ids."""
    return _latest_of(most, agent_id=agent.pk, role=agent.role)


@compiled
def _latest_of(most: int, *, agent_id: int, role: str) -> QuerySet[Message, Any]:
    answers = answers_looked_after_by(Agent(pk=agent_id, role=role)).order_by("-posted_at", "-pk")
    return answers.values_list("posted_at", "pk")[:most]


def answers_with_names(numbers: list[int]) -> list[Message]:
    """The answers with these ids, with what a list shows of them."""
    return _with_names(numbers=numbers)


@compiled
def _with_names(*, numbers: list[int]) -> QuerySet[Message, Message]:
    shown = ("ticket__account", "agent", "in_place_of__team", "in_place_of__agent", "added_context__added_by")
    return answers_without_handoff().filter(any_of("pk", numbers)).select_related(*shown)


def _offers() -> QuerySet[Handoff]:
    """The handoffs that explain an outer answer."""
    asked = WarmAsk.objects.filter(handoff=OuterRef("pk"), agent=OuterRef(OuterRef("agent")))
    over_at = Coalesce("acknowledged_at", "withdrawn_at", "returned_at")
    return (
        Handoff.objects.filter(ticket=OuterRef("ticket"), sent_at__lte=OuterRef("posted_at"))
        .alias(over_at=over_at)
        .filter(Q(over_at__isnull=True) | Q(over_at__gte=OuterRef("posted_at")))
        .filter(Q(to_agent=OuterRef("agent")) | Exists(asked))
    )
