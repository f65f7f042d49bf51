"""What a shift change's page shows, in a number of queries that no pile of tickets can raise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from escalation.models import Handoff, ReplyDraft, ShiftChange, ShiftTicket, ShiftWord
from escalation.shift_change.standing import is_still_here, tickets_of
from tickets.models import Agent, Team, Ticket

SHOWN = 100  # tickets; of more those that are still left, and the next as these are taken


@dataclass(frozen=True)
class Entry:
    """One ticket on the page."""

    ticket: Ticket
    row: ShiftTicket | None  # None where nothing has been said of it yet
    waiting: Handoff | None  # offered to another team at this moment
    is_left: bool  # it is still to be handed over
    words: list[ShiftWord] = field(default_factory=list)
    drafts: list[ReplyDraft] = field(default_factory=list)  # replies that colleagues write at, and let others see
    unsaid: str = ""  # what its reader typed about it and could not say

    @property
    def is_noted(self) -> bool:
        return self.row is not None and self.row.is_noted

    @property
    def can_be_taken(self) -> bool:
        return self.is_left and self.waiting is None and self.is_noted

    @property
    def needs_words(self) -> bool:
        """Whether the outgoing agent still has to write down how it stands."""
        return self.is_left and self.waiting is None and not self.is_noted


@dataclass(frozen=True)
class Page:
    """One shift change as somebody of either side sees it."""

    shift_change: ShiftChange
    entries: list[Entry]
    colleagues: list[Agent]  # who could take over, by name
    is_open: bool
    is_cut: bool  # there are more than are shown

    @property
    def left(self) -> int:
        """How many still wait to be taken."""
        return sum(entry.is_left and entry.waiting is None for entry in self.entries)

    @property
    def taken(self) -> int:
        return sum(entry.row is not None and entry.row.taken_at is not None for entry in self.entries)

    @property
    def unnoted(self) -> int:
        return sum(entry.needs_words for entry in self.entries)

    @property
    def ready(self) -> int:
        """How many can be taken at this moment."""
        return sum(entry.can_be_taken for entry in self.entries)


def gather(
    shift_change: ShiftChange, *, reader: Agent, now: datetime, unsaid: Mapping[int, str] = MappingProxyType({})
) -> Page:
    """The page of a shift change that its reader may see: of its tickets those that she may open."""
    is_open = shift_change.is_open and now < shift_change.ends_at
    tickets, is_cut = _tickets(shift_change, reader, is_open=is_open)
    rows = {row.ticket_id: row for row in _rows(shift_change, tickets)}
    words = _words(shift_change, tickets)
    waiting = _waiting(tickets)
    drafts = _drafts(tickets, reader)
    entries = [
        Entry(
            ticket=ticket,
            row=rows.get(ticket.pk),
            waiting=waiting.get(ticket.pk),
            is_left=is_still_here(shift_change, ticket),
            words=words.get(ticket.pk, []),
            drafts=drafts.get(ticket.pk, []),
            unsaid=unsaid.get(ticket.pk, ""),
        )
        for ticket in tickets
    ]
    return Page(shift_change, entries, colleagues(shift_change.to_team, but=shift_change.outgoing), is_open, is_cut)


def _rows(shift_change: ShiftChange, tickets: list[Ticket]) -> QuerySet[ShiftTicket]:
    rows = ShiftTicket.objects.filter(shift_change=shift_change, ticket__in=tickets)
    return rows.select_related("goes_to", "taken_by")


def _tickets(shift_change: ShiftChange, reader: Agent, *, is_open: bool) -> tuple[list[Ticket], bool]:
    """What is listed and, while it is open, what is to be handed over beside it, by number; and whether there is more.

    Of more than can be shown those that are left.
    """
    held = tickets_of(shift_change).order_by()
    listed = Q(pk__in=ShiftTicket.objects.filter(shift_change=shift_change).values("ticket"))
    if is_open:
        listed |= Q(pk__in=held.values("pk"))
    visible = Ticket.objects.visible_to(reader).filter(listed).order_by("pk")
    shown = visible.select_related("customer", "account", "issue_type", "team", "holder")
    found = list(shown[: SHOWN + 1])
    if len(found) <= SHOWN:
        return found, False
    return list(shown.filter(pk__in=held.values("pk"))[:SHOWN]), True


def _words(shift_change: ShiftChange, tickets: list[Ticket]) -> dict[int, list[ShiftWord]]:
    found: dict[int, list[ShiftWord]] = {}
    said = ShiftWord.objects.filter(shift_ticket__shift_change=shift_change, shift_ticket__ticket__in=tickets)
    for word in said.select_related("by", "shift_ticket").order_by("pk"):
        found.setdefault(word.shift_ticket.ticket_id, []).append(word)
    return found


def _drafts(tickets: list[Ticket], reader: Agent) -> dict[int, list[ReplyDraft]]:
    found: dict[int, list[ReplyDraft]] = {}
    for draft in ReplyDraft.objects.shared_with(reader).filter(ticket__in=[ticket.pk for ticket in tickets]):
        found.setdefault(draft.ticket_id, []).append(draft)
    return found


def _waiting(tickets: list[Ticket]) -> dict[int, Handoff]:
    handoffs = Handoff.objects.waiting().filter(ticket__in=[ticket.pk for ticket in tickets])
    return {handoff.ticket_id: handoff for handoff in handoffs.select_related("to_team")}


def colleagues(team: Team, *, but: Agent) -> list[Agent]:
    return list(Agent.objects.people().filter(memberships__team=team).exclude(pk=but.pk).order_by("name"))


def open_for(teams: list[Team]) -> list[ShiftChange]:
    """Those that are open in these teams, on either side."""
    found = ShiftChange.objects.open().filter(Q(team__in=teams) | Q(to_team__in=teams))
    return list(found.for_page().soonest_first())


@dataclass(frozen=True)
class TeamPage:
    """One team at the end of a shift: what its people go through, and what nobody has in hand."""

    shift_changes: list[ShiftChange]
    unheld: list[Ticket]
    has_more: bool
    waiting: list[Handoff]
    covering: ShiftChange | None  # the open one at whose end what nobody holds goes to the watch


def of_team(team: Team, *, reader: Agent) -> TeamPage:
    """Of the team's tickets those that the reader may open; what is offered elsewhere is in hand there."""
    offered = Handoff.objects.waiting().filter(ticket=OuterRef("pk"))
    open_here = Ticket.objects.visible_to(reader).open().filter(~Exists(offered), team=team).unheld()
    longest_first = open_here.order_by(F("waiting_since").asc(nulls_last=True), "pk")
    unheld = list(longest_first.select_related("customer", "account")[: SHOWN + 1])
    waiting = Handoff.objects.waiting().visible_to(reader).filter(to_team=team).select_related("ticket", "sent_by")
    shift_changes = open_for([team])
    return TeamPage(
        shift_changes=shift_changes,
        unheld=unheld[:SHOWN],
        has_more=len(unheld) > SHOWN,
        waiting=list(waiting.order_by("sent_at", "pk")[:SHOWN]),
        covering=next((one for one in shift_changes if one.covers_queue and one.team == team), None),
    )
