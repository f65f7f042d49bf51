"""The world in which stories are played: three people in three teams, two tickets, one clock."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import reject
from hypothesis.stateful import RuleBasedStateMachine

from escalation import database_clock as the_clock
from escalation.desk import acts
from escalation.models import Handoff, HandoffType, ShiftChange, StepAction
from escalation.package import Package
from escalation.refusals import refusal_of
from tests.clock import NOON, SettableClock
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, escalation_policy, open_ticket, package
from tickets.models import Agent, Membership, Message, Role, Team, Ticket

HOUR = timedelta(hours=1)


class World(RuleBasedStateMachine):
    """Each story has a transaction of its own, which is undone after it.

    Ann and Ben are the first line; Ben and Cid the second; Cid is the third, where handoffs are sent on to. Every team
    has a lead, who is told and does not act. An outsider works elsewhere. The clock only goes forward.
    """

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.clock = SettableClock(NOON)
        the_clock.source = self.clock
        self.teams: list[Team] = [TeamFactory(), TeamFactory(tier=2), TeamFactory(tier=3)]
        self.leads: list[Agent] = [AgentFactory(team=team, role=Role.LEAD) for team in self.teams]
        self.people: list[Agent] = [AgentFactory(name=name) for name in ("Ann Ode", "Ben Ito", "Cid Rey")]
        for person, teams in zip(self.people, (self.teams[:1], self.teams[:2], self.teams[1:]), strict=True):
            Membership.objects.bulk_create(Membership(team=team, agent=person) for team in teams)
        self.outsider: Agent = AgentFactory(team=TeamFactory())
        steps = [(10, StepAction.REMIND), (16, StepAction.PAGE), (20, StepAction.REROUTE, self.teams[2])]
        self.type: HandoffType = HandoffTypeFactory(policy=escalation_policy(*steps))
        first = open_ticket(self.teams[0], at=self.clock.now, holder=self.people[0])
        self.tickets = [first, open_ticket(self.teams[0], at=self.clock.now)]
        self.sent: dict[int, tuple[list[Any], dict[str, Any]]] = {}  # by handoff, what it said as it was sent
        self.replies: dict[tuple[int, int], str] = {}  # by agent and ticket, the words that the page called saved
        self.packages: dict[tuple[int, int], str] = {}  # the same of a handoff half written
        self.seen: dict[tuple[int, int, str], Any] = {}  # by agent, ticket and window, when what it shows was saved
        self.read: dict[tuple[int, int], int] = {}  # by agent and ticket, the last message she has read
        self.counted = 0

    def teardown(self) -> None:
        """Check what must hold of the whole story, and undo it."""
        try:
            self.in_the_end()
        finally:
            the_clock.source = the_clock._ask_database
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    def in_the_end(self) -> None:
        """What must hold of a whole story."""

    def act(self, what: Callable[..., Any], *args: Any, **kwargs: Any) -> Exception | None:
        """Do it a second later, and say what it was refused for; a refusal is a sentence to a person."""
        self.clock.forward(seconds=1)
        refused = None
        try:
            what(*args, **kwargs)
        except Exception as error:
            if refusal_of(error) is None:
                raise
            refused = error
        self.keep_what_was_sent()
        return refused

    def words(self) -> str:
        """Words that were never said before."""
        self.counted += 1
        return f"Words number {self.counted}."

    def ticket(self, which: int) -> Ticket:
        return Ticket.objects.select_related("team", "holder", "customer").get(pk=self.tickets[which].pk)

    def one_of(self, team: Team, who: int, *, but: Agent | None = None) -> Agent:
        """Somebody of the team who acts; its lead where nobody else does."""
        order: Sequence[Agent] = [*self.people[who:], *self.people[:who]]
        hers = set(team.memberships.values_list("agent", flat=True))
        acting = [agent for agent in order if agent.pk in hers and agent != but]
        return acting[0] if acting else self.leads[self.teams.index(team)]

    def may_open(self, agent: Agent, which: int) -> bool:
        return Ticket.objects.visible_to(agent).filter(pk=self.tickets[which].pk).exists()

    def filled(self) -> Package:
        """A complete package for the kind of handoff as it is now."""
        self.type = HandoffType.objects.get(pk=self.type.pk)
        return package(details={field.key: "Known." for field in self.type.asked})

    def hand_over(self, who: int, which: int, **how: Any) -> Agent:
        """Offer a ticket to another team, and say who did or tried."""
        ticket = self.ticket(which)
        to = next(team for team in self.teams if team.pk != ticket.team_id)
        by = self.one_of(ticket.team, who)
        refused = self.act(acts.hand_over, ticket, type=self.type, to=to, package=self.filled(), by=by, **how)
        if refused is None:
            self.packages.pop((by.pk, ticket.pk), None)
        return by

    def latest(self, which: int) -> Handoff:
        """The last handoff of the ticket; the first act that needs one makes it."""
        found = Handoff.objects.filter(ticket=self.tickets[which])
        if not found.exists():
            self.act(acts.reopen, self.tickets[which], by=self.people[0])
            self.hand_over(0, which)
        if not found.exists():
            reject()  # it cannot be handed over as it stands: another story
        return found.select_related("to_team", "from_team", "ticket__team").latest("pk")

    def shift_change(self, which: int) -> ShiftChange | None:
        """The last shift change that its ticket was listed in."""
        found = ShiftChange.objects.filter(tickets__ticket=self.tickets[which])
        return found.select_related("team", "to_team", "outgoing").order_by("pk").last()

    def keep_what_was_sent(self) -> None:
        for handoff in Handoff.objects.filter(ticket__in=self.tickets).exclude(pk__in=self.sent):
            self.sent[handoff.pk] = said_by(handoff)

    def last_message(self, which: int) -> int:
        return Message.objects.filter(ticket=self.tickets[which]).latest("pk").pk


COUNTED_ANEW = ("hours", "since", "passed")  # of the ladder of a handoff that a step sends on to another team


def said_by(handoff: Handoff) -> tuple[list[Any], dict[str, Any]]:
    """All that a handoff says and promises as it was sent, and from when its ladder counts."""
    frozen = ("asked", "came_along", "acknowledge_within", "take_back_within", "needs_read_back", "plan")
    clocks = handoff.clocks.filter(generation=1).order_by("pk").values_list("kind", "started_at", "due_at")
    ladder: dict[str, Any] = handoff.ladder or {}
    promised = [
        handoff.package,
        handoff.parts,
        [getattr(handoff, name) for name in frozen],
        {name: said for name, said in ladder.items() if name not in COUNTED_ANEW},
        list(clocks.exclude(kind="take_back")),
    ]
    return promised, {name: ladder.get(name) for name in COUNTED_ANEW}
