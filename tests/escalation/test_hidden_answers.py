"""Answers of somebody who did not hold the ticket: one rule in memory and in the database, listed and explained."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

import pytest
from django.urls import reverse

from escalation import handoffs, hidden, warm
from escalation.desk import acts
from escalation.desk.acts import Words
from escalation.hidden import AlreadyExplained, LateContext, NotHidden, Offer
from escalation.models import AddedContext, Handoff, Talk
from tests.api import V1, as_agent, error, ids
from tests.clock import NOON, minutes_after
from tests.factories import AgentFactory, BotFactory, HandoffTypeFactory, TeamFactory, open_ticket, package
from tests.pages import queries, signed_in, text
from tickets import ownership, services
from tickets.models import (
    Agent,
    AuthorKind,
    Cause,
    Channel,
    Customer,
    Membership,
    Message,
    Ownership,
    Role,
    Team,
    Ticket,
)

LIST = reverse("hidden-handoffs")
CONTEXT = LateContext(why="She was away", issue_summary="No order arrives.", next_best_action="Compare the limits.")
QUEUE = ""  # nobody of the team holds it

Spell = tuple[str, int, int | None, Cause]  # who held it, from and to which minute, and how that came about
Offered = tuple[str, int, int | None]  # to whom by name, sent and over in which minute

RULE: dict[str, tuple[list[Spell], list[tuple[str, int]], list[Offered], list[int]]] = {
    "the holder answers": ([("yara", 0, None, Cause.OPENED)], [("yara", 1)], [], []),
    "another answers once": ([("yara", 0, None, Cause.OPENED)], [("xena", 1)], [], [0]),
    "nobody held it while the team's queue did": ([(QUEUE, 0, None, Cause.OPENED)], [("xena", 1)], [], [0]),
    "a bot held it": ([("bot", 0, None, Cause.OPENED)], [("xena", 1)], [], [0]),
    "somebody held it who is known by name only": ([("named Ana", 0, None, Cause.IMPORTED)], [("xena", 1)], [], [0]),
    "the holder is known by her name only": ([("named Xena", 0, None, Cause.IMPORTED)], [("xena", 1)], [], []),
    "several in a row are one": ([("yara", 0, None, Cause.OPENED)], [("xena", 1), ("xena", 2), ("xena", 3)], [], [0]),
    "a row ends where another answers": (
        [("yara", 0, None, Cause.OPENED)],
        [("xena", 1), ("yara", 2), ("xena", 3)],
        [],
        [0, 2],
    ),
    "two who answer in her place are two": ([("yara", 0, None, Cause.OPENED)], [("xena", 1), ("zoe", 1)], [], [0, 1]),
    "a row ends where the holder changes": (
        [("yara", 0, 2, Cause.OPENED), ("zoe", 2, None, Cause.HANDOFF)],
        [("xena", 1), ("xena", 3)],
        [],
        [0, 1],
    ),
    "she held it until then": (
        [("xena", 0, 2, Cause.OPENED), ("yara", 2, None, Cause.HANDOFF)],
        [("xena", 1), ("xena", 3)],
        [],
        [1],
    ),
    "at the very instant in which she lets go": (
        [("xena", 0, 2, Cause.OPENED), ("yara", 2, None, Cause.HANDOFF)],
        [("xena", 2)],
        [],
        [],
    ),
    "at the very instant of her claim": (
        [(QUEUE, 0, 2, Cause.OPENED), ("xena", 2, None, Cause.CLAIMED)],
        [("xena", 2)],
        [],
        [],
    ),
    "before her claim of what nobody held": (
        [(QUEUE, 0, 2, Cause.OPENED), ("xena", 2, None, Cause.CLAIMED)],
        [("xena", 1)],
        [],
        [],
    ),
    "before somebody else's claim": (
        [(QUEUE, 0, 2, Cause.OPENED), ("yara", 2, None, Cause.CLAIMED)],
        [("xena", 1)],
        [],
        [0],
    ),
    "before she hands it over, which takes it first": (
        [("yara", 0, 2, Cause.OPENED), ("xena", 2, 4, Cause.CLAIMED), ("zoe", 4, None, Cause.HANDOFF)],
        [("xena", 2), ("xena", 3)],
        [("zoe", 2, 4)],
        [],
    ),
    "before she acknowledges": (
        [("yara", 0, 2, Cause.OPENED), ("xena", 2, None, Cause.HANDOFF)],
        [("xena", 1)],
        [],
        [],
    ),
    "before it is given to her without a word": (
        [("yara", 0, 2, Cause.OPENED), ("xena", 2, None, Cause.REASSIGNED)],
        [("xena", 1)],
        [],
        [0],
    ),
    "while the package waits for her by name": (
        [("yara", 0, None, Cause.OPENED)],
        [("xena", 1)],
        [("xena", 1, 2)],
        [],
    ),
    "at the instant in which what waited for her is over": (
        [("yara", 0, None, Cause.OPENED)],
        [("xena", 2)],
        [("xena", 1, 2)],
        [],
    ),
    "after what waited for her is over": ([("yara", 0, None, Cause.OPENED)], [("xena", 3)], [("xena", 1, 2)], [0]),
    "before it was sent to her": ([("yara", 0, None, Cause.OPENED)], [("xena", 1)], [("xena", 2, None)], [0]),
    "while it waits for somebody else": ([("yara", 0, None, Cause.OPENED)], [("xena", 2)], [("zoe", 1, None)], [0]),
    "nobody is accountable for what is resolved": ([("yara", 0, 1, Cause.OPENED)], [("xena", 2)], [], []),
}


class Cast:
    """Everybody of the table, as rows."""

    def __init__(self) -> None:
        self.team = TeamFactory()
        self.agents = {name: AgentFactory(name=name.capitalize(), team=self.team) for name in ("xena", "yara", "zoe")}
        self.agents["bot"] = BotFactory(answered_for_by=self.team)

    def ticket(self, spells: Iterable[Spell]) -> tuple[Ticket, list[Ownership]]:
        ticket = open_ticket(self.team)
        Ownership.objects.filter(ticket=ticket).delete()
        return ticket, [self._spell(ticket, *spell) for spell in spells]

    def _spell(self, ticket: Ticket, who: str, since: int, until: int | None, cause: Cause) -> Ownership:
        named = who.removeprefix("named ") if who.startswith("named ") else ""
        return Ownership.objects.create(
            ticket=ticket,
            team=self.team,
            agent=self.agents.get(who),
            agent_name=named,
            started_at=minutes_after(since),
            ended_at=None if until is None else minutes_after(until),
            cause=cause,
        )

    def answer(self, ticket: Ticket, ledger: Sequence[Ownership], who: str, minute: int) -> Message:
        agent, at = self.agents[who], minutes_after(minute)
        return Message.objects.create(
            ticket=ticket,
            author_kind=AuthorKind.AGENT,
            agent=agent,
            channel=Channel.EMAIL,
            body="We look into it.",
            posted_at=at,
            in_place_of=ownership.broken_into(ledger, by=agent, at=at),
        )

    def offer(self, ticket: Ticket, to: str, sent: int, over: int | None) -> Offer:
        sender = self.agents["yara"]
        withdrawn = {"withdrawn_at": minutes_after(over), "withdrawn_by": sender} if over is not None else {}
        sent_handoff = Handoff.objects.create(
            ticket=ticket,
            type=HandoffTypeFactory(),
            from_team=self.team,
            to_team=self.team,
            to_agent=self.agents[to],
            sent_at=minutes_after(sent),
            sent_by=sender,
            **withdrawn,
        )
        return Offer.of(sent_handoff)


@pytest.mark.django_db
@pytest.mark.both_databases
def test_the_rule_and_the_query_agree_on_every_answer() -> None:
    cast = Cast()
    by_rule, wanted = {}, {}
    for case, (spells, said, offered, expected) in RULE.items():
        ticket, ledger = cast.ticket(spells)
        answers = [cast.answer(ticket, ledger, *one) for one in said]
        offers = [cast.offer(ticket, *one) for one in offered]
        by_rule[case] = hidden.hidden_answers_in(ledger, answers, offers)
        wanted[case] = {answers[number].pk for number in expected}

    assert by_rule == wanted
    found = set(hidden.answers_without_handoff().values_list("pk", flat=True))
    assert found == set[int]().union(*wanted.values())


@pytest.fixture
def team(db: None) -> Team:
    return TeamFactory(name="First line", slug="first")


@pytest.fixture
def holder(team: Team) -> Agent:
    return AgentFactory(name="Priya Nair", team=team)


@pytest.fixture
def other(team: Team) -> Agent:
    return AgentFactory(name="Sarah Okafor", team=team)


@pytest.fixture
def lead(team: Team) -> Agent:
    return AgentFactory(name="Ruth Mbeki", role=Role.LEAD, team=team)


def answered(holder: Agent | None, by: Agent, minutes: int = 5, *, customer: Customer | None = None) -> Message:
    """A ticket of the one that the other answers."""
    ticket = open_ticket(by.teams.get(), holder=holder, customer=customer)
    return services.post_message(
        ticket, author=by, body="We look into it.", channel=Channel.EMAIL, at=minutes_after(minutes)
    )


def found() -> list[Message]:
    return list(hidden.answers_without_handoff().order_by("pk"))


def test_a_lead_who_answers_once_in_place_of_the_holder_counts(holder: Agent, lead: Agent) -> None:
    answer = answered(holder, lead)

    assert found() == [answer]


def test_notes_bots_and_customers_are_no_answers(holder: Agent, other: Agent) -> None:
    ticket = open_ticket(holder.teams.get(), holder=holder)
    bot = BotFactory(answered_for_by=ticket.team)
    acts.note(ticket, body="Look at the limits.", by=other)
    services.post_message(ticket, author=bot, body="I am a bot.", channel=Channel.CHAT, at=minutes_after(2))
    services.post_message(ticket, author=ticket.customer, body="And?", channel=Channel.CHAT, at=minutes_after(3))

    assert not Message.objects.filter(in_place_of__isnull=False).exists()


def test_a_reply_sent_along_with_a_handoff_has_its_package(holder: Agent, other: Agent) -> None:
    ticket, to = open_ticket(holder.teams.get(), holder=holder), TeamFactory()
    AgentFactory(team=to)
    first = Words(body="A colleague goes on with this.", channel=Channel.EMAIL)

    acts.hand_over(ticket, type=HandoffTypeFactory(), to=to, package=package(), by=other, reply_first=first)

    assert Message.objects.get(agent=other).in_place_of
    assert not found()


def test_the_line_that_introduces_a_receiver_is_no_answer(holder: Agent) -> None:
    ticket, to = open_ticket(holder.teams.get(), holder=holder), TeamFactory()
    receiver = AgentFactory(team=to)
    sent = warm.send(ticket, type=HandoffTypeFactory(), to=to, package=package(), by=holder, to_agent=receiver)

    warm.ready(sent, by=receiver, line="Sarah goes on from here.")
    services.post_message(ticket, author=holder, body="One thing more.", channel=Channel.EMAIL, at=minutes_after(9))

    assert Handoff.objects.get().talk == Talk.READY
    assert [answer.body for answer in found()] == ["One thing more."]


def test_an_answer_before_acknowledging_is_explained_by_it(holder: Agent, other: Agent) -> None:
    ticket = open_ticket(holder.teams.get(), holder=holder)
    kind = HandoffTypeFactory(within_team=True)
    sent = handoffs.send(ticket, type=kind, to=ticket.team, to_agent=other, package=package(), by=holder)
    acts.reply(ticket, body="We look into it.", channel=Channel.EMAIL, by=other)

    handoffs.acknowledge(sent, by=other)

    assert not found()


def test_list_and_thread_say_who_answered_while_who_held_it(holder: Agent, other: Agent, lead: Agent) -> None:
    answer = answered(holder, other)

    page = text(signed_in(lead), LIST)
    thread = text(signed_in(holder), answer.ticket.get_absolute_url())

    assert "Answered by Sarah Okafor" in page
    assert page.count("Priya Nair held it") == 1
    assert reverse("add-context-to-answer", args=[answer.pk]) in page
    assert "Answered by Sarah Okafor while Priya Nair held it" in thread
    assert reverse("add-context-to-answer", args=[answer.pk]) in thread


def test_where_nobody_held_it_the_list_names_the_team(other: Agent, lead: Agent) -> None:
    answered(None, other)

    assert "Nobody of First line held it" in text(signed_in(lead), LIST)


def test_the_list_shows_both_kinds_in_order_of_time(holder: Agent, other: Agent, lead: Agent) -> None:
    answer = answered(holder, other, minutes=5)
    late, early = open_ticket(holder.teams.get(), holder=holder), open_ticket(holder.teams.get(), holder=holder)
    after = services.place(late, team=late.team, agent=other, by=lead, at=minutes_after(6))
    before = services.place(early, team=early.team, agent=other, by=lead, at=minutes_after(4))

    page = text(signed_in(lead), LIST)

    places = [page.index(f'id="{row}"') for row in (f"change-{after.pk}", f"answer-{answer.pk}", f"change-{before.pk}")]
    assert places == sorted(places)


def test_the_list_takes_as_many_queries_for_many_as_for_one(holder: Agent, other: Agent, lead: Agent) -> None:
    client = signed_in(lead)
    first = answered(holder, other)
    few = queries(client, LIST)
    for minutes in range(30):
        answered(holder, other, minutes, customer=first.ticket.customer)

    assert queries(client, LIST) == few <= 8
    assert "after=" in text(client, LIST)


TODAY, DAY = NOON.date(), timedelta(days=1)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", 1),
        ("cause=answered", 1),
        ("cause=reassigned", 0),
        ("context=missing", 1),
        ("context=added", 0),
        (f"since={TODAY}&until={TODAY}", 1),
        (f"since={TODAY + DAY}", 0),
        (f"until={TODAY - DAY}", 0),
    ],
)
def test_filters_narrow_page_and_api_alike(asked: str, expected: int, holder: Agent, other: Agent, lead: Agent) -> None:
    answer = answered(holder, other)

    listed = as_agent(lead).get(f"{V1}/hidden-answers/?{asked}")

    assert ids(listed) == [answer.pk] * expected
    assert (answer.ticket.subject in text(signed_in(lead), f"{LIST}?{asked}")) is bool(expected)


def test_changes_of_holder_are_left_out_where_answers_are_asked_for(holder: Agent, lead: Agent, other: Agent) -> None:
    ticket = open_ticket(holder.teams.get(), holder=holder)
    services.place(ticket, team=ticket.team, agent=other, by=lead, at=minutes_after(4))

    assert ids(as_agent(lead).get(f"{V1}/hidden-handoffs/?cause=answered")) == []


def test_nobody_else_looks_and_a_lead_sees_only_her_teams(holder: Agent, other: Agent, lead: Agent) -> None:
    answer = answered(holder, other)
    leads_another = AgentFactory(role=Role.LEAD, team=TeamFactory())
    Membership.objects.create(team=answer.ticket.team, agent=leads_another)

    assert as_agent(holder).get(f"{V1}/hidden-answers/").status_code == 403
    assert ids(as_agent(leads_another).get(f"{V1}/hidden-answers/")) == []
    assert ids(as_agent(lead).get(f"{V1}/hidden-answers/")) == [answer.pk]


def test_the_missing_context_is_added_once_and_stands_in_the_thread(holder: Agent, other: Agent) -> None:
    answer = answered(holder, other)
    url, ticket = reverse("add-context-to-answer", args=[answer.pk]), answer.ticket
    client = signed_in(other)
    assert "Sarah Okafor answered the customer while Priya Nair held it, without a handoff." in text(client, url)

    client.post(url, vars(CONTEXT))

    assert AddedContext.objects.get().answer == answer
    page = text(client, ticket.get_absolute_url())
    assert "Next: Compare the limits." in page
    assert "Add the missing context" not in page
    assert client.get(url).status_code == 302
    with pytest.raises(AlreadyExplained):
        hidden.add_context(answer, context=CONTEXT, by=holder, at=NOON)


def test_what_goes_on_with_an_answer_has_no_context_of_its_own(holder: Agent, other: Agent) -> None:
    answer = answered(holder, other)
    more = services.post_message(
        answer.ticket, author=other, body="Still looking.", channel=Channel.EMAIL, at=minutes_after(6)
    )

    with pytest.raises(NotHidden):
        hidden.add_context(more, context=CONTEXT, by=holder, at=NOON)
    assert signed_in(holder).get(reverse("add-context-to-answer", args=[more.pk])).status_code == 404


def test_over_the_api_it_is_added_by_those_who_see_the_ticket(holder: Agent, other: Agent) -> None:
    answer = answered(holder, other)
    url = f"{V1}/hidden-answers/{answer.pk}/context/"

    assert as_agent(AgentFactory(team=TeamFactory())).post(url, vars(CONTEXT)).status_code == 404
    assert as_agent(holder).post(url, vars(CONTEXT)).status_code == 201
    assert error(as_agent(holder).post(url, vars(CONTEXT)))[:2] == (409, "already_explained")
