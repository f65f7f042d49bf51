"""The admin's first page: everything once, under what one comes to do with it."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin, messages
from django.test import Client
from django.urls import reverse

from config.admin_site import RECORDS, ROOMS
from config.settings import MESSAGE_TAGS
from tests.factories import AgentFactory
from tests.pages import signed_in
from tickets.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(db: None) -> Client:
    return signed_in(AgentFactory(role=Role.ADMIN))


def test_every_list_stands_on_the_first_page_once_in_the_order_of_the_rooms(boss: Client) -> None:
    rooms = boss.get(reverse("admin:index")).context["app_list"]

    shown = [row["model"] for room in rooms for row in room["models"]]
    assert [room["name"] for room in rooms] == [*ROOMS, *RECORDS]  # nothing is left that stands nowhere
    assert len(shown) == len(set(shown)) == len(admin.site._registry)
    assert [row["model"]._meta.label for room in rooms for row in room["models"]] == [
        label for labels in {**ROOMS, **RECORDS}.values() for label in labels
    ]


def test_no_room_holds_more_than_can_be_taken_in_at_a_glance(boss: Client) -> None:
    rooms = boss.get(reverse("admin:index")).context["app_list"]

    assert max(len(room["models"]) for room in rooms) <= 8


def test_nothing_that_an_admin_sets_up_lies_among_the_records(boss: Client) -> None:
    rooms = boss.get(reverse("admin:index")).context["app_list"]

    records = [row for room in rooms if room["name"] in RECORDS for row in room["models"]]
    changed = [row["name"] for row in records if row["perms"]["add"] or row["perms"]["change"]]
    assert changed == []


def test_the_page_of_one_app_lists_that_app_alone(boss: Client) -> None:
    [app] = boss.get(reverse("admin:app_list", args=["metrics"])).context["app_list"]

    assert app["app_label"] == "metrics"


@pytest.mark.parametrize("model", ["team", "agent"])
def test_the_list_beside_each_page_says_where_one_is(boss: Client, model: str) -> None:
    address = reverse(f"admin:tickets_{model}_changelist")
    boss.get(reverse("admin:tickets_account_changelist"))

    page = boss.get(address).content.decode()
    sidebar = page.partition('id="nav-sidebar"')[2].partition("</nav>")[0]

    assert sidebar.count('aria-current="page"') == 1
    assert f'<a href="{address}" aria-current="page">' in sidebar
    assert sidebar.count('<tr class="model-') == len(admin.site._registry)


def test_what_goes_wrong_looks_so_in_the_administration_too() -> None:
    style = Path(settings.BASE_DIR, "static", "css", "admin.css").read_text()

    assert f"ul.messagelist li.{MESSAGE_TAGS[messages.ERROR]} {{" in style
