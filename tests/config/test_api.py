"""What holds for every address of the API: who gets in, what strangers to a ticket find, one shape of errors."""

from collections.abc import Iterator
from itertools import product

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from rest_framework.test import APIClient

from escalation import drafts
from escalation.models import Handoff
from tests.api import V1, as_agent, error, sentence
from tests.factories import AgentFactory, BotFactory, TeamFactory, send_handoff
from tests.support.lasting_rows import lasting
from tickets.models import Attachment, Message, Role

pytestmark = pytest.mark.django_db
METHODS = ("get", "post", "put", "delete")
# Tokens are made by those who have none yet.
OPEN = {("tokens/", "post")}


def addresses() -> Iterator[str]:
    api = next(each for each in get_resolver().url_patterns if str(each.pattern) == "api/v1/")
    assert isinstance(api, URLResolver)
    for each in api.url_patterns:
        # The page to read is a page like others: strangers are sent to sign in.
        if not str(each.pattern).startswith(("^", "docs/")):
            yield str(each.pattern)


def filled(address: str, handoff: Handoff, attachment: Attachment) -> str:
    """The address with the ids of a ticket and what belongs to it."""
    pk = {"handoffs": handoff.pk, "attachments": attachment.pk}.get(
        address.split("/", maxsplit=1)[0], handoff.ticket_id
    )
    return (
        f"{V1}/{address}".replace("<int:pk>", str(pk))
        .replace("<int:ticket_id>", str(handoff.ticket_id))
        .replace("<slug:id>", "0123456789abcde")
    )


BELOW_A_TICKET = [a for a in addresses() if a.startswith(("tickets/<", "handoffs/<", "attachments/<"))]


@lasting
def foreign() -> tuple[Handoff, Attachment]:
    """A handed-over ticket with a file, of teams that nobody else in the test is in."""
    handoff = send_handoff()
    message = Message.objects.get(ticket=handoff.ticket)
    attachment = Attachment.objects.create(
        message=message, file="ab/abc", filename="log.txt", size=1, uploaded_at=timezone.now()
    )
    return handoff, attachment


def somebody_else(role: str):
    team = TeamFactory()
    return BotFactory(team=team, answered_for_by=team) if role == Role.BOT else AgentFactory(team=team, role=role)


def test_the_walks_below_cover_the_api() -> None:
    assert len(list(addresses())) >= 35
    assert len(BELOW_A_TICKET) >= 16


def test_strangers_hear_401_in_json(foreign) -> None:
    for address, method in product(addresses(), METHODS):
        if (address, method) not in OPEN:
            response = getattr(APIClient(), method)(filled(address, *foreign))

            assert error(response) == (401, "not_authenticated", None), (method, address)
            assert response["WWW-Authenticate"] == "Token"


def test_an_unknown_address_is_an_error_in_the_same_shape() -> None:
    assert error(APIClient().get(f"{V1}/nothing/here"))[:2] == (401, "not_authenticated")
    assert error(as_agent(AgentFactory()).get(f"{V1}/nothing/here/"))[:2] == (404, "not_found")


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD, Role.BOT])
def test_a_foreign_ticket_is_not_there(role: str, foreign) -> None:
    client, missing = as_agent(somebody_else(role)), set()

    for address, method in product(BELOW_A_TICKET, METHODS):
        response = getattr(client, method)(filled(address, *foreign), {})
        assert error(response)[:2] in {(404, "not_found"), (405, "method_not_allowed")}, (method, address)
        if response.status_code == 404:
            missing.add(address)

    assert missing == set(BELOW_A_TICKET)


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD, Role.BOT])
@pytest.mark.parametrize(
    "address", ["tickets/", "handoffs/", "notices/", "tickets/?q=orders", "handoffs/?state=waiting"]
)
def test_a_foreign_ticket_is_in_no_list(address: str, role: str, foreign) -> None:
    response = as_agent(somebody_else(role)).get(f"{V1}/{address}")

    assert response.json()["results"] == []


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN])
def test_those_who_oversee_see_every_ticket(role: str, foreign) -> None:
    handoff, _ = foreign

    assert as_agent(somebody_else(role)).get(f"{V1}/tickets/{handoff.ticket_id}/").status_code == 200
    assert as_agent(somebody_else(role)).get(f"{V1}/handoffs/{handoff.pk}/").status_code == 200


def test_nobodys_draft_is_read_by_somebody_else() -> None:
    handoff = send_handoff()
    drafts.save(handoff.ticket, content={"note": "mine"}, by=handoff.sent_by, at=timezone.now())
    colleague = AgentFactory(team=handoff.from_team)

    assert as_agent(colleague).get(f"{V1}/tickets/{handoff.ticket_id}/draft/").status_code == 404


def test_a_signed_in_page_may_use_the_api_with_its_csrf_token() -> None:
    handoff = send_handoff()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(handoff.sent_by)

    assert browser.get(f"{V1}/me/").status_code == 200
    assert error(browser.post(f"{V1}/tickets/{handoff.ticket_id}/claim/"))[:2] == (403, "permission_denied")


def test_ten_megabytes_of_json_are_refused_before_they_are_read() -> None:
    handoff = send_handoff()
    url = f"{V1}/tickets/{handoff.ticket_id}/messages/"

    response = as_agent(handoff.sent_by).post(url, {"body": "x" * 10_000_000, "channel": "email"}, format="json")

    assert error(response)[:2] == (413, "too_large")
    assert "attach a file" in sentence(response)


def test_ten_megabytes_in_a_form_are_refused_too() -> None:
    handoff = send_handoff()
    url = f"{V1}/tickets/{handoff.ticket_id}/messages/"

    response = as_agent(handoff.sent_by).post(url, {"body": "x" * 10_000_000, "channel": "email"}, format="multipart")

    assert error(response)[:2] == (413, "too_large")


@pytest.mark.parametrize("body", ["{", "[" * 100_000, "null", '"a"', "[1]", '{"text": {"a": 1}}', "\x00", "\xff"])
def test_broken_json_is_an_error_with_a_sentence(body: str) -> None:
    handoff = send_handoff()

    response = as_agent(handoff.sent_by).generic(
        "POST", f"{V1}/tickets/{handoff.ticket_id}/handoffs/", body, "application/json"
    )

    assert response.status_code == 400
    assert sentence(response)


@override_settings(DEBUG=False)
def test_the_document_is_valid_and_complete(tmp_path) -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))


def test_the_document_and_its_page_open_for_an_agent() -> None:
    browser = Client()
    browser.force_login(AgentFactory())

    page = browser.get(f"{V1}/docs/")

    assert browser.get(f"{V1}/schema/").status_code == 200
    assert reverse("api:schema") in page.content.decode()
    assert "unsafe" not in page["Content-Security-Policy"]
