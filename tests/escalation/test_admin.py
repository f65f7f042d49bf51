"""Placing tickets from the admin, and what a changed handoff type leaves alone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from escalation import handoffs
from escalation.models import HandoffType, HandoffTypeVersion
from tests.escalation.routing.published import publish
from tests.factories import AgentFactory, BotFactory, HandoffTypeFactory, TeamFactory, asks, open_ticket, send_handoff
from tests.pages import signed_in
from tests.tickets.test_admin import said, save_team
from tickets.models import Agent, Cause, Ownership, Role, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> Agent:
    return AgentFactory(role=Role.ADMIN)


@pytest.fixture
def client(boss: Agent) -> Client:
    return signed_in(boss)


def place(client: Client, *tickets: Ticket, team: object):
    fields = {"action": "place_with_team", "team": team, "_selected_action": [ticket.pk for ticket in tickets]}
    return client.post(reverse("admin:tickets_ticket_changelist"), fields)


def test_tickets_are_placed_through_the_ledger_in_the_admins_name(client, boss) -> None:
    team, ticket = TeamFactory(name="Billing"), open_ticket()

    response = place(client, ticket, team=team.pk)

    row = Ownership.objects.current().get(ticket=ticket)
    assert (row.team, row.agent, row.cause, row.by) == (team, None, Cause.ADMIN, boss)
    assert "1 of 1 tickets placed with Billing" in said(response)


def test_a_ticket_that_waits_for_an_acknowledgement_stays_and_says_so(client) -> None:
    handoff, other = send_handoff(), open_ticket()

    response = place(client, handoff.ticket, other, team=TeamFactory().pk)

    handoff.ticket.refresh_from_db()
    assert handoff.ticket.team == handoff.from_team
    assert "Withdraw the handoff first" in said(response)
    assert "1 of 2 tickets placed" in said(response)


def test_a_team_must_be_chosen(client) -> None:
    ticket = open_ticket()

    response = place(client, ticket, team="")

    assert "Choose the team" in said(response)
    assert Ownership.objects.filter(ticket=ticket).count() == 1


@pytest.mark.parametrize("team", ["x", 999_999, "inactive"])
def test_a_team_that_cannot_be_chosen_gets_nothing(client, team) -> None:
    ticket = open_ticket()

    place(client, ticket, team=TeamFactory(is_active=False).pk if team == "inactive" else team)

    assert Ownership.objects.filter(ticket=ticket).count() == 1


def type_form(*fields: dict[str, object], **changes: object) -> dict[str, object]:
    """A handoff type as its admin page sends it, with the fields that are added to it."""
    rows = {f"fields-{number}-{name}": value for number, row in enumerate(fields) for name, value in row.items()}
    return {
        "name": "Quick one",
        "slug": "quick-one",
        "asks": "package",
        "begun_by": "people",
        "acknowledge_within": "15",
        "respond_within": "1:00",
        "take_back_within": "15",
        "talk_within": "2",
        "introduction": "Hello {customer}, {receiver} takes over.",
        "asked_share": 10,
        "accountable_before": "A",
        "accountable_waiting": "B",
        "accountable_after": "C",
        "position": 0,
        "is_active": "on",
        "fields-TOTAL_FORMS": len(fields),
        "fields-INITIAL_FORMS": 0,
        **rows,
        **changes,
    }


def test_an_admin_adds_fields_and_sees_the_form_as_a_sender_does(client) -> None:
    kind = HandoffTypeFactory(name="To the makers")
    where = {"label": "Where it happens", "key": "where", "kind": "choice", "choices": "Sandbox\n Production \n\n"}
    url = reverse("admin:escalation_handofftype_change", args=[kind.pk])

    client.post(url, type_form({**where, "required": "on", "position": 1, "example": "Sandbox, since noon"}))

    [field] = HandoffType.objects.get(pk=kind.pk).asked
    assert (field.name, field.required, field.choices) == ("details.where", True, ("Sandbox", "Production"))
    preview = client.get(reverse("admin:handoff-type-preview", args=[kind.pk])).content.decode()
    assert all(words in preview for words in ("Where it happens", "Sandbox, since noon", "How the customer feels"))
    assert "csrfmiddlewaretoken" not in preview.split('id="handover"')[1].split("</form>")[0]


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ({"kind": "choice", "choices": " \n"}, "Write what there is to choose from"),
        ({"kind": "text", "choices": "A"}, "Only a choice and a checklist have options"),
        ({"kind": "text", "key": "9 lives"}, "Small letters, digits, hyphens, underscores"),
    ],
)
def test_a_field_that_nobody_could_answer_is_refused(client, field, words) -> None:
    kind = HandoffTypeFactory()
    url = reverse("admin:escalation_handofftype_change", args=[kind.pk])

    response = client.post(url, type_form({"label": "Odd", "key": "odd", "position": 0, **field}))

    assert words in response.content.decode()
    assert not kind.fields.exists()


def test_changing_a_type_leaves_what_was_sent_as_it_was(client) -> None:
    handoff = send_handoff()
    before = list(handoff.clocks.order_by("pk").values_list("due_at", flat=True))
    fields = type_form()
    url = reverse("admin:escalation_handofftype_change", args=[handoff.type_id])

    page = client.get(url).content.decode()
    client.post(url, {**fields, "acknowledge_within": "1", "respond_within": "2"})

    assert "keep the deadlines they have" in page
    changed = HandoffType.objects.get(pk=handoff.type_id)
    assert changed.acknowledge_within.total_seconds() == 60
    assert (changed.version, handoff.terms["version"]) == (2, 1)
    assert list(handoff.clocks.order_by("pk").values_list("due_at", flat=True)) == before


def test_a_type_that_gives_no_time_is_refused(client) -> None:
    handoff = send_handoff()
    fields = type_form()
    url = reverse("admin:escalation_handofftype_change", args=[handoff.type_id])

    response = client.post(url, {**fields, "acknowledge_within": "0", "respond_within": "2"})

    assert "All times must be longer than nothing" in response.content.decode()


def test_a_type_that_live_criteria_lead_to_stays_switched_on_and_is_told_which(client) -> None:
    publish()
    named, other = HandoffType.objects.get(slug="incident"), HandoffTypeFactory(slug="other")

    for kind in (named, other):
        typed = type_form(name=kind.name, slug=kind.slug) | {"is_active": ""}
        answer = client.post(reverse("admin:escalation_handofftype_change", args=[kind.pk]), typed).content.decode()
        kind.refresh_from_db()
        said = "Route “Break-ins” leads to it: publish criteria that name another one first."
        assert (said in answer) is kind.is_active is (kind == named)


def test_a_type_that_was_used_is_kept(client) -> None:
    handoff = send_handoff()

    client.post(reverse("admin:escalation_handofftype_delete", args=[handoff.type_id]), {"post": "yes"})

    assert HandoffType.objects.filter(pk=handoff.type_id).exists()


def test_a_team_that_a_handoff_waits_for_stays_and_keeps_somebody(client) -> None:
    handoff = send_handoff()
    team, number = handoff.to_team, handoff.ticket.number

    switched_off = save_team(client, team, {}, is_active=False)
    emptied = save_team(client, team, {"DELETE": "on"})

    team.refresh_from_db()
    assert (team.is_active, team.memberships.count()) == (True, 1)
    assert f"{number} waits to be acknowledged in {team}" in switched_off.content.decode()
    assert "nobody would be left who could" in emptied.content.decode()

    handoffs.withdraw(handoff, by=handoff.sent_by)
    save_team(client, team, {"DELETE": "on"})
    assert not team.memberships.exists()


def test_a_bot_alone_is_nobody_who_could_acknowledge(client) -> None:
    handoff = send_handoff()
    bot = BotFactory(answered_for_by=handoff.to_team)

    refused = save_team(client, handoff.to_team, {"agent": bot.pk})

    assert "nobody would be left who could" in refused.content.decode()


def test_the_list_of_kinds_says_in_words_how_long_each_gives(client) -> None:
    HandoffTypeFactory(acknowledge_within=timedelta(minutes=15), respond_within=timedelta(hours=26))

    page = client.get(reverse("admin:escalation_handofftype_changelist")).content.decode()

    assert "15 min" in page
    assert "1 d 2 h" in page
    assert "0:15:00" not in page


def test_an_admin_reads_what_each_version_of_a_type_asked_and_what_it_changed(client) -> None:
    kind = asks(HandoffTypeFactory(), {"key": "where"})
    url = reverse("admin:escalation_handofftype_change", args=[kind.pk])
    assert "Version 1: never edited." in client.get(url).content.decode()
    field = kind.fields.get()
    row = {"id": field.pk, "type": kind.pk, "key": "where", "label": "Where", "kind": "text", "position": 0}
    form = {**type_form(row), "fields-INITIAL_FORMS": "1"}

    client.post(url, form)

    kind.refresh_from_db()
    assert [
        (one.number, [field.required for field in one.fields])
        for one in HandoffTypeVersion.objects.filter(type=kind).order_by("number")
    ] == [
        (1, [True]),
        (2, [False]),
    ]
    page = client.get(url).content.decode()
    assert "“Where” is optional." in page
    assert "Asks for Where (optional)" in page
    assert "from the beginning" in page
