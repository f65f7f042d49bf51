"""What a shift change's page shows, in a number of queries that no pile of tickets can raise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from escalation.models import Handoff, ReplyDraft, ShiftChange, ShiftTicket, ShiftWord
from escalation.shift_change.standing import is_still_here, tickets_of
from tickets.compiled import any_of, compiled
from tickets.models import Agent, Team, Ticket

SHOWN = 50  # tickets; of more those that are still left, and the next as these are taken


@dataclass(frozen=True)
class Entry:
    """One ticket on the page."""

    ticket: Ticket
    row: ShiftTicket | None  # None where nothing has been said of it yet
    waiting: Handoff | None  # offered to another team at this moment
    is_left: bool  # it is still to be handed over
    words: list[ShiftWord] = field(default_factory=list)
    drafts: list[ReplyDraft] = field(default_factory=list)  # replies that colleagues write at, and let others see
    is_asked: bool = False  # the last word about it is a question to the outgoing agent
    unsaid: str = ""  # what its reader typed about it and could not say

    @property
    def key(self) -> str:
        """The ticket's number, as its page writes it a dozen times for each."""
        return str(self.ticket.pk)

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
    def asked(self) -> int:
        """About how many the outgoing agent still owes an answer."""
        return sum(entry.is_asked for entry in self.entries)

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
    numbers = [ticket.pk for ticket in tickets]
    rows = {row.ticket_id: row for row in _rows(change_id=shift_change.pk, numbers=numbers)}
    waiting = {handoff.ticket_id: handoff for handoff in _waiting(numbers=numbers)}
    words, drafts = _words(shift_change, numbers), _drafts(numbers, reader)
    entries = [
        Entry(
            ticket=ticket,
            row=rows.get(ticket.pk),
            waiting=waiting.get(ticket.pk),
            is_left=is_still_here(shift_change, ticket),
            words=(said := words.get(ticket.pk, [])),
            is_asked=is_still_here(shift_change, ticket) and _ends_with_a_question(said, shift_change),
            drafts=drafts.get(ticket.pk, []),
            unsaid=unsaid.get(ticket.pk, ""),
        )
        for ticket in tickets
    ]
    return Page(shift_change, entries, colleagues(shift_change.to_team, but=shift_change.outgoing), is_open, is_cut)


def _ends_with_a_question(said: list[Any], shift_change: ShiftChange) -> bool:
    return bool(said) and said[-1].by_id != shift_change.outgoing_id


@compiled
def _rows(*, change_id: int, numbers: list[int]) -> QuerySet[ShiftTicket, ShiftTicket]:
    rows = ShiftTicket.objects.filter(any_of("ticket_id", numbers), shift_change=change_id)
    return rows.select_related("goes_to", "taken_by")


def _tickets(shift_change: ShiftChange, reader: Agent, *, is_open: bool) -> tuple[list[Ticket], bool]:
    """What is listed and, while it is open, what is to be handed over beside it, by number; and whether there is more.

    Of more than can be shown those that are left. Which they are is asked before anything of them is read.
    """
    asked: dict[str, Any] = {
        "change_id": shift_change.pk,
        "team_id": shift_change.team_id,
        "outgoing_id": shift_change.outgoing_id,
        "covers_queue": shift_change.covers_queue,
        "reader_id": reader.pk,
        "role": reader.role,
    }
    found = _listed(SHOWN + 1, is_open, False, **asked)
    is_cut = len(found) > SHOWN
    return _shown(numbers=_listed(SHOWN, is_open, True, **asked) if is_cut else found), is_cut


@compiled
def _listed(
    most: int,
    is_open: bool,
    is_left: bool,
    *,
    change_id: int,
    team_id: int,
    outgoing_id: int,
    covers_queue: bool,
    reader_id: int,
    role: str,
) -> QuerySet[Ticket, int]:
    about = ShiftChange(team_id=team_id, outgoing_id=outgoing_id, covers_queue=covers_queue)
    held = tickets_of(about).order_by()
    listed = Q(pk__in=ShiftTicket.objects.filter(shift_change=change_id).values("ticket"))
    if is_open:
        listed |= Q(pk__in=held.values("pk"))
    visible = Ticket.objects.visible_to(Agent(pk=reader_id, role=role)).filter(listed).order_by("pk")
    if is_left:
        visible = visible.filter(pk__in=held.values("pk"))
    return visible.values_list("pk", flat=True)[:most]


@compiled
def _shown(*, numbers: list[int]) -> QuerySet[Ticket, Ticket]:
    return Ticket.objects.filter(any_of("pk", numbers)).for_rows().order_by("pk")


def _words(shift_change: ShiftChange, numbers: list[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for word in _said(change_id=shift_change.pk, numbers=numbers):
        found.setdefault(word.ticket_id, []).append(word)
    return found


@compiled
def _said(*, change_id: int, numbers: list[int]) -> QuerySet[ShiftWord, Any]:
    said = ShiftWord.objects.filter(any_of("shift_ticket__ticket_id", numbers), shift_ticket__shift_change=change_id)
    return said.select_related("by").annotate(ticket_id=F("shift_ticket__ticket")).order_by("pk")


def _drafts(numbers: list[int], reader: Agent) -> dict[int, list[ReplyDraft]]:
    found: dict[int, list[ReplyDraft]] = {}
    for draft in _shared(numbers=numbers, reader_id=reader.pk):
        found.setdefault(draft.ticket_id, []).append(draft)
    return found


@compiled
def _shared(*, numbers: list[int], reader_id: int) -> QuerySet[ReplyDraft, ReplyDraft]:
    return ReplyDraft.objects.shared_with(Agent(pk=reader_id)).filter(any_of("ticket_id", numbers))


@compiled
def _waiting(*, numbers: list[int]) -> QuerySet[Handoff, Handoff]:
    return Handoff.objects.waiting().filter(any_of("ticket_id", numbers)).select_related("to_team")


def colleagues(team: Team, *, but: Agent) -> list[Agent]:
    return _people(team_id=team.pk, but_id=but.pk)


@compiled
def _people(*, team_id: int, but_id: int) -> QuerySet[Agent, Agent]:
    return Agent.objects.people().filter(memberships__team=team_id).exclude(pk=but_id).order_by("name")


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
