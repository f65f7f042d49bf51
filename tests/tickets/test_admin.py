"""What the admin guards among people, teams and tickets."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from tests.factories import AgentFactory, CustomerFactory, IssueTypeFactory, TeamFactory, open_ticket
from tests.pages import signed_in
from tickets import people, search, services
from tickets.models import Agent, Cause, IssueType, Membership, Ownership, Role, Team, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> Agent:
    return AgentFactory(role=Role.ADMIN, name="Ines Prado")


@pytest.fixture
def client(boss: Agent) -> Client:
    return signed_in(boss)


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


# --- what tickets are about


def put_within(client: Client, kind: IssueType, parent: IssueType):
    typed = {"name": kind.name, "slug": kind.slug, "is_active": "on", "parent": parent.pk}
    return client.post(reverse("admin:tickets_issuetype_change", args=[kind.pk]), typed)


def test_an_issue_type_does_not_lie_within_itself(client) -> None:
    network = IssueTypeFactory(parent=None)
    wireless = IssueTypeFactory(parent=network)
    roaming = IssueTypeFactory(parent=wireless)

    for inner in (network, wireless, roaming):
        assert "An issue type cannot lie within itself." in put_within(client, network, inner).content.decode()
    assert put_within(client, roaming, network).status_code == 302

    assert not IssueType.objects.get(pk=network.pk).parent
    assert IssueType.objects.get(pk=roaming.pk).parent == network


# --- people


def no_rows(there: int = 0) -> dict[str, int]:
    """The part of an agent's form that says her teams, with nothing added."""
    return {"memberships-TOTAL_FORMS": there, "memberships-INITIAL_FORMS": there}


def change(client: Client, agent: Agent, **changes):
    fields = {
        "username": agent.username,
        "name": agent.name,
        "email": agent.email,
        "role": agent.role,
        "answered_for_by": "",
        "time_zone": "UTC",
        "is_active": "on",
        **no_rows(agent.memberships.count()),
        **changes,
    }
    url = reverse("admin:tickets_agent_change", args=[agent.pk])
    return client.post(url, {name: value for name, value in fields.items() if value is not None})


def test_a_new_agent_is_put_into_a_team_on_the_page_that_makes_her(client) -> None:
    team = TeamFactory()
    typed = {"username": "ben", "name": "Ben Okoye", "role": Role.AGENT, "time_zone": "UTC", "usable_password": "true"}
    typed |= {"password1": "correct horse 7", "password2": "correct horse 7", "answered_for_by": ""}

    client.post(
        reverse("admin:tickets_agent_add"),
        {**typed, "memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 0, "memberships-0-team": team.pk},
    )

    assert list(Agent.objects.get(username="ben").teams.all()) == [team]


def test_nobody_leaves_a_team_on_the_page_of_an_agent(client) -> None:
    agent = AgentFactory(team=TeamFactory())
    membership = agent.memberships.get()

    change(
        client,
        agent,
        **{"memberships-0-id": membership.pk, "memberships-0-team": TeamFactory().pk, "memberships-0-DELETE": "on"},
    )

    assert list(agent.memberships.values_list("pk", "team")) == [(membership.pk, membership.team_id)]


def test_a_new_team_is_offered_a_color_that_no_other_has(client) -> None:
    for color in (1, 3):
        TeamFactory(color=color)

    page = client.get(reverse("admin:tickets_team_add"))

    assert page.context["adminform"].form["color"].value() == 2


def test_deactivating_places_everything_she_holds_with_her_team(client, boss) -> None:
    agent = AgentFactory(team=TeamFactory())
    ticket = open_ticket(agent.teams.get(), holder=agent)

    response = change(client, agent, is_active=None)

    ticket.refresh_from_db()
    agent.refresh_from_db()
    assert (agent.is_active, ticket.holder) == (False, None)
    row = Ownership.objects.current().get(ticket=ticket)
    assert (row.cause, row.by) == (Cause.ADMIN, boss)
    assert "1 ticket went back" in said(response)


def test_deactivating_a_lead_asks_for_another(client) -> None:
    lead = AgentFactory(team=TeamFactory(name="Billing"), role=Role.LEAD)

    assert "leads Billing" in said(change(client, lead, is_active=None))


def test_the_last_admin_is_neither_deactivated_nor_demoted_nor_deleted(client, boss) -> None:
    for changes, field in (({"is_active": None}, "is_active"), ({"role": Role.MANAGER}, "role")):
        response = change(client, boss, **changes)
        assert "only active admin" in str(response.context["adminform"].form.errors[field])
    response = client.post(reverse("admin:tickets_agent_delete", args=[boss.pk]), {"post": "yes"})

    boss.refresh_from_db()
    assert (boss.is_active, boss.role) == (True, Role.ADMIN)
    assert "only active admin" in said(response)


def test_one_of_two_admins_may_be_demoted(client) -> None:
    other = AgentFactory(role=Role.ADMIN)

    change(client, other, role=Role.AGENT)

    other.refresh_from_db()
    assert other.role == Role.AGENT


def test_the_service_keeps_an_admin_too(boss) -> None:
    with pytest.raises(people.LastAdmin):
        services.deactivate(boss, by=boss, at=boss.joined_at)

    boss.refresh_from_db()
    assert boss.is_active


def test_somebody_with_a_history_is_kept(client) -> None:
    agent = AgentFactory(team=TeamFactory())
    open_ticket(agent.teams.get(), holder=agent)

    response = client.post(reverse("admin:tickets_agent_delete", args=[agent.pk]), {"post": "yes"})

    assert Agent.objects.filter(pk=agent.pk).exists()
    assert "Deactivate her instead" in said(response)


def test_somebody_made_by_mistake_is_deleted(client) -> None:
    agent = AgentFactory(team=TeamFactory())

    client.post(reverse("admin:tickets_agent_delete", args=[agent.pk]), {"post": "yes"})

    assert not Agent.objects.filter(pk=agent.pk).exists()


def test_a_new_agent_gets_a_password_that_is_stored_hashed(client) -> None:
    fields = {"username": "bo", "name": "Bo Lind", "role": "agent", "time_zone": "UTC", "usable_password": "true"}
    fields |= {name: str(count) for name, count in no_rows().items()}
    secret = "a long enough one"

    weak = client.post(reverse("admin:tickets_agent_add"), {**fields, "password1": "abc", "password2": "abc"})
    client.post(reverse("admin:tickets_agent_add"), {**fields, "password1": secret, "password2": secret})

    bo = Agent.objects.get(username="bo")
    assert "too short" in str(weak.context["adminform"].form.errors)
    assert bo.check_password(secret)
    assert secret not in bo.password


def test_a_bot_needs_a_team_that_answers_for_it(client) -> None:
    agent, team = AgentFactory(), TeamFactory()

    response = change(client, agent, role=Role.BOT)
    change(client, agent, role=Role.BOT, answered_for_by=team.pk)

    assert "A bot needs the team" in str(response.context["adminform"].form.errors)
    agent.refresh_from_db()
    assert agent.answered_for_by == team


# --- teams


def save_team(client: Client, team: Team, *rows: dict, is_active: bool = True):
    memberships = list(team.memberships.order_by("pk"))
    form = {
        "name": team.name,
        "slug": team.slug,
        "tier": team.tier,
        "color": team.color,
        "time_zone": "UTC",
        **({"is_active": "on"} if is_active else {}),
        "memberships-TOTAL_FORMS": len(rows),
        "memberships-INITIAL_FORMS": len(memberships),
    }
    for n, row in enumerate(rows):
        known = {"id": memberships[n].pk, "agent": memberships[n].agent_id} if n < len(memberships) else {}
        form |= {f"memberships-{n}-{name}": value for name, value in {"team": team.pk, **known, **row}.items()}
    return client.post(reverse("admin:tickets_team_change", args=[team.pk]), form)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"slug": "24"}, "Add a letter: a number alone is that of a shift change in addresses."),
        ({"name": "\u200b\u200d"}, "Choose a name that can be seen."),
        ({"name": "BILLING"}, "The team “Billing” could not be told from it: choose another name."),
        ({"name": "Bill\u200bing"}, "The team “Billing” could not be told from it: choose another name."),
    ],
)
def test_a_team_that_could_not_be_addressed_or_told_from_others_is_refused(client, typed, problem) -> None:
    billing, team = TeamFactory(name="Billing"), TeamFactory(name="Support")

    for name, value in typed.items():
        setattr(team, name, value)
    answer = save_team(client, team)

    assert problem in answer.content.decode()
    assert save_team(client, billing).status_code == 302


def test_a_team_changes_its_lead_in_one_go(client) -> None:
    team = TeamFactory()
    old, new = AgentFactory(team=team, role=Role.LEAD), AgentFactory(team=team)

    save_team(client, team, {}, {"is_lead": "on"})

    assert list(team.memberships.order_by("pk").values_list("agent", "is_lead")) == [(old.pk, False), (new.pk, True)]


def test_a_team_has_one_lead(client) -> None:
    team = TeamFactory()
    AgentFactory(team=team, role=Role.LEAD)
    AgentFactory(team=team)

    response = save_team(client, team, {"is_lead": "on"}, {"is_lead": "on"})

    assert "A team has one lead" in response.content.decode()
    assert team.memberships.filter(is_lead=True).count() == 1


def test_nobody_is_in_a_team_twice(client) -> None:
    team = TeamFactory()
    agent = AgentFactory(team=team)

    assert save_team(client, team, {}, {"agent": agent.pk}).status_code == 200
    assert team.memberships.count() == 1


def test_a_team_without_a_lead_is_warned_about(client) -> None:
    team = TeamFactory(name="Billing")
    AgentFactory(team=team)

    assert "Billing has no active lead" in said(save_team(client, team, {}))
    client.get(reverse("admin:index"))  # shows what was said, once
    assert "has no active lead" not in said(save_team(client, team, {"is_lead": "on"}))


@pytest.mark.parametrize("how", ["removed", "replaced"])
def test_nobody_leaves_a_team_with_its_work_in_hand(client, how: str) -> None:
    team = TeamFactory()
    agent = AgentFactory(team=team)
    ticket = open_ticket(team, holder=agent)
    row = {"DELETE": "on"} if how == "removed" else {"agent": AgentFactory().pk}

    response = save_team(client, team, row)
    services.place(ticket, team=team, agent=None, by=agent, at=ticket.opened_at)
    kept = Membership.objects.filter(agent=agent).exists()
    save_team(client, team, row)

    assert "holds 1 open ticket" in response.content.decode()
    assert kept
    assert not Membership.objects.filter(agent=agent).exists()


def test_a_team_with_open_tickets_is_not_switched_off(client) -> None:
    team = TeamFactory(name="Billing")
    ticket = open_ticket(team)

    refused = save_team(client, team, is_active=False)
    team.refresh_from_db()
    kept = team.is_active
    services.resolve(ticket, by=AgentFactory(team=team), at=ticket.opened_at)
    save_team(client, team, {}, is_active=False)

    assert "Billing has 1 open ticket: place them with another team first." in refused.content.decode()
    team.refresh_from_db()
    assert (kept, team.is_active) == (True, False)


def test_a_team_with_a_history_is_kept(client) -> None:
    team = open_ticket().team

    response = client.post(reverse("admin:tickets_team_delete", args=[team.pk]), {"post": "yes"})

    assert Team.objects.filter(pk=team.pk).exists()
    assert "Switch it off instead" in said(response)


# --- tickets


def test_what_was_taken_down_wrongly_is_put_right(client) -> None:
    ticket, right = open_ticket(subject="Lables"), CustomerFactory(name="Ana Duarte")
    issue_type = IssueTypeFactory()
    fields = {"subject": "Labels print twice", "customer": right.pk, "issue_type": issue_type.pk}

    client.post(reverse("admin:tickets_ticket_change", args=[ticket.pk]), fields)

    ticket.refresh_from_db()
    assert (ticket.subject, ticket.customer, ticket.account) == ("Labels print twice", right, right.account)
    assert ticket.issue_type == issue_type
    assert list(search.find(Ticket.objects.all(), "labels duarte")) == [ticket]


def test_nothing_else_of_a_ticket_is_changed_by_its_form(client) -> None:
    ticket, other = open_ticket(), TeamFactory()
    forged = {"team": other.pk, "holder": AgentFactory(team=other).pk, "status": "resolved", "account": 1}
    fields = {"subject": ticket.subject, "customer": ticket.customer_id, "issue_type": "", **forged}

    client.post(reverse("admin:tickets_ticket_change", args=[ticket.pk]), fields)

    fresh = Ticket.objects.get(pk=ticket.pk)
    assert (fresh.team, fresh.holder, fresh.status) == (ticket.team, None, ticket.status)
    assert fresh.account == ticket.account


def test_tickets_are_neither_added_nor_deleted(client) -> None:
    ticket = open_ticket()

    assert client.get(reverse("admin:tickets_ticket_add")).status_code == 403
    url = reverse("admin:tickets_ticket_delete", args=[ticket.pk])
    assert client.post(url, {"post": "yes"}).status_code == 403


def test_the_list_finds_tickets_as_the_portal_does(client) -> None:
    wanted = open_ticket(body="Error 429 on every order")
    open_ticket()

    found = client.get(reverse("admin:tickets_ticket_changelist"), {"q": "429 order"}).context["cl"].result_list

    assert list(found) == [wanted]


def test_tickets_are_found_by_a_customers_new_name_and_a_companys(client) -> None:
    ticket = open_ticket()
    customer, account = ticket.customer, ticket.account
    hers = {"name": "Zenobia Quist", "email": customer.email, "account": account.pk}
    theirs = {"name": "Quist Freight", "plan": account.plan, "events-TOTAL_FORMS": 0, "events-INITIAL_FORMS": 0}

    client.post(reverse("admin:tickets_customer_change", args=[customer.pk]), hers)
    client.post(reverse("admin:tickets_account_change", args=[account.pk]), theirs)

    assert list(search.find(Ticket.objects.all(), "zenobia freight")) == [ticket]
