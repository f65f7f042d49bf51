"""The page of a shift change: what each side sees and may do there."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from escalation import shift_change as shifts
from escalation.models import ShiftChange, ShiftPlan, ShiftTicket, ShiftWord
from escalation.shift_change import page
from tests.clock import NOON, SettableClock
from tests.escalation.shift_change.conftest import noted
from tests.factories import AgentFactory, TeamFactory, open_ticket, send_handoff
from tests.pages import POLL, queries, signed_in, text
from tickets import services
from tickets.models import Agent, Role, Team, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(database_clock: SettableClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal stands at noon too."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: database_clock.now)


def at(change: ShiftChange) -> str:
    return reverse("shift-change", args=[change.pk])


def save(client: Client, change: ShiftChange, ticket: Ticket, **typed: str) -> int:
    response = client.post(reverse("shift-ticket-note", args=[change.pk, ticket.pk]), typed)
    return response.status_code


def test_who_goes_writes_and_who_comes_takes(change: ShiftChange, held: list[Ticket], ana: Agent, ben: Agent) -> None:
    goes, comes = signed_in(ana), signed_in(ben)
    assert f"note-{held[0].pk}" in text(goes, at(change))
    assert f"note-{held[0].pk}" not in text(comes, at(change))

    typed = {"note": "It fails since nine.", "next_action": "Call them.", "goes_to": str(ben.pk), "window": "one"}
    assert save(goes, change, held[0], **typed) == 200
    assert "It fails since nine." in text(comes, at(change))
    comes.post(reverse("shift-ticket-take", args=[change.pk, held[0].pk]))
    assert held[0].ownerships.current().get().agent == ben
    assert "Ben Lowe took it" in text(goes, at(change), **POLL)


def test_a_note_from_another_window_is_held_back_with_what_stands_there(
    change: ShiftChange, held: list[Ticket], ana: Agent
) -> None:
    goes = signed_in(ana)
    save(goes, change, held[0], note="First.", window="one")
    response = goes.post(
        reverse("shift-ticket-note", args=[change.pk, held[0].pk]), {"note": "Second.", "window": "two"}
    )

    assert response.status_code == 409
    assert response.json()["words"] == "First."


def test_a_question_stands_out_to_the_one_who_goes_until_it_is_answered(
    change: ShiftChange, held: list[Ticket], ana: Agent, ben: Agent
) -> None:
    goes, to_be_answered = signed_in(ana), "<b>1</b> to be answered"
    assert to_be_answered not in text(goes, at(change))

    shifts.say(change, held[0], text="Which log?", by=ben)
    asked = text(goes, at(change))
    shifts.say(change, held[0], text="The gateway's.", by=ana)

    assert (to_be_answered in asked, "Asks you" in asked) == (True, True)
    assert "Asks you" not in text(goes, at(change))


def test_signing_off_too_early_names_what_lacks(change: ShiftChange, held: list[Ticket], ana: Agent) -> None:
    address = reverse("shift-change-sign-off", args=[change.pk])
    early = signed_in(ana).post(address, {"side": "outgoing"}, follow=True).content.decode()

    assert f"{held[0].number} and {held[1].number} have no note or no next action yet." in early


def test_a_stranger_finds_no_such_page(change: ShiftChange, held: list[Ticket]) -> None:
    stranger = signed_in(AgentFactory(team=TeamFactory()))

    assert stranger.get(at(change)).status_code == 404
    assert save(stranger, change, held[0]) == 404
    assert stranger.post(reverse("shift-ticket-take", args=[change.pk, held[0].pk])).status_code == 404
    assert stranger.post(reverse("shift-change-start", args=["lisbon"])).status_code == 404


@pytest.mark.parametrize("name", ["shift-change-summary", "shift-change-call-off"])
def test_who_comes_does_not_do_what_is_for_the_one_who_goes(change: ShiftChange, ben: Agent, name: str) -> None:
    assert signed_in(ben).post(reverse(name, args=[change.pk])).status_code == 403


def test_who_goes_does_not_take_her_own(change: ShiftChange, held: list[Ticket], ana: Agent) -> None:
    assert signed_in(ana).post(reverse("shift-ticket-take", args=[change.pk, held[0].pk])).status_code == 403
    assert signed_in(ana).post(reverse("shift-change-take-all", args=[change.pk])).status_code == 403


def test_a_manager_reads_and_does_nothing(change: ShiftChange, held: list[Ticket]) -> None:
    boss = signed_in(AgentFactory(role=Role.MANAGER))

    assert "Take it" not in text(boss, at(change))
    assert boss.post(reverse("shift-ticket-take", args=[change.pk, held[0].pk])).status_code == 403


def test_her_lead_writes_for_one_who_left_early(change: ShiftChange, held: list[Ticket], lead: Agent) -> None:
    assert save(signed_in(lead), change, held[0], note="She went home.", next_action="Call her.") == 200


def test_all_that_are_ready_are_taken_but_what_is_meant_for_another(
    change: ShiftChange, held: list[Ticket], ben: Agent, lead: Agent
) -> None:
    noted(change, held[0])
    noted(change, held[1], goes_to=lead)
    signed_in(ben).post(reverse("shift-change-take-all", args=[change.pk]))

    assert set(ShiftTicket.objects.filter(taken_by=ben).values_list("ticket", flat=True)) == {held[0].pk}


def test_a_refusal_says_why_on_the_page(change: ShiftChange, held: list[Ticket], ben: Agent) -> None:
    response = signed_in(ben).post(reverse("shift-ticket-take", args=[change.pk, held[0].pk]), follow=True)

    assert "has not written down how" in response.content.decode()


def test_both_sign_off_and_the_page_says_that_it_is_over(
    change: ShiftChange, held: list[Ticket], ana: Agent, ben: Agent
) -> None:
    for ticket in held:
        noted(change, ticket)
    shifts.take_all(change, held, by=ben)
    signed_in(ana).post(reverse("shift-change-sign-off", args=[change.pk]), {"side": "outgoing"})
    signed_in(ben).post(reverse("shift-change-sign-off", args=[change.pk]), {"side": "incoming"})

    change.refresh_from_db()
    assert change.closed_at == NOON
    shown = text(signed_in(ana), at(change))
    assert "Over" in shown
    assert "Sign off" not in shown


def test_the_page_shows_both_clocks_where_the_teams_are_in_two_zones(
    change: ShiftChange, team: Team, ana: Agent, ben: Agent, held: list[Ticket]
) -> None:
    shifts.call_off(change, by=ana)
    east = TeamFactory(name="Singapore", slug="singapore", time_zone="Asia/Singapore")
    AgentFactory(team=east)
    ShiftPlan.objects.create(team=team, followed_by=east)
    later = shifts.start_by_hand(team, by=ana, at=NOON.replace(minute=1))
    shown = text(signed_in(ana), at(later))
    words = re.sub("<[^>]+>", "", shown)

    assert "Lisbon: shift changes Tue 13:01" in words
    assert "Singapore: shift changes Tue 21:01" in words
    assert 'data-zone="Asia/Singapore"' in shown


def test_each_side_hears_what_she_may_hear_and_waits_for_no_more(
    team: Team, ana: Agent, held: list[Ticket], database_clock: SettableClock
) -> None:
    east = TeamFactory(name="Singapore", slug="singapore")
    wei, boss = AgentFactory(team=east), AgentFactory(role=Role.MANAGER)
    ShiftPlan.objects.create(team=team, followed_by=east)
    begun = shifts.start_by_hand(team, by=ana, at=NOON)

    assert f'data-live-topics="shift:{team.pk}"' in text(signed_in(ana), at(begun))
    assert f'data-live-topics="shift:{east.pk}"' in text(signed_in(wei), at(begun))
    assert f'data-live-topics="shift:{team.pk} shift:{east.pk}"' in text(signed_in(boss), at(begun))


def test_it_is_linked_from_the_work_of_both_and_listed_for_the_team(
    change: ShiftChange, ana: Agent, ben: Agent, lead: Agent
) -> None:
    for agent in (ana, lead):  # the lead is expected: she is on duty where there is no rota
        assert at(change) in text(signed_in(agent), reverse("my-work"))
    assert at(change) not in text(signed_in(ben), reverse("my-work"))
    assert at(change) in text(signed_in(ben), reverse("shift-changes"))
    assert at(change) in text(signed_in(ben), reverse("duty"))
    assert reverse("shift-changes") in text(signed_in(ben), reverse("inbox", args=["lisbon"]))


def test_it_is_begun_by_hand_from_the_list(team: Team, ana: Agent, ben: Agent, held: list[Ticket]) -> None:
    client = signed_in(ana)
    response = client.post(reverse("shift-change-start", args=[team.slug]))
    begun = ShiftChange.objects.get()

    assert response["Location"] == at(begun)
    assert client.post(reverse("shift-change-start", args=[team.slug]))["Location"] == at(begun)
    refused = signed_in(ben).post(reverse("shift-change-start", args=[team.slug]), follow=True)
    assert "there is nothing to hand over" in refused.content.decode()


def test_a_poll_draws_nothing_anew_until_something_has_changed(
    change: ShiftChange, held: list[Ticket], ana: Agent, ben: Agent
) -> None:
    noted(change, held[0])
    shifts.take(change, held[0], by=ben)
    client = signed_in(ana)
    kept: dict[str, Any] = {"HTTP_IF_NONE_MATCH": client.get(at(change), **POLL)["ETag"]}
    assert client.get(at(change), **POLL, **kept).status_code == 304

    shifts.say(change, held[1], text="Since when?", by=ben)
    assert "Since when?" in text(client, at(change), **POLL, **kept)


def test_many_tickets_cost_no_more_queries(change: ShiftChange, team: Team, ana: Agent, held: list[Ticket]) -> None:
    client = signed_in(ana)
    few = queries(client, at(change))
    for _ in range(8):
        noted(change, open_ticket(team, holder=ana))

    assert queries(client, at(change)) == few <= 16


def test_a_pile_of_tickets_is_shown_in_part_and_the_rest_follows(
    change: ShiftChange, team: Team, ana: Agent, ben: Agent, held: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "SHOWN", 2)
    late = open_ticket(team, holder=ana, subject="The third of them")
    client = signed_in(ben)
    assert late.subject not in text(client, at(change))

    noted(change, held[0])
    shifts.take(change, held[0], by=ben)
    noted(change, late)
    shown = text(client, at(change))
    assert late.subject in shown
    assert held[0].subject not in shown
    assert "The first 2 that are left are shown" in shown


def test_a_question_that_came_too_late_can_be_copied(
    change: ShiftChange, held: list[Ticket], ana: Agent, ben: Agent
) -> None:
    shifts.call_off(change, by=ana)
    address = reverse("shift-ticket-say", args=[change.pk, held[0].pk])

    refused = signed_in(ben).post(address, {"text": "Which log?"})

    assert refused.status_code == 409
    assert "Which log?</textarea>" in refused.content.decode()


def test_a_teams_page_shows_who_goes_and_what_nobody_has_in_hand(
    change: ShiftChange, team: Team, held: list[Ticket], ana: Agent, ben: Agent
) -> None:
    lies = open_ticket(team, subject="Nobody holds this")
    offered = send_handoff(receiver=ben, ticket=None)
    away = send_handoff(sender=ana, ticket=open_ticket(team, holder=ana, subject="Offered away"))
    client = signed_in(ben)

    page = text(client, reverse("team-shifts", args=[team.slug]))
    assert reverse("shift-change", args=[change.pk]) in page
    assert lies.get_absolute_url() in page
    assert offered.ticket.get_absolute_url() in page
    assert away.ticket.get_absolute_url() not in page
    assert held[0].get_absolute_url() not in page
    assert reverse("team-shifts", args=[team.slug]) in text(client, reverse("shift-changes"))
    assert signed_in(AgentFactory(team=TeamFactory())).get(reverse("team-shifts", args=[team.slug])).status_code == 404


def test_a_question_longer_than_there_is_room_for_is_refused_and_stands_there_again(
    change: ShiftChange, held: list[Ticket], ben: Agent
) -> None:
    address = reverse("shift-ticket-say", args=[change.pk, held[0].pk])

    refused = signed_in(ben).post(address, {"text": "x" * 4_000})

    assert refused.status_code == 422
    assert "x" * 4_000 in refused.content.decode()
    assert not ShiftWord.objects.exists()


@pytest.mark.parametrize("name", ["note", "say"])
def test_a_character_that_no_database_keeps_breaks_nothing(
    change: ShiftChange, held: list[Ticket], ana: Agent, name: str
) -> None:
    said = {"text": "a\0b", "note": "a\0b", "next_action": "a\0b", "window": "one"}

    assert signed_in(ana).post(reverse(f"shift-ticket-{name}", args=[change.pk, held[0].pk]), said).status_code < 500
    summary = reverse("shift-change-summary", args=[change.pk])
    assert signed_in(ana).post(summary, {"summary": "a\0b", "window": "one"}).status_code < 500


def test_whoever_goes_on_takes_what_a_colleague_who_left_the_company_would_have(
    change: ShiftChange, held: list[Ticket], team: Team, ben: Agent, lead: Agent, database_clock: SettableClock
) -> None:
    noted(change, held[0], goes_to=ben)
    services.deactivate(ben, by=lead, at=database_clock.now)

    shown = text(signed_in(lead), at(change))
    signed_in(lead).post(reverse("shift-ticket-take", args=[change.pk, held[0].pk]))

    assert "Ben Lowe" in shown
    assert held[0].ownerships.current().get().agent == lead


def test_what_the_one_who_goes_held_stays_in_hand_when_she_is_deactivated(
    change: ShiftChange, held: list[Ticket], ana: Agent, ben: Agent, lead: Agent, database_clock: SettableClock
) -> None:
    noted(change, held[0])
    services.deactivate(ana, by=lead, at=database_clock.now)

    page = signed_in(ben)
    assert "Went to Lisbon" in text(page, at(change))
    page.post(reverse("shift-ticket-take", args=[change.pk, held[0].pk]))
    assert "does not hand over" in text(page, at(change))
