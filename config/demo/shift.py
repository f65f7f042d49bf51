"""A shift change that is going on: Singapore goes home, and Lisbon goes on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from config.demo import company
from config.demo.directory import Directory
from config.demo.playing import standing_at
from escalation import shift_change as shifts
from escalation.models import ShiftChange
from escalation.shift_change import starting
from escalation.shift_change.planning import Due
from escalation.shift_change.standing import left_of
from escalation.shift_change.windows import Window
from tickets.models import Ticket

OUTGOING, INCOMING = "kenji.morita", "aoife.brennan"
BEGAN, CHANGES, ENDS = -25, 10, 40  # minutes from now
SUMMARY = "The bank holiday in Japan is over tomorrow: expect the wholesalers there to write early."


@dataclass(frozen=True)
class Told:
    """What is said of one ticket, and who has taken it; minutes from now."""

    note: str
    next_action: str
    noted: int
    for_whom: str = ""
    taken_by: str = ""
    taken: int = 0
    asked: str = ""
    answered: str = ""


# By the kind of problem; of the fifth ticket nothing has been said yet.
TOLD = {
    "Import": Told(
        note="I have the file now. The rejected rows carry a column that the import does not know.",
        next_action="Map the column and import the rejected rows again.",
        noted=-20,
        taken_by="tomas.figueira",
        taken=-11,
    ),
    "Duplicates": Told(
        note="Our log shows two crossings for each pair, a second apart. The shop seems to send twice.",
        next_action="Ask for the shop's own log of one of the pairs.",
        noted=-18,
        taken_by=INCOMING,
        taken=-8,
    ),
    "Search": Told(
        note="Old orders are found, those of this week are not. I have asked Tier 2 whether the index is behind.",
        next_action="Search again for one order of this week, then write to the customer.",
        noted=-15,
        for_whom=INCOMING,
        asked="Did Tier 2 say when they look?",
        answered="In the next hour. The answer will be a note on the ticket.",
    ),
    "Exports": Told(
        note="The filter on the screen and the one of the export differ by a time zone. I sent the file by hand.",
        next_action="Tell them when the export itself is right.",
        noted=-13,
    ),
}


def open_a_shift_change(directory: Directory, now: datetime) -> None:
    """Begin it, write most notes, and let two tickets be taken already."""
    window = Window(*(now + timedelta(minutes=minutes) for minutes in (BEGAN, CHANGES, ENDS)))
    outgoing, incoming = directory.agents[OUTGOING], directory.agents[INCOMING]
    due = Due(outgoing, directory.teams[company.LISBON], incoming, window, f"{outgoing} leaves early")
    with standing_at(window.opens_at):
        begun = starting.begin(directory.teams[company.SINGAPORE], due, at=window.opens_at)
    if begun is None:
        return
    for ticket in left_of(begun).select_related("issue_type"):
        if told := TOLD.get(str(ticket.issue_type and ticket.issue_type.name)):
            _tell(begun, ticket, told, directory, now)
    with standing_at(now - timedelta(minutes=12)):
        shifts.summarize(begun, summary=SUMMARY)


def _tell(begun: ShiftChange, ticket: Ticket, told: Told, directory: Directory, now: datetime) -> None:
    with standing_at(now + timedelta(minutes=told.noted)):
        goes_to = directory.agents[told.for_whom] if told.for_whom else None
        shifts.note(begun, ticket, note=told.note, next_action=told.next_action, goes_to=goes_to)
    if told.asked:
        with standing_at(now - timedelta(minutes=6)):
            shifts.say(begun, ticket, text=told.asked, by=directory.agents[INCOMING])
        with standing_at(now - timedelta(minutes=4)):
            shifts.say(begun, ticket, text=told.answered, by=directory.agents[OUTGOING])
    if told.taken_by:
        with standing_at(now + timedelta(minutes=told.taken)):
            shifts.take(begun, ticket, by=directory.agents[told.taken_by])
