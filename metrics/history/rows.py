"""From stories to the rows of the database: what each table is given. Nothing is written here."""

from collections.abc import Iterable, Iterator, Sequence

from metrics.history.directory import Directory
from metrics.history.life import Life, Stretch, Told
from metrics.history.story import Person, Said
from metrics.models import SurveyAnswer
from tickets import ownership, search
from tickets.models import (
    Agent,
    AuthorKind,
    Cause,
    Customer,
    Message,
    Ownership,
    SearchText,
    Status,
    Ticket,
    Visibility,
)


def ticket_row(told: Told, directory: Directory) -> Ticket:
    story = told.story
    ticket = Ticket(
        source=directory.source,
        external_id=story.id,
        subject=story.subject,
        account=directory.accounts[story.account.id],
        customer=directory.customers[story.customer.id],
        issue_type=directory.issue_types.get(story.issue_type.lower()),
        opened_at=story.opened_at,
    )
    follow(ticket, told.life, directory)
    return ticket


def follow(ticket: Ticket, life: Life, directory: Directory) -> None:
    """Let the ticket stand as its life left it."""
    ticket.team = directory.team(life.holding)
    ticket.holder = directory.holder(life.holding)
    ticket.status = life.status
    ticket.waiting_since = life.waiting_since
    ticket.last_activity_at = life.last_activity_at
    ticket.resolved_at = life.resolved_at
    ticket.resolved_by = directory.agent(life.resolved_by)


FOLLOWED = ["team", "holder", "status", "waiting_since", "last_activity_at", "resolved_at", "resolved_by"]


def ownership_rows(ticket: Ticket, stretches: Iterable[Stretch], directory: Directory) -> Iterator[Ownership]:
    for stretch in stretches:
        # In the past she held it whatever has become of her; what is open is hers only if she may hold it.
        is_over = stretch.ended_at is not None or ticket.status == Status.RESOLVED
        agent = directory.agent(stretch.holding.agent) if is_over else directory.holder(stretch.holding)
        yield Ownership(
            ticket=ticket,
            team=directory.team(stretch.holding),
            agent=agent,
            agent_name=_label(stretch.holding.agent) if agent is None else "",
            started_at=stretch.started_at,
            ended_at=stretch.ended_at,
            cause=Cause.IMPORTED,
            by=directory.agent(stretch.by),
        )


def message_rows(
    ticket: Ticket, messages: Iterable[Said], ledger: Sequence[Ownership], directory: Directory
) -> Iterator[Message]:
    for said in messages:
        kind, agent, customer = _author(said, ticket, directory)
        is_answer = kind == AuthorKind.AGENT and said.visibility == Visibility.PUBLIC
        yield Message(
            ticket=ticket,
            author_kind=kind,
            agent=agent,
            customer=customer,
            author_name=_label(said.author) if kind == AuthorKind.IMPORTED else "",
            channel=said.channel,
            visibility=said.visibility,
            body=said.body,
            page_url=said.page_url,
            posted_at=said.posted_at,
            in_place_of=ownership.broken_into(ledger, by=agent, at=said.posted_at) if agent and is_answer else None,
            source=directory.source,
            external_id=said.id,
        )


def _author(said: Said, ticket: Ticket, directory: Directory) -> tuple[AuthorKind, Agent | None, Customer | None]:
    if said.kind == AuthorKind.CUSTOMER:
        return AuthorKind.CUSTOMER, None, ticket.customer
    agent = directory.agent(said.author)
    if agent is None:
        return AuthorKind.IMPORTED, None, None
    return AuthorKind.BOT if agent.is_bot else AuthorKind.AGENT, agent, None


def search_row(ticket: Ticket, told: Told) -> SearchText:
    return search.row_of(ticket, (message.body for message in told.story.messages))


def survey_rows(ticket: Ticket, told: Told) -> Iterator[SurveyAnswer]:
    """The answer, if she gave one."""
    if survey := told.story.survey:
        yield SurveyAnswer(
            ticket=ticket,
            csat=survey.csat,
            had_to_repeat=survey.had_to_repeat,
            comment=survey.comment,
            answered_at=survey.answered_at,
        )


def _label(person: Person | None) -> str:
    return person.label if person else ""
