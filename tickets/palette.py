"""The command palette: what can be gone to from anywhere, by some words.

A source is a plain function `find(query, agent)`: what it knows that fits the words, the best first, and only what the
agent may see. `config.palette.SOURCES` is the list of all of them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tickets import search
from tickets.models import Agent, Ticket

FEW = 8  # tickets shown; the search page has the rest
SHORTEST = 2  # letters: what begins with one letter is nearly everything


@dataclass(frozen=True)
class Entry:
    """One line of the palette, and where it leads."""

    group: str  # the heading it stands under
    label: str
    url: str
    hint: str = ""
    icon: str = "arrow-right"
    is_named: bool = False  # the query names it and nothing else: it stands before all others


Source = Callable[[str, Agent], list[Entry]]


def fits(query: str, text: str) -> bool:
    """Whether every word of the query begins a word of the text; no words fit everything.

    >>> fits("inb bil", "Inbox of Billing"), fits("box", "Inbox of Billing")
    (True, False)
    """
    there = re.findall(r"\w+", text.lower())
    return all(any(word.startswith(part) for word in there) for part in re.findall(r"\w+", query.lower()))


def find_tickets(query: str, agent: Agent) -> list[Entry]:
    """The ticket of this number, and those in which all the words occur, the latest first."""
    if len(query.strip()) < SHORTEST and not query.strip().isdecimal():
        return []
    found = search.find(Ticket.objects.visible_to(agent), query, reader=agent, is_everything=True)
    latest = found.select_related("account").order_by("-last_activity_at", "-pk")[:FEW]
    number = search.any_number_of(query)
    return [_entry(ticket, is_named=ticket.pk == number) for ticket in latest]


def _entry(ticket: Ticket, *, is_named: bool) -> Entry:
    return Entry(
        group="Tickets",
        label=f"{ticket.number} {ticket.subject}",
        url=ticket.get_absolute_url(),
        hint=f"{ticket.account}, {ticket.get_status_display().lower()}",
        icon="chat-left-text",
        is_named=is_named,
    )
