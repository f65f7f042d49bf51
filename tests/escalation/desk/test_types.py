"""What a kind of handoff asks for: in the form, at sending, on the ticket, and once the kind has changed."""

import pytest
from django.urls import reverse

from escalation.desk.hand_over_form import HandOverForm
from escalation.models import Asks, Handoff, HandoffDraft, HandoffType
from tests.escalation.desk.forms import package_form
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, asks, package, send_handoff
from tests.pages import signed_in, text
from tickets.models import Agent, Ticket

pytestmark = pytest.mark.django_db

STEPS = {"key": "reproduction", "label": "How to reproduce it", "kind": "steps"}
WHERE = {"key": "environment", "kind": "choice", "choices": "Production\nSandbox"}
CHECKS = {"key": "before", "label": "Before you send", "kind": "checklist", "choices": "Logs attached"}
LINK = {"key": "trace", "kind": "link", "required": False}
ANSWERS = {
    "details.reproduction.step": ["POST /orders", ""],
    "details.reproduction.result": ["500", ""],
    "details.environment": "Sandbox",
    "details.before.item": ["Logs attached"],
}


@pytest.fixture
def kind() -> HandoffType:
    return asks(HandoffTypeFactory(name="To the makers"), STEPS, WHERE, CHECKS, LINK)


def address(ticket: Ticket, name: str = "hand-over") -> str:
    return reverse(name, args=[ticket.pk])


def test_the_form_shows_what_the_chosen_kind_asks_for_without_javascript(
    holder: Agent, ticket: Ticket, kind: HandoffType
) -> None:
    plain = HandoffTypeFactory(name="Plain")
    client = signed_in(holder)

    shown = client.post(address(ticket, "hand-over-asked"), {"type": kind.pk, "issue_summary": "Half written"})
    other = client.post(address(ticket, "hand-over-asked"), {"type": plain.pk, "details.environment": "Sandbox"})

    page = shown.content.decode()
    assert all(label in page for label in ("How to reproduce it", "Environment", "Before you send", "Logs attached"))
    assert "Half written" in page
    assert "Reproduce" not in other.content.decode()
    assert '<input type="hidden" name="details.environment" value="Sandbox">' in other.content.decode()
    assert not Handoff.objects.exists()


@pytest.mark.parametrize(("shown", "swapped"), [(Asks.PACKAGE, False), (Asks.ONE_LINE, True)])
def test_a_scripted_choice_gets_only_what_changes(
    holder: Agent, ticket: Ticket, kind: HandoffType, shown: Asks, swapped: bool
) -> None:
    chosen = {"type": kind.pk, "shown": shown}

    response = signed_in(holder).post(address(ticket, "hand-over-asked"), chosen, headers={"HX-Request": "true"})

    page = response.content.decode()
    assert [page.count(f'id="{part}"') for part in ("asked", "completeness")] == [1, 1]
    assert ("How the customer feels" in page.split('id="completeness"')[0]) is swapped
    assert "<html" not in page


def test_a_package_that_lacks_what_its_kind_requires_is_not_sent_and_says_where(
    holder: Agent, ticket: Ticket, kind: HandoffType
) -> None:
    lacks = {"details.environment": "", "details.before.item": [], "next_best_action": ""}
    typed = package_form(type=kind.pk, **{**ANSWERS, **lacks})

    response = signed_in(holder).post(address(ticket), typed)

    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("Choose what fits.") == 2  # on top, and at the field
    assert page.count("Tick what you have done.") == 2
    told = page.partition('id="form-errors"')[2].partition("</ul>")[0]
    names = ("details.environment", "details.before", "next_best_action")
    places = [told.index(f'href="#id_{name}"') for name in names]
    assert places == sorted(places), "in the order of the page"
    assert ">POST /orders</textarea>" in page
    assert not Handoff.objects.exists()


def test_what_was_answered_is_sent_and_stands_on_the_ticket(holder: Agent, ticket: Ticket, kind: HandoffType) -> None:
    client = signed_in(holder)

    client.post(address(ticket), package_form(type=kind.pk, **ANSWERS, **{"details.unasked": "dropped"}))

    assert Handoff.objects.get().details == {
        "reproduction": [{"step": "POST /orders", "result": "500"}],
        "environment": "Sandbox",
        "before": ["Logs attached"],
    }
    page = text(client, ticket.get_absolute_url())
    assert "How to reproduce it" in page
    assert "POST /orders" in page
    assert "Sandbox" in page


def test_what_was_sent_still_reads_right_once_its_kind_asks_for_something_else(kind: HandoffType) -> None:
    answers = {"reproduction": [{"step": "A", "result": "B"}], "environment": "Sandbox", "before": ["Logs attached"]}
    handoff = send_handoff(type=kind, package=package(details=answers))

    kind.fields.get(key="environment").delete()
    kind.fields.filter(key="reproduction").update(label="Steps", kind="text")
    asks(kind, {"key": "build"})
    HandoffType.objects.filter(pk=kind.pk).update(name="To nobody", accountable_waiting="Whoever.", version=2)

    page = text(signed_in(handoff.sent_by), handoff.ticket.get_absolute_url())
    assert "Environment" in page
    assert "Sandbox" in page
    assert "How to reproduce it" in page
    assert "Build" not in page
    assert "To the makers" in page
    assert "The sender, until somebody acknowledges." in page
    assert "To nobody" not in page
    assert "Whoever." not in page


def test_what_a_kind_asks_for_is_in_sight_while_it_waits(kind: HandoffType) -> None:
    """Below the forty words and what is more, not inside it."""
    answers = {"reproduction": [{"step": "A", "result": "B"}], "environment": "Sandbox", "before": ["Logs attached"]}
    handoff = send_handoff(type=kind, package=package(details=answers))

    page = text(signed_in(handoff.sent_by), handoff.ticket.get_absolute_url())

    rest = page[page.index('class="summary-rest"') :]
    assert rest.index("</details>") < rest.index("Logs attached") < rest.index("</article>")


def test_a_draft_keeps_what_a_kind_asked_for(holder: Agent, ticket: Ticket, kind: HandoffType) -> None:
    client = signed_in(holder)

    client.post(address(ticket, "hand-over-draft"), {"type": kind.pk, "window": "one", **ANSWERS})

    page = text(client, address(ticket))
    assert HandoffDraft.objects.get().content["details.reproduction.step.0"] == "POST /orders"
    assert ">POST /orders</textarea>" in page
    assert 'value="Sandbox" checked' in page
    assert 'value="Logs attached" checked' in page


def test_a_kind_that_asks_for_one_line_asks_for_no_more(holder: Agent, ticket: Ticket) -> None:
    brief = HandoffTypeFactory(name="In brief", asks=Asks.ONE_LINE)
    to = AgentFactory(team=TeamFactory(tier=2)).teams.get()
    client = signed_in(holder)

    shown = client.post(
        address(ticket, "hand-over-asked"), {"type": brief.pk, "issue_summary": "Kept"}
    ).content.decode()
    client.post(address(ticket), {"type": brief.pk, "to": to.pk, "next_best_action": "Call them back."})

    assert "How the customer feels" not in shown
    assert '<input type="hidden" name="issue_summary" value="Kept">' in shown
    assert Handoff.objects.get().is_one_line
    assert "Call them back." in text(client, ticket.get_absolute_url())


def test_people_are_not_offered_what_a_bot_or_a_shift_change_sends(holder: Agent, ticket: Ticket) -> None:
    form = HandOverForm(ticket=ticket)

    offered = {kind.slug for kind in form.types}
    assert "tier-1-to-tier-2" in offered
    assert not offered & {"bot-to-agent", "shift-change"}


def test_seven_kinds_are_there_from_the_beginning() -> None:
    shipped = {kind.slug: kind for kind in HandoffType.objects.prefetch_related("fields")}

    assert shipped.keys() >= {
        "bot-to-agent", "tier-1-to-tier-2", "support-to-engineering", "shift-change", "reassignment", "follow-up",
        "channel-move",
    }  # fmt: skip
    engineering = [field.key for field in shipped["support-to-engineering"].asked if field.required]
    assert engineering == ["reproduction", "request_id", "environment", "logs", "since", "affected"]
    assert all(kind.accountable_before and kind.accountable_after for kind in shipped.values())
    assert (shipped["reassignment"].asks, shipped["reassignment"].within_team) == (Asks.ONE_LINE, True)
