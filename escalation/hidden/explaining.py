"""The context that a hidden handoff went without, added afterwards."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from escalation.hidden.finding import hidden_in
from escalation.models import AddedContext
from escalation.package import ACTION_LIMIT, LINE_LIMIT, SUMMARY_LIMIT, SUMMARY_SENTENCES, IncompletePackage, sentences
from tickets import changes, services
from tickets.models import Agent, Ownership


class NotHidden(Exception):
    """A handoff explains this change of holder, or it is none."""


class AlreadyExplained(Exception):
    """Somebody has added the context already; `by` is who."""

    def __init__(self, by: Agent) -> None:
        super().__init__(f"{by} has added the context already")
        self.by = by


@dataclass(frozen=True)
class LateContext:
    """What the package would have said."""

    why: str  # it changed hands without a handoff
    issue_summary: str
    next_best_action: str
    tried: str = ""

    def problems(self) -> dict[str, str]:
        """What it lacks, by field; empty when it says enough."""
        asked = {
            "why": "Say why the ticket changed hands.",
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
def add_context(change: Ownership, *, context: LateContext, by: Agent, at: datetime) -> AddedContext:
    """Say afterwards what was not said along with a change of holder.

    Raises IncompletePackage, NotHidden, AlreadyExplained.
    """
    if found := context.problems():
        raise IncompletePackage(found)
    ticket = services.lock(change.ticket)
    if change.pk not in hidden_in(list(Ownership.objects.filter(ticket=ticket).in_order())):
        raise NotHidden
    if before := AddedContext.objects.filter(ownership=change).select_related("added_by").first():
        raise AlreadyExplained(before.added_by)
    added = AddedContext.objects.create(
        ownership=change,
        why=context.why.strip(),
        issue_summary=context.issue_summary.strip(),
        tried=context.tried.strip(),
        next_best_action=context.next_best_action.strip(),
        added_at=at,
        added_by=by,
    )
    changes.announce(*changes.of_thread(ticket))
    return added
