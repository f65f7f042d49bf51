"""A support center of any size, written straight into PostgreSQL: the same every time for the same size.

Rows go in by COPY, because a hundred thousand tickets through the services would take an hour; they satisfy the same
constraints. Words follow Zipf's law, as those of real text do: a few are in most tickets and most in a few.
"""

import itertools
import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone

from escalation.models import Clock, Handoff, HandoffEvent, HandoffType
from tests.factories import package
from tickets.models import (
    Account,
    Agent,
    Customer,
    IssueType,
    Membership,
    Message,
    Ownership,
    Participant,
    Plan,
    Role,
    SearchText,
    Team,
    Ticket,
)

TEAMS, PER_TEAM = 10, 6
OPEN_SHARE, HANDED_SHARE = 0.05, 0.3
ANSWERED_IN_PLACE = 40  # of so many tickets one was answered by somebody who did not hold it
DAYS = 365
MESSAGES = 10  # of the ticket that is measured; others have 1 to 8
PASSWORD = make_password("bench")
COMMON, RARE = "customer", "quokka"
STEPS = '[{"step": "New API key", "result": "No change"}]'


@dataclass(frozen=True)
class World:
    """Who and what a bench looks at."""

    agent: Agent
    manager: Agent
    team: Team
    other_team: Team
    type: HandoffType
    ticket: Ticket
    to_reply: list[int]
    to_hand_over: list[int]


def build(size: int) -> World:
    """Fill an empty database with `size` tickets and what belongs to them."""
    dice = random.Random(size)
    teams = [Team.objects.create(name=f"Team {n}", slug=f"team-{n}", tier=1 + n % 3) for n in range(TEAMS)]
    agents = [_agent(team, n) for team in teams for n in range(PER_TEAM)]
    types = [HandoffType.objects.create(name=f"Type {n}", slug=f"type-{n}", position=n) for n in range(4)]
    issue_types = [IssueType.objects.create(name=f"Issue {n}", slug=f"issue-{n}") for n in range(20)]
    accounts = Account.objects.bulk_create(
        Account(name=f"Account {n}", plan=dice.choice(Plan.values)) for n in range(max(50, size // 100))
    )
    customers = Customer.objects.bulk_create(
        Customer(account=account, name=f"Person {n} of {account.name}", email=f"person{n}@example.com")
        for n, account in enumerate(itertools.islice(itertools.cycle(accounts), len(accounts) * 4))
    )
    written = _Tickets(size, dice, teams, agents, types, issue_types, customers)
    written.copy()
    _tidy()
    held = Ticket.objects.open().filter(holder=agents[0], handoffs__isnull=True).order_by("pk")
    numbers = list(held.values_list("pk", flat=True))
    measured = Ticket.objects.get(pk=numbers[0])
    _lengthen(measured, agents[0])
    # A ticket is handed over once, and answered again and again.
    answered = max(2, len(numbers) // 8)
    manager = Agent.objects.create(username="manager", name="Manager", role=Role.MANAGER, password=PASSWORD)
    return World(agents[0], manager, teams[0], teams[1], types[0], measured, numbers[1:answered], numbers[answered:])


def _agent(team: Team, number: int) -> Agent:
    role = Role.LEAD if number == PER_TEAM - 1 else Role.AGENT
    agent = Agent(username=f"{team.slug}-{number}", name=f"Agent {number} of {team.name}", role=role)
    agent.password = PASSWORD
    agent.save()
    Membership.objects.create(team=team, agent=agent, is_lead=role == Role.LEAD)
    return agent


class _Words:
    """Sentences whose words are as rare and as common as in real text."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        syllables = ["ba", "re", "to", "ki", "lu", "mo", "sa", "ne", "vi", "pu", "da", "shi", "gra", "ton", "fel"]
        words = ["".join(word) for word in itertools.product(syllables, repeat=3)]
        dice.shuffle(words)
        self._words = ["order", COMMON, "error", "since", "export", *words]
        self._weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(self._words))))

    def text(self, length: int) -> str:
        return " ".join(self._dice.choices(self._words, cum_weights=self._weights, k=length))


class _Tickets:
    """The rows of every ticket, table by table; ids are given here, because COPY tells none."""

    def __init__(self, size, dice, teams, agents, types, issue_types, customers) -> None:
        self.size, self.dice, self.words = size, dice, _Words(dice)
        self.teams, self.agents, self.types = teams, agents, types
        self.issue_types, self.customers = issue_types, customers
        self.now = timezone.now().replace(microsecond=0)
        self.rows: dict[type, list[tuple[object, ...]]] = {}
        self.next_message = itertools.count(1)
        self.next_ownership = itertools.count(1)
        self.next_handoff = itertools.count(1)

    def copy(self) -> None:
        for pk in range(1, self.size + 1):
            self._ticket(pk)
            if pk % 5000 == 0 or pk == self.size:
                self._flush()

    def _flush(self) -> None:
        for model, columns in COLUMNS.items():
            copy(model, columns, self.rows.get(model, []))
        self.rows.clear()

    def _add(self, model: type, *values: object) -> None:
        self.rows.setdefault(model, []).append(values)

    def _ticket(self, pk: int) -> None:
        dice = self.dice
        opened = self.now - timedelta(minutes=dice.randrange(60, DAYS * 1440) * pk / self.size + 60)
        is_open = pk <= self.size * OPEN_SHARE
        # One agent holds a fifth of what is open: a bench needs many tickets that one person may act on.
        seat = 0 if is_open and pk % 5 == 0 else pk % len(self.agents)
        agent, team = self.agents[seat], self.teams[seat // PER_TEAM]
        customer = dice.choice(self.customers)
        ended = min(self.now, opened + timedelta(hours=dice.uniform(3, 40)))
        waiting = opened if is_open and dice.random() < 0.6 else None
        status = "open" if waiting else "pending" if is_open else "resolved"
        subject = self.words.text(6)
        spoken = self._messages(pk, agent, customer, opened, 1 + dice.randrange(8))
        rare = RARE if pk % (self.size // 5 or 1) == 7 else ""
        held_from = opened + timedelta(minutes=5)
        self._add(
            Ticket, pk, subject, customer.pk, customer.account_id, dice.choice(self.issue_types).pk, status, team.pk,
            agent.pk, opened, ended, waiting, None if is_open else ended, None if is_open else agent.pk, "", "",
        )  # fmt: skip
        self._add(SearchText, pk, f"{subject}\n{customer.name}\n{spoken}\n{rare}")
        self._add(Ownership, next(self.next_ownership), pk, team.pk, None, opened, held_from, "opened", None, "")
        if dice.random() < HANDED_SHARE and pk > self.size * 0.02:
            self._handoff(
                pk, team, agent, held_from, None if is_open else ended, customer, waits=pk % 11 == 0 and is_open
            )
        else:
            row = next(self.next_ownership)
            ended_at = None if is_open else ended
            self._add(Ownership, row, pk, team.pk, agent.pk, held_from, ended_at, "claimed", agent.pk, "")
            if pk % ANSWERED_IN_PLACE == 0:
                colleague = self.agents[seat - 1 if seat % PER_TEAM else seat + 1]
                self._answer_in_place(pk, row, colleague, held_from + timedelta(minutes=30))

    def _messages(self, pk: int, agent: Agent, customer: Customer, at: datetime, count: int) -> str:
        bodies = []
        for number in range(count):
            body = self.words.text(self.dice.randrange(10, 60))
            ours = number % 2
            self._add(
                Message, next(self.next_message), pk, "agent" if ours else "customer", agent.pk if ours else None,
                None if ours else customer.pk, "", "email", "public", body, "", at + timedelta(minutes=7 * number),
                "", "", None,
            )  # fmt: skip
            bodies.append(body)
        return "\n".join(bodies)

    def _answer_in_place(self, pk: int, held: int, by: Agent, at: datetime) -> None:
        self._add(
            Message, next(self.next_message), pk, "agent", by.pk, None, "", "email", "public", self.words.text(20), "",
            at, "", "", held,
        )  # fmt: skip

    def _handoff(self, pk, team, agent, at, ended, customer, *, waits) -> None:
        """From another team to the one that holds the ticket now; or, waiting, from it to the next."""
        dice, number = self.dice, next(self.next_handoff)
        other = self.teams[(self.teams.index(team) + 1) % TEAMS]
        source, target = (team, other) if waits else (other, team)
        sender = agent if waits else self.agents[self.teams.index(other) * PER_TEAM]
        sent = self.now - timedelta(minutes=dice.uniform(0, 12)) if waits else at
        late = dice.random() < 0.15
        done = None if waits else sent + timedelta(minutes=dice.uniform(16, 30) if late else dice.uniform(1, 14))
        if ended and done and done > ended:
            ended = done
        before = next(self.next_ownership)
        holder_before = sender.pk
        self._add(Ownership, before, pk, source.pk, holder_before, at, done, "claimed", sender.pk, "")
        taken = None
        if done:
            taken = next(self.next_ownership)
            self._add(Ownership, taken, pk, target.pk, agent.pk, done, ended, "handoff", agent.pk, "")
        parts = package()
        self._add(
            Handoff, number, pk, dice.choice(self.types).pk, source.pk, target.pk, None, parts.issue_summary,
            STEPS, "", parts.sentiment, parts.sentiment_note, parts.urgency,
            parts.business_impact, parts.next_best_action, customer.account.plan, at, 1, sent, sender.pk, done,
            agent.pk if done else None, None, None, None, None, "", "", None, None, taken,
            "[]", "[]", "{}", "{}", False, "{}", "", "{}", "none",
        )  # fmt: skip
        self._add(HandoffEvent, number, "sent", sent, sender.pk, "", None)
        for kind, minutes in (("acknowledge", 15), ("respond", 60)):
            self._clock(number, kind, sent, sent + timedelta(minutes=minutes), done)
        self._add(Participant, pk, None, target.pk, sent)
        self._add(Participant, pk, sender.pk, None, sent)

    def _clock(self, handoff: int, kind: str, at: datetime, due: datetime, done: datetime | None) -> None:
        late = done is not None and done > due
        state = "running" if done is None else "breached" if late else "met"
        told = due if late else None
        self._add(Clock, handoff, kind, 1, state, at, due, done, told, told, told, 0)


COLUMNS: dict[type, str] = {
    Ticket: "id subject customer_id account_id issue_type_id status team_id holder_id opened_at last_activity_at "
    "waiting_since resolved_at resolved_by_id source external_id",
    SearchText: "ticket_id text",
    Ownership: "id ticket_id team_id agent_id started_at ended_at cause by_id agent_name",
    Message: "id ticket_id author_kind agent_id customer_id author_name channel visibility body page_url posted_at "
    "source external_id in_place_of_id",
    Handoff: "id ticket_id type_id from_team_id to_team_id to_agent_id issue_summary troubleshooting nothing_tried "
    "sentiment sentiment_note urgency business_impact next_best_action plan customer_waiting_since customer_messages "
    "sent_at sent_by_id acknowledged_at acknowledged_by_id withdrawn_at withdrawn_by_id returned_at returned_by_id "
    "return_reason return_note taken_back_at taken_back_by_id ownership_id teams_before "
    "asked details came_along needs_read_back terms read_back return_missing talk",
    HandoffEvent: "handoff_id kind at by_id text clock_id",
    Clock: "handoff_id kind generation state started_at due_at met_at breached_at recorded_at followed_at "
    "follow_failures",
    Participant: "ticket_id agent_id team_id since",
}  # in the order in which they refer to one another


def copy(model: type, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
    table = model._meta.db_table  # type: ignore[attr-defined]
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns.replace(' ', ', ')}) FROM STDIN") as out:
        for row in rows:
            out.write_row(row)


def _lengthen(ticket: Ticket, agent: Agent) -> None:
    """Give the measured ticket exactly MESSAGES messages."""
    missing = MESSAGES - ticket.messages.count()
    Message.objects.filter(pk__in=list(ticket.messages.values_list("pk", flat=True)[: max(0, -missing)])).delete()
    at = ticket.last_activity_at
    Message.objects.bulk_create(
        Message(ticket=ticket, author_kind="agent", agent=agent, channel="email", body="Still looking.", posted_at=at)
        for _ in range(max(0, missing))
    )


def _tidy() -> None:
    """Words into the index, counters past the given ids, statistics for the planner."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tickets_searchtext SET vector = to_tsvector('simple', text)")
        for model in (Ticket, Message, Ownership, Handoff):
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        cursor.execute("VACUUM ANALYZE")
