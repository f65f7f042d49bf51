"""What can be done to a ticket, and what the ledger and the status say afterwards."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.clock import NOON, minutes_after
from tests.factories import AgentFactory, BotFactory, CustomerFactory, TeamFactory, open_ticket
from tickets import attachments, services
from tickets.models import (
    BODY_LIMIT,
    Attachment,
    AuthorKind,
    Cause,
    Channel,
    Message,
    Ownership,
    Status,
    Ticket,
    Visibility,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def reply(ticket: Ticket, by, minutes: float = 5, **fields):
    return services.post_message(
        ticket,
        **{"author": by, "body": "Looking into it.", "channel": Channel.EMAIL, "at": minutes_after(minutes), **fields},
    )


def test_an_opened_ticket_is_its_teams_and_the_customer_waits() -> None:
    ticket = open_ticket(at=NOON)

    assert (ticket.status, ticket.waiting_since, ticket.holder) == (Status.OPEN, NOON, None)
    assert Ownership.objects.current().get(ticket=ticket).cause == Cause.OPENED


def test_opening_a_ticket_writes_what_belongs_to_it_at_once_and_reads_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    bot = BotFactory()
    customer, team = CustomerFactory(), bot.answered_for_by

    # The ticket; then its message, its ledger, its search text and who takes part, which SQLite takes one by one.
    # All between the two ends of a transaction.
    with django_assert_num_queries(4 if connection.vendor == "postgresql" else 7):
        open_ticket(team, customer=customer, holder=bot)


def test_an_answer_makes_it_the_customers_turn() -> None:
    ticket = open_ticket()

    reply(ticket, AgentFactory(team=ticket.team))

    ticket.refresh_from_db()
    assert (ticket.status, ticket.waiting_since, ticket.last_activity_at) == (Status.PENDING, None, minutes_after(5))


def test_an_internal_note_leaves_the_customer_waiting() -> None:
    ticket = open_ticket()

    reply(ticket, AgentFactory(team=ticket.team), channel=Channel.NOTE, visibility=Visibility.INTERNAL)

    ticket.refresh_from_db()
    assert (ticket.status, ticket.waiting_since) == (Status.OPEN, NOON)


def test_the_wait_counts_from_the_first_unanswered_message() -> None:
    ticket = open_ticket(at=NOON)

    reply(ticket, ticket.customer, minutes=7)

    ticket.refresh_from_db()
    assert ticket.waiting_since == NOON


def test_a_customer_who_writes_again_reopens_the_ticket_with_who_held_it() -> None:
    ticket = open_ticket()
    agent = AgentFactory(team=ticket.team)
    services.claim(ticket, by=agent, at=minutes_after(1))
    services.resolve(ticket, by=agent, at=minutes_after(10))

    reply(ticket, ticket.customer, minutes=60)

    ticket.refresh_from_db()
    assert (ticket.status, ticket.holder, ticket.waiting_since) == (Status.OPEN, agent, minutes_after(60))
    assert Ownership.objects.current().get(ticket=ticket).cause == Cause.REOPENED


def test_a_resolved_ticket_is_held_by_nobody_any_more() -> None:
    ticket = open_ticket()

    services.resolve(ticket, by=AgentFactory(team=ticket.team), at=minutes_after(3))

    assert not Ownership.objects.current().filter(ticket=ticket).exists()


def test_an_answer_on_a_resolved_ticket_is_refused_and_a_note_is_not() -> None:
    ticket = open_ticket()
    agent = AgentFactory(team=ticket.team)
    services.resolve(ticket, by=agent, at=minutes_after(3))

    with pytest.raises(services.AlreadyResolved):
        reply(ticket, agent)
    reply(ticket, agent, channel=Channel.NOTE, visibility=Visibility.INTERNAL)

    assert ticket.messages.count() == 2


@pytest.mark.parametrize(
    ("body", "error"),
    [("", services.EmptyMessage), ("  \n ", services.EmptyMessage), ("x" * (BODY_LIMIT + 1), services.MessageTooLong)],
    ids=["nothing", "only blanks", "longer than the limit"],
)
def test_a_message_that_says_nothing_or_too_much_is_refused(body: str, error: type[Exception]) -> None:
    ticket = open_ticket()

    with pytest.raises(error):
        reply(ticket, ticket.customer, body=body)

    assert ticket.messages.count() == 1


def test_a_claimed_ticket_cannot_be_claimed_by_a_colleague() -> None:
    ticket = open_ticket()
    sarah, jonas = AgentFactory(team=ticket.team), AgentFactory(team=ticket.team)
    services.claim(ticket, by=sarah, at=minutes_after(1))

    with pytest.raises(services.AlreadyHeld) as refused:
        services.claim(ticket, by=jonas, at=minutes_after(2))

    assert refused.value.holder == sarah


def test_claiming_ones_own_ticket_again_changes_nothing() -> None:
    ticket = open_ticket()
    sarah = AgentFactory(team=ticket.team)

    first = services.claim(ticket, by=sarah, at=minutes_after(1))
    second = services.claim(ticket, by=sarah, at=minutes_after(2))

    assert first == second


def test_nobody_claims_or_is_given_a_ticket_of_a_team_she_is_not_in() -> None:
    ticket = open_ticket()
    stranger = AgentFactory(team=TeamFactory())

    with pytest.raises(services.NotInTeam):
        services.claim(ticket, by=stranger, at=NOON)
    with pytest.raises(services.NotInTeam):
        services.place(ticket, team=ticket.team, agent=stranger, by=stranger, at=NOON)


def test_the_ledger_has_neither_gap_nor_overlap() -> None:
    ticket = open_ticket(at=NOON)
    sarah, jonas = AgentFactory(team=ticket.team), AgentFactory(team=ticket.team)

    services.claim(ticket, by=sarah, at=minutes_after(1))
    services.place(ticket, team=ticket.team, agent=jonas, by=sarah, at=minutes_after(2))
    services.place(ticket, team=ticket.team, agent=None, by=jonas, at=minutes_after(3))

    rows = list(ticket.ownerships.in_order())
    assert [row.agent for row in rows] == [None, sarah, jonas, None]
    assert [row.ended_at for row in rows[:-1]] == [row.started_at for row in rows[1:]]


def test_a_clock_that_runs_behind_cannot_turn_the_ledger_back() -> None:
    ticket = open_ticket(at=NOON)

    row = services.claim(ticket, by=AgentFactory(team=ticket.team), at=minutes_after(-2))

    assert row.started_at == NOON


def test_deactivating_an_agent_places_what_she_holds_with_her_team() -> None:
    ticket = open_ticket()
    sarah, admin = AgentFactory(team=ticket.team), AgentFactory()
    services.claim(ticket, by=sarah, at=NOON)

    placed = services.deactivate(sarah, by=admin, at=minutes_after(5))

    ticket.refresh_from_db()
    row = Ownership.objects.current().get(ticket=ticket)
    assert (placed, ticket.holder, ticket.team, row.cause) == (1, None, row.team, Cause.ADMIN)
    assert not sarah.is_active


def test_a_bots_message_is_told_apart_from_a_persons() -> None:
    ticket = open_ticket()

    message = reply(ticket, BotFactory())

    assert message.author_kind == AuthorKind.BOT
    assert not Message.objects.answers().filter(ticket=ticket).exists()


def test_files_are_kept_under_names_that_no_sender_chose() -> None:
    ticket = open_ticket()

    reply(ticket, ticket.customer, files=[SimpleUploadedFile("../../evil.html", b"<script>")])

    stored = Attachment.objects.get()
    assert stored.filename == "evil.html"
    assert "evil" not in str(stored.file.name)


def test_too_many_files_are_refused_with_the_message_they_came_with() -> None:
    ticket = open_ticket()
    files = [SimpleUploadedFile(f"{n}.log", b"x") for n in range(attachments.FILES_LIMIT + 1)]

    with pytest.raises(attachments.Refused):
        reply(ticket, ticket.customer, files=files)

    assert ticket.messages.count() == 1


def test_a_customer_belongs_to_the_account_her_tickets_are_opened_for() -> None:
    customer = CustomerFactory()

    assert open_ticket(customer=customer).account == customer.account


def test_files_whose_message_was_never_kept_are_swept_away(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    kept = open_ticket(files=[SimpleUploadedFile("kept.txt", b"1")]).messages.get().attachments.get()
    with transaction.atomic():
        open_ticket(files=[SimpleUploadedFile("lost.txt", b"2")])
        transaction.set_rollback(True)
    (tmp_path / "ours.txt").write_text("of somebody else")
    now = timezone.now()

    early = attachments.sweep(now)
    late = attachments.sweep(now + timedelta(days=2))

    assert (early, late) == (0, 1)
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {Path(kept.file.path).name, "ours.txt"}
