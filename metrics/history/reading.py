"""From the text of a line to its story, or to the reason why it is none. The format is described in docs/import.md."""

import json
from datetime import datetime

from metrics.history.fields import BadLine, Fields
from metrics.history.story import AccountTold, Change, CustomerTold, Holding, Person, Said, Story, Survey
from tickets.models import BODY_LIMIT, AuthorKind, Channel, Plan, Status, Visibility

ID_LIMIT = 200
NAME_LIMIT = 150
EVENTS_LIMIT = 5_000  # messages and changes of one ticket


def read_line(line: bytes, *, now: datetime) -> Story:
    """The story that a line tells. Raises BadLine."""
    raw = Fields(_json(line), "", now=now)
    ticket = raw.object("ticket")
    story_id = ticket.text("id", ID_LIMIT)
    story = Story(
        id=story_id,
        subject=ticket.text("subject", 200),
        issue_type=ticket.optional_text("issue_type", 80),
        opened_at=ticket.instant("opened_at"),
        holding=Holding(team=ticket.text("team", 80), agent=_person(ticket.optional_object("agent"))),
        account=_account(raw.object("account")),
        customer=_customer(raw.object("customer")),
        messages=_messages(raw.objects("messages"), story_id),
        changes=_changes(raw.objects("changes")),
        survey=_survey(raw.optional_object("survey")),
    )
    ticket.end()
    raw.end()
    _check_size(story)
    return story


def _json(line: bytes) -> object:
    try:
        return json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadLine("The line is not UTF-8.") from None
    except RecursionError:
        raise BadLine("The line is nested too deeply.") from None
    except ValueError as error:
        raise BadLine(f"The line is not JSON: {str(error)[:120]}.") from None


def _account(fields: Fields) -> AccountTold:
    account = AccountTold(
        id=fields.text("id", ID_LIMIT),
        name=fields.text("name", 200),
        plan=fields.choice("plan", Plan, Plan.UNKNOWN),
        country=fields.optional_text("country", 80),
    )
    fields.end()
    return account


def _customer(fields: Fields) -> CustomerTold:
    customer = CustomerTold(
        id=fields.text("id", ID_LIMIT),
        name=fields.text("name", NAME_LIMIT),
        email=fields.optional_text("email", 254),
        title=fields.optional_text("title", 120),
        preferences=fields.optional_text("preferences", 5_000),
    )
    fields.end()
    return customer


def _person(fields: Fields | None) -> Person | None:
    if fields is None:
        return None
    person = Person(
        username=fields.optional_text("username", NAME_LIMIT),
        email=fields.optional_text("email", NAME_LIMIT),
        name=fields.optional_text("name", NAME_LIMIT),
    )
    if not person.label:
        raise BadLine(f"{fields.name('name')} is missing: give a name, a username or an e-mail address.")
    fields.end()
    return person


def _messages(items: list[Fields], story_id: str) -> tuple[Said, ...]:
    """In order of time. A message without an id of its own is known by its place in the line."""
    messages = [_said(fields, f"{story_id[: ID_LIMIT - 10]}#{number}") for number, fields in enumerate(items, start=1)]
    ids: set[str] = set()
    for message in messages:
        if message.id in ids:
            raise BadLine(f"Two messages have the id {message.id!r}.")
        ids.add(message.id)
    return tuple(sorted(messages, key=lambda message: message.posted_at))


def _said(fields: Fields, place: str) -> Said:
    kind = fields.choice("author_kind", AuthorKind)
    channel = fields.choice("channel", Channel)
    message = Said(
        id=fields.optional_text("id", ID_LIMIT) or place,
        kind=kind,
        author=_person(fields.optional_object("author")),
        channel=channel,
        visibility=fields.choice(
            "visibility", Visibility, Visibility.INTERNAL if channel == Channel.NOTE else Visibility.PUBLIC
        ),
        body=fields.text("body", BODY_LIMIT),
        page_url=fields.optional_text("page_url", 500),
        posted_at=fields.instant("at"),
    )
    if channel == Channel.NOTE and message.visibility != Visibility.INTERNAL:
        raise BadLine(f"{fields.name('visibility')} is public, and a note is always internal.")
    if kind == AuthorKind.CUSTOMER and message.visibility == Visibility.INTERNAL:
        raise BadLine(f"{fields.name('visibility')} is internal, and a customer's message never is.")
    if kind == AuthorKind.CUSTOMER and message.author:
        raise BadLine(f"{fields.name('author')} is for our own side: a customer's message is by the ticket's customer.")
    fields.end()
    return message


def _changes(items: list[Fields]) -> tuple[Change, ...]:
    """In order of time; at the same instant, as written."""
    return tuple(sorted((_change(fields) for fields in items), key=lambda change: change.at))


def _change(fields: Fields) -> Change:
    status = fields.choice("status", Status) if fields.has("status") else None
    team = fields.optional_text("team", 80)
    agent = _person(fields.optional_object("agent"))
    if agent and not team:
        raise BadLine(f"{fields.name('team')} is missing: say in which team {agent.label} holds the ticket.")
    if not status and not team:
        raise BadLine(f"{fields.name('status')} and {fields.name('team')} are missing: one of them must change.")
    change = Change(
        at=fields.instant("at"),
        status=status,
        holding=Holding(team, agent) if team else None,
        by=_person(fields.optional_object("by")),
    )
    fields.end()
    return change


def _survey(fields: Fields | None) -> Survey | None:
    if fields is None:
        return None
    survey = Survey(
        csat=fields.whole_number("csat", 1, 5),
        had_to_repeat=fields.yes_no_or_unknown("had_to_repeat"),
        comment=fields.optional_text("comment", BODY_LIMIT),
        answered_at=fields.instant("answered_at"),
    )
    fields.end()
    return survey


def _check_size(story: Story) -> None:
    if story.events > EVENTS_LIMIT:
        raise BadLine(f"{story.events:,} messages and changes, of {EVENTS_LIMIT:,} at most in one ticket.")
