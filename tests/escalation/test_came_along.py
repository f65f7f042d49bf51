"""What comes along with a handoff by itself: as things stood when it was sent, for whoever may see it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from escalation.came_along import CameAlong, EarlierTicket, from_json
from escalation.models import Handoff
from tests.factories import AgentFactory, TeamFactory, open_ticket, send_handoff
from tests.pages import signed_in, text
from tickets import services
from tickets.models import Account, AccountEvent, AccountEventKind, Agent, Channel, Customer, Ticket

NOW = timezone.now()


@pytest.mark.parametrize(
    ("contacts", "words"),
    [
        ({}, ""),
        ({"chat": 1}, "once, by chat"),
        ({"email": 3}, "3 times, by e-mail"),
        ({"chat": 3, "phone": 1}, "4 times: 3 by chat, 1 by phone summary"),
    ],
)
def test_contacts_are_told_in_words(contacts: dict[str, int], words: str) -> None:
    assert CameAlong(contacts).contacts_in_words == words


def test_what_was_kept_reads_back_the_same_and_nothing_where_nothing_was_kept() -> None:
    kept = CameAlong({"chat": 2}, page="/orders", earlier=(EarlierTicket(7, "Labels", NOW, "Resolved", "Fixed."),))

    assert from_json(kept.to_json()) == kept
    assert from_json({}) == CameAlong({})


@pytest.fixture
def ticket(db: None) -> Ticket:
    team = TeamFactory(name="Tier 1")
    holder = AgentFactory(team=team)
    ticket = open_ticket(team, at=NOW - timedelta(hours=2), holder=holder)
    Customer.objects.filter(pk=ticket.customer_id).update(preferences="Mornings only")
    moved = {"kind": AccountEventKind.UPGRADE, "summary": "Moved to Business"}
    AccountEvent.objects.create(account=ticket.account, happened_at=NOW - timedelta(days=2), **moved)
    return Ticket.objects.get(pk=ticket.pk)


def earlier_of(ticket: Ticket, *, holder: Agent) -> Ticket:
    """A ticket that the customer opened before, answered and resolved by somebody."""
    began = ticket.opened_at - timedelta(days=3)
    team, customer = holder.teams.get(), ticket.customer
    before = open_ticket(team, at=began, holder=holder, customer=customer, subject="Labels blank")
    answer = "Hi Maria,\n\nThe printer had an old template. It is replaced.\n\nBest,\nPriya"
    services.post_message(before, author=holder, body=answer, channel=Channel.EMAIL, at=began + timedelta(hours=1))
    services.resolve(before, by=holder, at=began + timedelta(hours=2))
    return before


def sent(ticket: Ticket) -> Handoff:
    return send_handoff(ticket=Ticket.objects.get(pk=ticket.pk), sender=ticket.holder, at=NOW)


def test_a_handoff_brings_along_how_things_stood_and_keeps_it(ticket: Ticket) -> None:
    holder = ticket.holder
    assert holder is not None
    before = earlier_of(ticket, holder=holder)

    handoff = sent(ticket)
    Customer.objects.update(preferences="Never")
    AccountEvent.objects.all().delete()

    brought = Handoff.objects.get(pk=handoff.pk).brought
    assert sum(brought.contacts.values()) == handoff.customer_messages > 0
    assert brought.preferences == "Mornings only"
    assert [event.what for event in brought.events] == ["Plan changed: Moved to Business"]
    assert [(each.ticket, each.subject, each.status) for each in brought.earlier] == [
        (before.pk, "Labels blank", "Resolved")
    ]
    assert brought.earlier[0].resolution == "The printer had an old template. It is replaced."


def test_the_receiver_reads_it_on_the_ticket_but_not_of_tickets_she_may_not_open(ticket: Ticket) -> None:
    holder = ticket.holder
    assert holder is not None
    earlier_of(ticket, holder=holder)
    handoff = sent(ticket)
    receiver = handoff.to_team.members.get()

    hers, senders = (text(signed_in(agent), ticket.get_absolute_url()) for agent in (receiver, holder))

    assert "Mornings only" in hers
    assert "Moved to Business" in hers
    assert "The printer had an old template." not in hers
    assert "The printer had an old template." in senders


def test_another_customers_tickets_do_not_come_along(ticket: Ticket) -> None:
    holder = ticket.holder
    assert holder is not None
    colleague = Customer.objects.create(account=Account.objects.get(pk=ticket.account_id), name="Somebody else")
    before = earlier_of(ticket, holder=holder)
    Ticket.objects.filter(pk=before.pk).update(customer=colleague)

    assert sent(ticket).brought.earlier == ()
