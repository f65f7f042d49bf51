"""The same act on many tickets: each is an act of its own, and one that is refused stops no other."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from escalation.desk import acts
from escalation.refusals import refused
from tickets.models import Agent, Ticket
from tickets.permissions import can_claim
from tickets.refusals import Refusal

NOT_A_MEMBER = Refusal("permission_denied", "Only members of its team may claim a ticket.")


@dataclass
class Outcome:
    """What came of it, ticket by ticket."""

    done: list[Ticket] = field(default_factory=list)
    refused: dict[Ticket, Refusal] = field(default_factory=dict)


def claim(tickets: Iterable[Ticket], *, by: Agent) -> Outcome:
    """Take what nobody holds of these, in the order of their numbers; say why for the rest."""
    outcome = Outcome()
    for ticket in sorted(tickets, key=lambda ticket: ticket.pk):
        if refusal := _try_to_claim(ticket, by=by):
            outcome.refused[ticket] = refusal
        else:
            outcome.done.append(ticket)
    return outcome


def _try_to_claim(ticket: Ticket, *, by: Agent) -> Refusal | None:
    if not can_claim(by, ticket):
        return NOT_A_MEMBER
    try:
        acts.claim(ticket, by=by)
    except Exception as error:
        return refused(error)
    return None
