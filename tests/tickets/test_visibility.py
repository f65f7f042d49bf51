"""Who may open which ticket: one rule, table-driven."""

import pytest

from tests.clock import NOON
from tests.factories import AgentFactory, BotFactory, TeamFactory, open_ticket, send_handoff
from tickets import search, services
from tickets.models import Channel, Role, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize(
    ("role", "sees"),
    [(Role.AGENT, False), (Role.LEAD, False), (Role.MANAGER, True), (Role.ADMIN, True)],
)
def test_another_teams_ticket_is_open_to_those_who_oversee_all(role: Role, sees: bool) -> None:
    ticket = open_ticket()
    somebody = AgentFactory(role=role, team=TeamFactory())

    assert Ticket.objects.visible_to(somebody).filter(pk=ticket.pk).exists() is sees


def test_her_teams_tickets_are_visible_to_an_agent() -> None:
    ticket = open_ticket()

    assert ticket in Ticket.objects.visible_to(AgentFactory(team=ticket.team))


def test_a_sent_ticket_is_visible_to_the_receiving_team_at_once_and_to_its_sender_for_good() -> None:
    colleague = AgentFactory(team=TeamFactory(tier=2))
    handoff = send_handoff(receiver=colleague)
    services.place(handoff.ticket, team=handoff.to_team, agent=None, by=colleague, at=NOON)

    assert handoff.ticket in Ticket.objects.visible_to(colleague)
    assert handoff.ticket in Ticket.objects.visible_to(handoff.sent_by)


def test_a_bot_sees_its_own_conversations_only() -> None:
    team = TeamFactory(tier=0)
    bot = BotFactory(team=team)
    own, other = open_ticket(team, holder=bot), open_ticket(team)

    seen = Ticket.objects.visible_to(bot)

    assert own in seen
    assert other not in seen


def test_whoever_was_deactivated_sees_nothing() -> None:
    ticket = open_ticket()
    gone = AgentFactory(team=ticket.team, role=Role.ADMIN, is_active=False)

    assert not Ticket.objects.visible_to(gone).exists()


def test_following_a_ticket_shows_it_and_ending_that_hides_it_again() -> None:
    ticket, stranger = open_ticket(), AgentFactory(team=TeamFactory())

    services.take_part(ticket, agent=stranger, at=NOON)
    assert ticket in Ticket.objects.visible_to(stranger)
    services.stop_following(ticket, agent=stranger)

    assert ticket not in Ticket.objects.visible_to(stranger)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("warehouse", True),
        ("wareho", True),
        ("orders stop", True),
        ("ORDERS", True),
        ("invoice", False),
        ("orders invoice", False),
        ("", False),
        ("!!! & | ' \\ :*", False),
        ("naïve café", False),
    ],
)
def test_every_word_must_occur_or_begin_a_word(query: str, found: bool) -> None:
    ticket = open_ticket()

    assert search.find(Ticket.objects.all(), query).filter(pk=ticket.pk).exists() is found


def test_what_was_said_later_can_be_found_too() -> None:
    ticket = open_ticket()
    agent = AgentFactory(team=ticket.team)

    services.post_message(ticket, author=agent, body="Rotated the flamingo key.", channel=Channel.EMAIL, at=NOON)

    assert list(search.find(Ticket.objects.all(), "flamingo")) == [ticket]


@pytest.mark.parametrize("spelling", ["T-{}", "t{}", "{}", "#{}", " T-{} "])
def test_a_ticket_is_found_by_its_number(spelling: str) -> None:
    ticket = open_ticket()

    assert ticket in search.find(Ticket.objects.all(), spelling.format(ticket.pk))


def test_a_number_beyond_all_tickets_finds_nothing() -> None:
    assert not search.find(Ticket.objects.all(), "999999999999999999").exists()


def test_search_finds_only_what_the_agent_may_open() -> None:
    open_ticket()
    stranger = AgentFactory(team=TeamFactory())

    assert not search.find(Ticket.objects.visible_to(stranger), "warehouse").exists()
