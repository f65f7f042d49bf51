"""The hand-over form that writes itself: a first draft from the thread, under whatever somebody has written."""

from collections.abc import Sequence
from typing import Any

from escalation import threads
from escalation.desk.hand_over_form import PACKAGE_FIELDS, HandOverForm
from escalation.desk.page import TicketPage
from escalation.drafting import Said, propose
from escalation.models import Handoff
from escalation.package import Step
from tickets.models import Ticket

STEPS = "troubleshooting"
DETAILS = "details."


def thread_of(ticket: Ticket, page: TicketPage | None = None) -> list[Said]:
    """The ticket's thread as the rules read it; asked for only where its page does not show all of it."""
    if page and page.show_next is None:
        return threads.said(page.messages)
    return threads.latest(ticket)


def propose_all(form: HandOverForm, thread: Sequence[Said], *, came_with: Handoff | None = None) -> None:
    """Put what the thread says wherever the form begins with nothing.

    The steps of the handoff that a ticket `came_with` stay, and what was tried after it follows them.
    """
    propose_details(form, thread)
    values = _values(form)
    written = {name: value for name, value in form.initial.items() if value}
    proposed = {name: values[name] for name in PACKAGE_FIELDS if name in values}
    form.initial = {**proposed, **written, "steps": _steps(form, thread, came_with)}


def propose_details(form: HandOverForm, thread: Sequence[Said]) -> None:
    """As above, for what the kind of handoff asks beyond the package."""
    form.proposal = propose(thread, form.asked)
    values = _values(form)
    proposed = {name.removeprefix(DETAILS): value for name, value in values.items() if name.startswith(DETAILS)}
    form.initial = {**form.initial, "details": {**proposed, **form.initial.get("details", {})}}


def _values(form: HandOverForm) -> dict[str, Any]:
    return {name: drafted.value for name, drafted in form.proposal.fields.items()}


def _steps(form: HandOverForm, thread: Sequence[Said], came_with: Handoff | None) -> list[Step]:
    begun = list(form.initial.get("steps", ()))
    if not begun:
        return list(_values(form).get(STEPS, ()))
    later = propose([each for each in thread if each.at > came_with.sent_at]) if came_with else None
    return [*begun, *(later.fields[STEPS].value if later and STEPS in later.fields else ())]
