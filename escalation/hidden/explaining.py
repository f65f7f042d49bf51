"""The context that a hidden handoff went without, added afterwards."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from escalation.hidden.answering import Offer, hidden_answers_in
from escalation.hidden.finding import hidden_in
from escalation.models import AddedContext, Handoff
from escalation.package import ACTION_LIMIT, LINE_LIMIT, SUMMARY_LIMIT, SUMMARY_SENTENCES, IncompletePackage, sentences
from tickets import changes, services
from tickets.models import Agent, Message, Ownership


class NotHidden(Exception):
    """A handoff explains this change of holder, or this answer, or it is none."""


class AlreadyExplained(Exception):
    """Somebody has added the context already; `by` is who."""

    def __init__(self, by: Agent) -> None:
        super().__init__(f"{by} has added the context already")
        self.by = by


@dataclass(frozen=True)
class LateContext:
    """What the package would have said."""

    why: str  # there was no handoff
    issue_summary: str
    next_best_action: str
    tried: str = ""

    def problems(self) -> dict[str, str]:
        """What it lacks, by field; empty when it says enough."""
        asked = {
            "why": "Say why there was no handoff.",
            "issue_summary": "Say in one to three sentences what the customer needs.",
            "next_best_action": "Say what should be done first.",
        }
        found = {name: wanted for name, wanted in asked.items() if not getattr(self, name).strip()}
        limits = {"why": LINE_LIMIT, "issue_summary": SUMMARY_LIMIT, "next_best_action": ACTION_LIMIT, "tried": 2_000}
        for name, limit in limits.items():
            if len(getattr(self, name)) > limit:
                found[name] = f"Keep it to {limit} characters."
        if sentences(self.issue_summary) > SUMMARY_SENTENCES:
            found["issue_summary"] = f"Keep it to {SUMMARY_SENTENCES} sentences."
        return found


@transaction.atomic
def add_context(about: Ownership | Message, *, context: LateContext, by: Agent, at: datetime) -> AddedContext:
    """Say afterwards what was not said along with a change of holder, or with an answer in somebody's place.

    Raises IncompletePackage, NotHidden, AlreadyExplained.
    """
    if found := context.problems():
        raise IncompletePackage(found)
    ticket = services.lock(about.ticket)
    if not _is_hidden(about):
        raise NotHidden
    of_it = {"ownership" if isinstance(about, Ownership) else "answer": about}
    if before := AddedContext.objects.filter(**of_it).select_related("added_by").first():
        raise AlreadyExplained(before.added_by)
    added = AddedContext.objects.create(
        **of_it,
        why=context.why.strip(),
        issue_summary=context.issue_summary.strip(),
        tried=context.tried.strip(),
        next_best_action=context.next_best_action.strip(),
        added_at=at,
        added_by=by,
    )
    changes.announce(*changes.of_thread(ticket))
    return added


def _is_hidden(about: Ownership | Message) -> bool:
    """As the rules say of all that there is of its ticket."""
    of_ticket = {"ticket": about.ticket_id}
    ledger = list(Ownership.objects.filter(**of_ticket).in_order())
    if isinstance(about, Ownership):
        return about.pk in hidden_in(ledger)
    answers = list(Message.objects.answers().filter(**of_ticket).in_order())
    handoffs = Handoff.objects.filter(**of_ticket).prefetch_related("asks")
    return about.pk in hidden_answers_in(ledger, answers, map(Offer.of, handoffs))
