"""All that the command palette finds: one list of sources, in the order in which their entries are shown."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse

from escalation.permissions import can_look_for_hidden_handoffs
from escalation.routing.standing import standing_router
from metrics.permissions import can_view_clarity
from tickets.models import Agent, Team
from tickets.palette import Entry, Source, find_tickets, fits
from tickets.permissions import can_administer

FEWEST_WORDS = 2  # of a question that is answered with a doubt, too; one word may be the beginning of anything
LETTERS = re.compile(r"[^\W\d_]{3}")
WHO_ICON = "question-circle"
LONGEST = 200  # characters of a query that are read
# The places that everybody has, by the name of their address, with the words people may look for them by.
PLACES = (
    ("my-work", "My work", "list", "home start"),
    ("open-ticket", "Open a ticket", "plus-lg", "new create"),
    ("who", "Who handles this?", "question-circle", "route team criteria triage chart"),
    ("duty", "Duty", "person-check", "rota watch leave"),
    ("shift-changes", "Shift changes", "arrow-left-right", "hand over handover takeover"),
    ("drills", "Drills", "question-circle", "practise training quiz"),
    ("scorecard", "Scorecard", "bar-chart", "figures metrics"),
    ("notices", "Notices", "bell", "notifications"),
    ("alerts", "How I am told of things", "bell", "alerts settings sound channels quiet hours"),
    ("search", "Search tickets", "search", ""),
    ("api:docs", "API documentation", "file-earmark", ""),
)


def find_places(query: str, agent: Agent) -> list[Entry]:
    """The pages that are open to the agent; without words those that everybody has."""
    return [entry for entry, words in _places(agent, with_teams=bool(query)) if fits(query, f"{entry.label} {words}")]


def _places(agent: Agent, *, with_teams: bool) -> Iterator[tuple[Entry, str]]:
    """Each with further words that find it."""
    for name, label, icon, words in PLACES:
        yield Entry("Pages", label, reverse(name), icon=icon), words
    if can_administer(agent):
        yield Entry("Pages", "Admin", reverse("admin:index"), icon="gear"), "settings"
    if can_view_clarity(agent):
        yield Entry("Pages", "Clarity of the criteria", reverse("clarity"), icon="bar-chart"), "report wrong team"
    if can_look_for_hidden_handoffs(agent):
        yield Entry("Pages", "Hidden handoffs", reverse("hidden-handoffs"), icon="arrow-left-right"), "reassigned"
    for team in Team.objects.open_to(agent).in_order() if with_teams else []:
        queue, inbox = reverse("handoff-queue", args=[team.slug]), reverse("inbox", args=[team.slug])
        yield Entry("Pages", f"Handoffs to {team}", queue, icon="arrow-left-right"), "queue"
        yield Entry("Pages", f"Inbox of {team}", inbox, icon="inbox"), ""


def find_who_handles(query: str, agent: Agent) -> list[Entry]:
    """The team that handles what the query says; of a single word only where that is sure."""
    if not LETTERS.search(query):
        return []
    answer = standing_router().route(query)
    if not answer.candidates or (answer.abstained and len(query.split()) < FEWEST_WORDS):
        return []
    best, address = answer.candidates[0], f"{reverse('who')}?{urlencode({'q': query})}"
    if answer.abstained:
        perhaps = f"Perhaps {answer.others[0].name}" if answer.others else "For triage"
        return [Entry("Who handles this?", "Not sure: see who it may be", address, perhaps, WHO_ICON)]
    return [Entry("Who handles this?", f"{best.name} handles this", address, best.why[0], WHO_ICON)]


SOURCES: tuple[Source, ...] = (find_places, find_who_handles, find_tickets)


def find(query: str, agent: Agent) -> list[Entry]:
    """What every source finds, and first of all what the query names."""
    found = [entry for source in SOURCES for entry in source(query, agent)]
    return sorted(found, key=lambda entry: not entry.is_named)
