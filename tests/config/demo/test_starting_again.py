"""Starting again sets the demo anew, and leaves alone what a person did."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from config.demo import company
from config.demo.going_on import PASSED, TALKS
from config.demo.live import refresh_live
from config.demo.loading import load
from config.demo.playing import standing_at
from escalation import clocks, handoffs
from escalation.desk import acts as desk
from escalation.engine import follower
from escalation.models import (
    Clock,
    EventKind,
    Handoff,
    HandoffType,
    ShiftTicket,
)
from tests.config.demo.seen import NOW, TICKETS, live, past
from tests.factories import CustomerFactory, asks, open_ticket
from tests.support.lasting_rows import lasting
from tickets.models import Agent, Status, Ticket


@dataclass(frozen=True)
class StartedAgain:
    """Two hours after it was loaded."""

    at: datetime
    before: frozenset[int]  # what went on until then
    own: int  # a ticket that somebody opened in between


@lasting(ages=False)
def started_again(demo: None) -> StartedAgain:
    """What nobody but the watcher had acted on: it sweeps what nobody took at the shift change, sends on, and lets
    talks go cold."""
    before, now = frozenset(live().values_list("pk", flat=True)), NOW
    team = Agent.objects.get(username="aoife.brennan").teams.get()
    own = open_ticket(team, customer=CustomerFactory(), at=NOW)
    for _ in range(8):
        now += timedelta(minutes=15)
        with standing_at(now):
            clocks.record_due(now)
            while follower.follow_up(now):
                pass
    assert ShiftTicket.objects.filter(left_at__isnull=False).exists()
    refresh_live(now)
    return StartedAgain(now, before, own.pk)


def test_starting_again_sets_the_countdowns_anew(started_again):
    later = started_again.at

    assert Clock.objects.unfinished().filter(due_at__lt=later).count() == 1
    assert Handoff.objects.waiting().filter(sent_at__gt=later - timedelta(minutes=20)).count() == 16


def test_what_the_watcher_did_until_the_next_start_leaves_no_doubles(started_again):
    assert not Ticket.objects.filter(pk__in=started_again.before).exists()
    assert live().count() == len(PASSED) + len(TALKS)


def test_a_ticket_of_a_persons_own_is_never_touched(started_again):
    own = Ticket.objects.get(pk=started_again.own)

    assert own.messages.count() == 1
    assert own.status == Status.OPEN


def test_after_days_in_which_nothing_ran_all_is_set_anew_but_a_persons_own(demo):
    later, team = NOW + timedelta(days=3), Agent.objects.get(username="aoife.brennan").teams.get()
    own = open_ticket(team, customer=CustomerFactory(), at=NOW)

    refresh_live(later)

    own.refresh_from_db()
    assert (own.messages.count(), own.status) == (1, Status.OPEN)
    assert live().count() == len(PASSED) + len(TALKS)
    assert Clock.objects.unfinished().filter(due_at__lt=later).count() == 1
    assert Handoff.objects.waiting().filter(sent_at__gt=later - timedelta(minutes=20)).count() == 16


def test_what_a_person_acted_on_stays_as_she_left_it(demo, clock):
    clock.forward(minutes=2)
    hanna = Agent.objects.get(username="hanna.virtanen")
    waiting = Handoff.objects.waiting().filter(to_team__slug=company.TIER_2)
    taken, asked, noted = waiting.order_by("pk")[:3]
    claimed = live().filter(team__slug=company.LISBON, holder=None).first()
    handoffs.acknowledge(taken, by=hanna)
    handoffs.ask(asked, text="Which depot?", by=hanna)
    desk.note(noted.ticket, body="Looks like Tuesday's release.", by=hanna)
    desk.claim(claimed, by=Agent.objects.get(username="aoife.brennan"))
    touched = {taken.ticket_id, asked.ticket_id, noted.ticket_id, claimed.pk}
    untouched = set(live().exclude(pk__in=touched).values_list("pk", flat=True))

    refresh_live(NOW + timedelta(minutes=30))

    assert Ticket.objects.filter(pk__in=touched).count() == len(touched)
    assert not Ticket.objects.filter(pk__in=untouched).exists()
    assert Ticket.objects.get(pk=taken.ticket_id).holder == hanna
    assert asked.events.filter(kind=EventKind.ASKED, text="Which depot?").exists()
    assert not live().filter(pk__in=touched).exists()
    assert live().count() == len(PASSED) + len(TALKS)


def test_what_an_admin_asks_for_since_stops_no_start(demo, caplog):
    kind = HandoffType.objects.get(slug="tier-1-to-tier-2")
    asks(kind, {"key": "new", "label": "New"})
    HandoffType.objects.filter(slug="to-billing").update(needs_read_back=True)

    with caplog.at_level("WARNING"):
        refresh_live(NOW + timedelta(days=1))

    assert live().count() == len(PASSED) + len(TALKS)
    assert not Handoff.objects.filter(ticket__in=live(), type=kind).exists()
    assert Handoff.objects.filter(ticket__in=live(), type__slug="support-to-engineering").exists()
    assert "This kind of handoff needs it." in caplog.text


def test_loading_again_adds_the_days_in_between_and_repeats_nothing(demo):
    before = set(past().values_list("external_id", flat=True))

    load(NOW, tickets=TICKETS)
    same = set(past().values_list("external_id", flat=True))
    load(NOW + timedelta(days=5), tickets=TICKETS)
    more = set(past().values_list("external_id", flat=True))

    assert same == before
    assert more > before
    assert past().order_by("-opened_at").first().opened_at > NOW
