"""What an admin may do to single records, and what becomes of her changes."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from tests.factories import (
    AgentFactory,
    BotFactory,
    send_handoff,
)
from tests.pages import signed_in
from tickets.models import Account, Agent, Customer, Role, Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> Agent:
    return AgentFactory(role=Role.ADMIN)


@pytest.fixture
def client(boss: Agent) -> Client:
    return signed_in(boss)


def test_the_site_is_changed_and_stays_one(client: Client, boss: Agent) -> None:
    change = reverse("admin:tickets_site_change", args=[1])
    fields = {"name": "Nordlicht support", "time_zone": "Europe/Lisbon", "duty_manager": boss.pk, "at_risk_share": 25}

    assert client.post(change, fields).status_code == 302
    assert client.post(reverse("admin:tickets_site_add"), fields).status_code == 403
    assert client.post(reverse("admin:tickets_site_delete", args=[1]), {"post": "yes"}).status_code == 403
    site = Site.objects.get()
    assert (site.name, site.time_zone, site.duty_manager) == ("Nordlicht support", "Europe/Lisbon", boss)


@pytest.mark.parametrize("who", [{"role": Role.AGENT}, {"role": Role.BOT}, {"role": Role.MANAGER, "is_active": False}])
def test_the_duty_manager_is_somebody_who_can_act_for_every_team(client: Client, who: dict[str, Any]) -> None:
    nobody = (BotFactory if who["role"] == Role.BOT else AgentFactory)(**who)
    fields = {"name": "Baton", "time_zone": "UTC", "duty_manager": nobody.pk, "at_risk_share": 25}

    response = client.post(reverse("admin:tickets_site_change", args=[1]), fields)

    assert "duty_manager" in response.context["adminform"].form.errors
    assert Site.objects.get().duty_manager is None


def test_a_time_zone_that_does_not_exist_is_refused(client: Client) -> None:
    fields = {"name": "Baton", "time_zone": "Mars/Olympus", "duty_manager": "", "at_risk_share": 25}

    response = client.post(reverse("admin:tickets_site_change", args=[1]), fields)

    assert "time_zone" in response.context["adminform"].form.errors
    assert Site.objects.get().time_zone == "UTC"


@pytest.mark.parametrize("month", ["", "12"])
def test_a_list_by_days_goes_back_to_its_beginning_where_no_calendar_has_the_day(client: Client, month: str) -> None:
    asked = {"created__year": "9999"} | ({"created__month": month, "created__day": "31"} if month else {})

    assert client.get(reverse("admin:knox_authtoken_changelist"), asked).status_code == 302


def test_a_token_is_revoked_but_neither_made_nor_changed_nor_shown(client: Client, boss: Agent) -> None:
    stored, token = AuthToken.objects.create(user=boss)
    change = reverse("admin:knox_authtoken_change", args=[stored.pk])

    assert token not in client.get(change).content.decode()
    assert client.post(change, {"expiry_0": "2099-01-01"}).status_code == 403
    assert client.get(reverse("admin:knox_authtoken_add")).status_code == 403
    client.post(reverse("admin:knox_authtoken_delete", args=[stored.pk]), {"post": "yes"})
    assert not AuthToken.objects.exists()


def test_what_an_admin_changes_is_kept_with_her_name(client: Client, boss: Agent) -> None:
    account = Account.objects.create(name="Lind")
    empty = {"events-TOTAL_FORMS": 0, "events-INITIAL_FORMS": 0}

    client.post(
        reverse("admin:tickets_account_change", args=[account.pk]),
        {"name": "Lind & Co", "plan": "team", "country": "", **empty},
    )

    account.refresh_from_db()
    assert account.name == "Lind & Co"
    assert LogEntry.objects.get().user == boss


def test_a_customer_with_tickets_is_kept_and_one_without_is_deleted(client: Client) -> None:
    handoff = send_handoff()
    kept, gone = handoff.ticket.customer, Customer.objects.create(account=handoff.ticket.account, name="By mistake")

    for customer in (kept, gone):
        client.post(reverse("admin:tickets_customer_delete", args=[customer.pk]), {"post": "yes"})

    assert list(Customer.objects.all()) == [kept]
