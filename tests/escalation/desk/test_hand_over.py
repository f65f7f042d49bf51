"""Handing a ticket over: what the form starts with, refuses, and keeps."""

import pytest
from django.urls import reverse
from django.utils import timezone

from escalation import handoffs
from escalation.models import Handoff, HandoffDraft, ReturnReason
from tests.escalation.desk.forms import package_form
from tests.factories import AgentFactory, TeamFactory, package, send_handoff
from tests.pages import signed_in, text
from tickets.models import Agent, Ticket

pytestmark = pytest.mark.django_db


def address(ticket: Ticket) -> str:
    return reverse("hand-over", args=[ticket.pk])


def save(agent: Agent, ticket: Ticket, *, window: str, words: str, seen: str = "") -> int:
    typed = {"window": window, "draft_seen": seen, "issue_summary": words}
    return signed_in(agent).post(reverse("hand-over-draft", args=[ticket.pk]), typed).status_code


def test_a_complete_package_is_sent_and_the_sender_reads_that_she_stays_responsible(
    holder: Agent, ticket: Ticket
) -> None:
    response = signed_in(holder).post(address(ticket), package_form(), follow=True)

    assert "You stay responsible until somebody acknowledges." in response.content.decode()
    assert Handoff.objects.get(ticket=ticket).troubleshooting == [{"step": "New API key", "result": "same 429"}]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"issue_summary": ""}, "Say in one to three sentences"),
        ({"issue_summary": "One. Two. Three. Four."}, "Keep it to 3 sentences; it has 4."),
        ({"next_best_action": " "}, "Say what the receiver should do first."),
        ({"step": ["New API key"], "result": [""]}, "Step 1 needs both what was tried and its result."),
        ({"step": [], "result": []}, "List what was tried, or say why nothing could be."),
        ({"sentiment": "furious"}, "Select a valid choice"),
        ({"to": "999999"}, "Select a valid choice"),
        ({"to": "9" * 5000}, "Select a valid choice"),
        ({"type": "forged"}, "This kind of handoff is out of use: choose another."),
        ({"business_impact": "x" * 301}, "Keep it to 300 characters"),
    ],
)
def test_an_incomplete_or_forged_form_is_refused_at_the_field(
    changes: dict[str, object], words: str, holder: Agent, ticket: Ticket
) -> None:
    response = signed_in(holder).post(address(ticket), package_form(**changes))

    assert response.status_code == 422
    assert response.content.decode().count(words) == 2  # on top, and at the field
    assert not Handoff.objects.filter(ticket=ticket).exists()


def test_what_was_typed_stands_in_a_refused_form(holder: Agent, ticket: Ticket) -> None:
    typed = package_form(next_best_action="", step=["Called them", "Mailed them"], result=["no answer", "bounced"])

    form = signed_in(holder).post(address(ticket), typed).content.decode()

    assert "Sync fails with 429." in form
    assert ">Mailed them</textarea>" in form
    assert 'value="frustrated" checked' in form
    assert 'data-reading-limit="33"' in form, "of forty words on the card seven are taken by its chips"


def test_a_colleague_of_another_team_cannot_be_named(holder: Agent, ticket: Ticket) -> None:
    elsewhere = AgentFactory(team=TeamFactory(tier=3))

    response = signed_in(holder).post(address(ticket), package_form(to_agent=elsewhere.pk))

    assert response.status_code == 422
    assert "does not work in" in response.content.decode()


def test_the_form_says_who_works_where_and_where_nobody_does(holder: Agent, ticket: Ticket) -> None:
    deserted = TeamFactory(name="Deserted", tier=2)
    AgentFactory(name="Sarah Okafor", team=TeamFactory(name="Specialists", tier=2))

    form = text(signed_in(holder), address(ticket))

    assert "Sarah Okafor" in form
    assert f"{deserted} (nobody works there)" in form


def test_what_came_back_is_filled_in_with_the_reason(sent: Handoff) -> None:
    receiver = sent.to_team.members.get()
    handoffs.return_to_sender(sent, reason=ReturnReason.CONTEXT_MISSING, note="Which order?", by=receiver)

    form = text(signed_in(sent.sent_by), address(sent.ticket))

    assert "Which order?" in form
    assert ">Sent one order by hand</textarea>" in form
    assert f">{package().next_best_action.replace(chr(39), '&#x27;')}</textarea>" in form


def test_what_one_withdrew_is_filled_in_to_be_sent_again(sent: Handoff) -> None:
    handoffs.withdraw(sent, by=sent.sent_by)

    page = text(signed_in(sent.sent_by), address(sent.ticket))

    assert f"You withdrew this handoff to {sent.to_team}" in page
    assert sent.issue_summary in page
    assert "limit before and after 09:40." in page
    assert f'value="{sent.to_team_id}" selected' in page


def test_a_draft_stands_before_what_one_withdrew(sent: Handoff) -> None:
    handoffs.withdraw(sent, by=sent.sent_by)
    save(sent.sent_by, sent.ticket, window="a", words="Begun anew.")

    page = text(signed_in(sent.sent_by), address(sent.ticket))

    assert "Begun anew." in page
    assert "withdrew this handoff" not in page


def test_what_a_colleague_withdrew_is_not_filled_in(sent: Handoff) -> None:
    handoffs.withdraw(sent, by=sent.sent_by)
    colleague = AgentFactory(team=sent.ticket.team)

    page = text(signed_in(colleague), address(sent.ticket))

    assert "withdrew this handoff" not in page
    assert "limit before and after 09:40." not in page.partition('id="handover"')[2].partition("</form>")[0]


def test_what_one_withdrew_before_another_handoff_is_not_filled_in(sent: Handoff) -> None:
    handoffs.withdraw(sent, by=sent.sent_by)
    later = send_handoff(sender=sent.sent_by, ticket=sent.ticket, at=timezone.now())
    handoffs.return_to_sender(later, reason=ReturnReason.WRONG_TEAM, note="Not ours.", by=later.to_team.members.get())

    page = text(signed_in(sent.sent_by), address(sent.ticket))

    assert "returned this" in page
    assert "withdrew this handoff" not in page


def test_what_a_ticket_came_with_need_not_be_typed_again(sent: Handoff) -> None:
    receiver = sent.to_team.members.get()
    handoffs.acknowledge(sent, by=receiver)

    form = text(signed_in(receiver), address(sent.ticket))

    assert ">Sent one order by hand</textarea>" in form
    assert package().issue_summary in form
    assert f"{package().sentiment_note}</textarea>" not in form  # how she feels has to be judged anew


def test_a_draft_is_kept_as_typed_and_gone_once_sent(holder: Agent, ticket: Ticket) -> None:
    client = signed_in(holder)
    typed = {"issue_summary": "Half", "step": ["A", "B"], "result": ["a", ""], "sentiment": "furious"}

    saved = client.post(reverse("hand-over-draft", args=[ticket.pk]), typed)
    form = text(client, address(ticket))

    assert saved.status_code == 200
    assert "Half" in form
    assert [form.count(f">{step}</textarea>") for step in ("A", "B")] == [1, 1]
    client.post(address(ticket), package_form())
    assert not HandoffDraft.objects.exists()


def test_another_agents_draft_is_not_mixed_in(holder: Agent, ticket: Ticket) -> None:
    save(holder, ticket, window="one", words="Mine alone")

    assert "Mine alone" not in text(signed_in(AgentFactory(team=ticket.team)), address(ticket))


def test_looking_at_the_form_writes_nothing(holder: Agent, ticket: Ticket, django_assert_max_num_queries) -> None:
    client = signed_in(holder)
    client.get(address(ticket))  # now the process knows what admins have laid down

    with django_assert_max_num_queries(10) as captured:
        text(client, address(ticket))

    assert not [query for query in captured if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_a_discarded_draft_is_gone(holder: Agent, ticket: Ticket) -> None:
    save(holder, ticket, window="one", words="Half")

    assert signed_in(holder).post(reverse("hand-over-discard", args=[ticket.pk])).status_code == 302
    assert not HandoffDraft.objects.exists()


def test_two_windows_do_not_overwrite_each_other(holder: Agent, ticket: Ticket) -> None:
    assert save(holder, ticket, window="one", words="First") == 200

    assert save(holder, ticket, window="two", words="Second") == 409
    assert save(holder, ticket, window="one", words="First, and more") == 200
    assert HandoffDraft.objects.get().content["issue_summary"] == "First, and more"


def test_the_window_that_is_refused_is_told_what_the_other_one_has(holder: Agent, ticket: Ticket) -> None:
    save(holder, ticket, window="one", words="First")
    typed = {"window": "two", "issue_summary": "Second", "urgency": "high"}

    answer = signed_in(holder).post(reverse("hand-over-draft", args=[ticket.pk]), typed)

    assert answer.json()["words"] == "First"
    assert answer.json()["saved_at"] == HandoffDraft.objects.get().saved_at.isoformat()


def test_a_window_that_has_read_the_draft_goes_on_with_it(holder: Agent, ticket: Ticket) -> None:
    save(holder, ticket, window="one", words="First")
    seen = HandoffDraft.objects.get().saved_at.isoformat()

    assert save(holder, ticket, window="two", words="Second", seen=seen) == 200
    assert save(holder, ticket, window="one", words="First again") == 409


def test_a_ticket_that_waits_already_says_so_in_place_of_a_second_handoff(sent: Handoff) -> None:
    assert "Withdraw that handoff" in text(signed_in(sent.sent_by), address(sent.ticket))


@pytest.mark.parametrize("name", ["hand-over", "hand-over-draft", "hand-over-discard"])
def test_only_the_holding_team_hands_over(name: str, sent: Handoff, receiver: Agent) -> None:
    response = signed_in(receiver).post(reverse(name, args=[sent.ticket_id]), package_form())

    assert response.status_code == 403
    assert sent.ticket.handoffs.count() == 1


def test_a_resolved_ticket_is_not_handed_over(holder: Agent, ticket: Ticket) -> None:
    signed_in(holder).post(reverse("ticket-resolve", args=[ticket.pk]))

    response = signed_in(holder).post(address(ticket), package_form())

    assert response.status_code == 409
    assert f"{holder} resolved this ticket" in response.content.decode()


def test_the_draft_begins_where_the_clock_says(holder: Agent, ticket: Ticket) -> None:
    before = timezone.now()

    answer = signed_in(holder).post(reverse("hand-over-draft", args=[ticket.pk]), {"issue_summary": "Half"})

    assert before <= HandoffDraft.objects.get().saved_at <= timezone.now()
    assert answer.json()["saved_at"] == HandoffDraft.objects.get().saved_at.isoformat()
