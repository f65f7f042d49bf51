"""Follow-ups and channel moves: recorded, told in the story, taken up when due; the holder and the clocks stay."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from escalation import transitions
from escalation.models import Clock, Transition, TransitionKind
from tests.api import V1, as_agent, error
from tests.clock import NOON, minutes_after
from tests.factories import AgentFactory, TeamFactory, open_ticket, send_handoff
from tests.pages import signed_in, text
from tests.support.lasting_rows import lasting
from tickets import services
from tickets.models import Agent, Channel, Ownership, Ticket

pytestmark = pytest.mark.django_db
TOMORROW = NOON + timedelta(days=1)


@lasting
def holder() -> Agent:
    return AgentFactory(name="Priya Nair", team=TeamFactory(), time_zone="Europe/Helsinki")


@lasting
def ticket(holder: Agent) -> Ticket:
    return open_ticket(holder.teams.get(), holder=holder)


def put_off(ticket: Ticket, by: Agent, **fields: Any) -> Transition:
    return transitions.mark_follow_up(
        ticket, **{"due_at": TOMORROW, "said": "Told Maria we call on Thursday.", "at": NOON, **fields}, by=by
    )


def test_a_follow_up_starts_no_clock_and_leaves_the_holder(holder: Agent, ticket: Ticket) -> None:
    put_off(ticket, holder)

    assert not Clock.objects.exists()
    assert Ownership.objects.current().get(ticket=ticket).agent == holder
    page = text(signed_in(holder), ticket.get_absolute_url())
    assert "Priya Nair put this off until" in page
    assert page.count("Told Maria we call on Thursday.") == 2


def test_the_form_takes_the_time_by_the_clock_of_whoever_marks_it(holder: Agent, ticket: Ticket) -> None:
    with time_machine.travel(NOON, tick=False):
        client = signed_in(holder)
        assert 'value="09:00"' in text(client, reverse("follow-up", args=[ticket.pk]))
        typed = {"on_date": TOMORROW.date().isoformat(), "at_time": "09:30", "said": "Told Maria."}
        client.post(reverse("follow-up", args=[ticket.pk]), typed)

    due = Transition.objects.get().follow_up_due_at
    assert due
    assert (due.hour, due.minute) in {(7, 30), (6, 30)}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"on_date": "2020-01-01"}, "Choose a time that is still to come."),
        ({"said": ""}, "Say what was promised, and to whom."),
        ({"on_date": "9999-12-31"}, "Choose a day between 1970 and 2999."),
        ({"on_date": ""}, "Choose the day on which somebody looks again."),
    ],
)
def test_what_is_wrong_is_said_at_the_field(typed: dict[str, str], words: str, holder: Agent, ticket: Ticket) -> None:
    complete = {"on_date": "2199-01-01", "at_time": "09:00", "said": "Told Maria."}

    response = signed_in(holder).post(reverse("follow-up", args=[ticket.pk]), {**complete, **typed})

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Transition.objects.exists()


def test_it_stands_on_top_of_her_work_once_it_is_due_until_it_is_taken_up(holder: Agent, ticket: Ticket) -> None:
    made = put_off(ticket, holder)
    with time_machine.travel(TOMORROW - timedelta(minutes=1), tick=False):
        assert "Follow-up due" not in text(signed_in(holder), "/")
    with time_machine.travel(TOMORROW, tick=False):
        client = signed_in(holder)
        page = text(client, "/")
        assert "Follow-up due" in page
        assert 'data-count="1" data-nav-count="my-work"' in page
        assert "Due since" in text(client, ticket.get_absolute_url())

        client.post(reverse("follow-up-take-up", args=[made.pk]))

        assert "Follow-up due" not in text(client, "/")
        assert "took it up" in text(client, ticket.get_absolute_url())


def test_whoever_holds_the_ticket_by_then_is_asked(holder: Agent, ticket: Ticket) -> None:
    colleague = AgentFactory(team=ticket.team)
    put_off(ticket, holder)
    services.place(ticket, team=ticket.team, agent=colleague, by=holder, at=minutes_after(5))

    with time_machine.travel(TOMORROW, tick=False):
        assert "Follow-up due" in text(signed_in(colleague), "/")
        assert "Follow-up due" not in text(signed_in(holder), "/")


def test_a_new_mark_replaces_the_one_that_waits_and_a_resolved_ticket_asks_nobody(
    holder: Agent, ticket: Ticket
) -> None:
    first, second = put_off(ticket, holder), put_off(ticket, holder, due_at=TOMORROW + timedelta(days=1))
    assert list(Transition.objects.to_take_up()) == [second]
    with pytest.raises(transitions.NothingToTakeUp):
        transitions.take_up(first, by=holder, at=NOON)

    services.resolve(ticket, by=holder, at=minutes_after(5))

    assert not Transition.objects.to_take_up().exists()
    with pytest.raises(services.AlreadyResolved):
        put_off(ticket, holder)


def test_after_a_move_answers_go_by_the_new_channel_until_the_customer_chooses(holder: Agent, ticket: Ticket) -> None:
    client = signed_in(holder)
    move = reverse("move-channel", args=[ticket.pk])
    with time_machine.travel(minutes_after(5), tick=False):
        client.post(move, {"to": "phone", "said": "Asked Maria by mail to be called."})

    page = text(client, ticket.get_absolute_url())
    assert "moved the talk from e-mail to phone summary" in page
    assert '<option value="phone" selected>' in page
    services.post_message(ticket, author=ticket.customer, body="Hello?", channel=Channel.CHAT, at=minutes_after(10))
    assert '<option value="chat" selected>' in text(client, ticket.get_absolute_url())


def test_a_talk_does_not_move_to_where_it_is(holder: Agent, ticket: Ticket) -> None:
    with pytest.raises(transitions.SameChannel):
        transitions.move_channel(ticket, to=Channel.EMAIL, said="Told her.", by=holder, at=NOON)
    with pytest.raises(transitions.NothingSaid):
        transitions.move_channel(ticket, to=Channel.PHONE, said=" ", by=holder, at=NOON)


def test_strangers_find_nothing_and_the_asked_team_decides_nothing_yet(ticket: Ticket, holder: Agent) -> None:
    sent = send_handoff(ticket=ticket, sender=holder)
    receiver, stranger = sent.to_team.members.get(), AgentFactory(team=TeamFactory())
    made = put_off(ticket, holder)

    for name, pk in (("follow-up", ticket.pk), ("move-channel", ticket.pk), ("follow-up-take-up", made.pk)):
        assert signed_in(stranger).post(reverse(name, args=[pk])).status_code == 404
        assert signed_in(receiver).post(reverse(name, args=[pk])).status_code == 403


def test_programs_put_off_move_and_take_up(holder: Agent, ticket: Ticket) -> None:
    client, url = as_agent(holder), f"{V1}/tickets/{ticket.pk}/transitions/"

    made = client.post(f"{url}follow-up/", {"due_at": "2199-01-01T09:00:00Z", "said": "Told Maria."})
    moved = client.post(f"{url}channel-move/", {"to": "phone", "said": "She wants a call."})

    assert (made.status_code, moved.status_code) == (201, 201)
    assert [row["kind"] for row in client.get(url).json()["results"]] == list(TransitionKind.values)
    taking = f"{url}{made.json()['id']}/take-up/"
    assert client.post(taking).json()["taken_up_by"]["name"] == "Priya Nair"
    assert error(client.post(taking))[:2] == (409, "nothing_to_take_up")
    assert as_agent(AgentFactory(team=TeamFactory())).get(url).status_code == 404
