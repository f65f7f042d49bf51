"""Plays what happens to a ticket through the services, deed by deed, each at its own time."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from config.demo.directory import Directory
from config.demo.story import Act, Deed, given
from escalation import database_clock, handoffs
from escalation.desk import acts as desk
from escalation.models import Handoff
from tickets import services
from tickets.models import Ticket


@contextmanager
def standing_at(instant: datetime) -> Iterator[None]:
    """The clock that judges deadlines stands at this instant. For one process that does nothing else meanwhile."""
    source = database_clock.source
    database_clock.source = lambda: instant
    try:
        yield
    finally:
        database_clock.source = source


def play(ticket: Ticket, acts: Iterable[Act], directory: Directory) -> None:
    """Do to an open ticket all that these acts say."""
    player = _Player(ticket, directory)
    for act in acts:
        with standing_at(act.at):
            player.do(act)


class _Player:
    handoff: Handoff

    def __init__(self, ticket: Ticket, directory: Directory) -> None:
        self.ticket, self.directory = ticket, directory

    def do(self, act: Act) -> None:
        if act.by_customer:
            author = self.directory.customers[act.by]
            services.post_message(self.ticket, author=author, body=act.text, channel=act.channel, at=act.at)
        elif act.deed in (Deed.SAID, Deed.NOTED, Deed.CLAIMED, Deed.REASSIGNED, Deed.RESOLVED):
            self._at_the_desk(act)
        else:
            self._hand_over(act)
        self.ticket.refresh_from_db()

    def _at_the_desk(self, act: Act) -> None:
        by = self.directory.agents[act.by]
        if act.deed == Deed.SAID:
            desk.reply(self.ticket, body=act.text, channel=act.channel, by=by)
        elif act.deed == Deed.NOTED:
            desk.note(self.ticket, body=act.text, by=by)
        elif act.deed == Deed.CLAIMED:
            desk.claim(self.ticket, by=by)
        elif act.deed == Deed.REASSIGNED:
            desk.place(self.ticket, team=self.ticket.team, agent=self.directory.agents[act.agent], by=by)
        else:
            desk.resolve(self.ticket, by=by)

    def _hand_over(self, act: Act) -> None:
        by = self.directory.agents[act.by]
        if act.deed == Deed.SENT:
            package = given(act.package)
            self.handoff = desk.hand_over(
                self.ticket,
                type=self.directory.handoff_types[act.handoff_type],
                to=self.directory.teams[act.team],
                to_agent=self.directory.agents[act.agent] if act.agent else None,
                package=package,
                ground_reason=package.business_impact or package.next_best_action,
                by=by,
            )
        elif act.deed == Deed.ACKNOWLEDGED:
            handoffs.acknowledge(self.handoff, by=by, read_back=act.text)
        elif act.deed == Deed.ASKED:
            handoffs.ask(self.handoff, text=act.text, by=by)
        elif act.deed == Deed.ANSWERED:
            handoffs.answer(self.handoff, text=act.text, by=by)
        elif act.deed == Deed.RETURNED:
            handoffs.return_to_sender(self.handoff, reason=given(act.reason), note=act.text, by=by)
        elif act.deed == Deed.TAKEN_BACK:
            handoffs.take_back(self.handoff, by=by)
        else:
            handoffs.withdraw(self.handoff, by=by)
