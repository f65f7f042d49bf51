"""A handoff's life over the API, every refusal with its sentence."""

from dataclasses import asdict

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from escalation.models import Handoff
from tests.api import V1, as_agent, error, ids, sentence
from tests.clock import minutes_after
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, asks, open_ticket, package, send_handoff
from tests.support.lasting_rows import lasting
from tickets import services
from tickets.models import Agent, Role, Team

pytestmark = pytest.mark.django_db
HANDOFFS = f"{V1}/handoffs/"


@lasting
def sender() -> Agent:
    return AgentFactory(team=TeamFactory(), name="Dana Whitfield")


@lasting
def receiver() -> Agent:
    return AgentFactory(team=TeamFactory(tier=2), name="Sarah Okafor")


@lasting
def handoff(sender, receiver) -> Handoff:
    return send_handoff(sender=sender, receiver=receiver)


def act(agent: Agent, handoff: Handoff, deed: str, **fields):
    return as_agent(agent).post(f"{HANDOFFS}{handoff.pk}/{deed}/", fields)


def sending(to: Team, **changes) -> dict:
    return {"type": HandoffTypeFactory().pk, "to_team": to.pk, **asdict(package()), **changes}


# --- sending


def test_a_complete_package_is_sent(sender, receiver) -> None:
    ticket = open_ticket(sender.teams.get(), holder=sender)

    response = as_agent(sender).post(f"{V1}/tickets/{ticket.pk}/handoffs/", sending(receiver.teams.get()))

    sent = response.json()
    assert response.status_code == 201
    assert (sent["state"], sent["sent_by"]["id"]) == ("waiting", sender.pk)
    assert [step["result"] for step in sent["troubleshooting"]] == ["It arrived", "No change"]
    assert [clock["kind"] for clock in sent["clocks"]] == ["acknowledge", "respond"]
    assert [event["kind"] for event in sent["events"]] == ["sent"]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"issue_summary": ""}, "issue_summary", "one to three sentences"),
        ({"issue_summary": "One. Two. Three. Four."}, "issue_summary", "it has 4"),
        ({"troubleshooting": []}, "troubleshooting", "what was tried"),
        ({"troubleshooting": [{"step": "Tried", "result": ""}]}, "troubleshooting", "Step 1"),
        ({"sentiment": "furious"}, "sentiment", "Choose"),
        ({"urgency": ""}, "urgency", "Choose"),
        ({"business_impact": "x" * 301}, "business_impact", "300 characters"),
        ({"next_best_action": " "}, "next_best_action", "first"),
    ],
)
def test_an_incomplete_package_is_refused_field_by_field(sender, receiver, changes, field, words) -> None:
    ticket = open_ticket(sender.teams.get(), holder=sender)

    response = as_agent(sender).post(f"{V1}/tickets/{ticket.pk}/handoffs/", sending(receiver.teams.get(), **changes))

    assert error(response) == (400, "incomplete", field)
    assert words in sentence(response)
    assert not Handoff.objects.exists()


def test_an_empty_package_names_everything_it_lacks(sender, receiver) -> None:
    ticket = open_ticket(sender.teams.get(), holder=sender)
    bare = {"type": HandoffTypeFactory().pk, "to_team": receiver.teams.get().pk}

    response = as_agent(sender).post(f"{V1}/tickets/{ticket.pk}/handoffs/", bare)

    assert {each["attr"] for each in response.json()["errors"]} == {
        "issue_summary",
        "troubleshooting",
        "sentiment",
        "sentiment_note",
        "urgency",
        "business_impact",
        "next_best_action",
    }


def test_a_handoff_goes_where_somebody_is_and_by_a_type_in_use(sender, receiver) -> None:
    ticket, there = open_ticket(sender.teams.get(), holder=sender), receiver.teams.get()
    wrong = {
        "same_team": sending(sender.teams.get()),
        "nobody_there": sending(TeamFactory()),
        "type_not_active": sending(there, type=HandoffTypeFactory(is_active=False).pk),
        "not_in_team": sending(there, to_agent=sender.pk),
        "does_not_exist": sending(there, type=999_999),
    }

    for code, fields in wrong.items():
        assert error(as_agent(sender).post(f"{V1}/tickets/{ticket.pk}/handoffs/", fields))[:2] == (400, code)
    assert not Handoff.objects.exists()


def test_only_the_team_hands_over(receiver) -> None:
    ticket = open_ticket()

    response = as_agent(AgentFactory(role=Role.MANAGER)).post(
        f"{V1}/tickets/{ticket.pk}/handoffs/", sending(receiver.teams.get())
    )

    assert error(response)[:2] == (403, "permission_denied")


def test_a_second_handoff_hears_who_sent_the_first(handoff, sender) -> None:
    response = as_agent(sender).post(f"{V1}/tickets/{handoff.ticket_id}/handoffs/", sending(handoff.to_team))

    assert error(response)[:2] == (409, "already_waiting")
    assert "Dana Whitfield" in sentence(response)


def test_a_resolved_ticket_is_not_handed_over(sender, receiver) -> None:
    ticket = open_ticket(sender.teams.get(), holder=sender)
    services.resolve(ticket, by=sender, at=minutes_after(1))

    response = as_agent(sender).post(f"{V1}/tickets/{ticket.pk}/handoffs/", sending(receiver.teams.get()))

    assert error(response)[:2] == (409, "already_resolved")


# --- its life


def test_acknowledging_makes_it_hers_and_tells_the_second_who_was_first(handoff, sender, receiver) -> None:
    second = AgentFactory(team=handoff.to_team)

    assert error(act(sender, handoff, "acknowledge"))[:2] == (403, "permission_denied")
    won = act(receiver, handoff, "acknowledge")
    lost = act(second, handoff, "acknowledge")

    assert (won.status_code, won.json()["state"]) == (200, "acknowledged")
    assert error(lost)[:2] == (409, "already_acknowledged")
    assert "Sarah Okafor acknowledged this handoff first, at " in sentence(lost)
    handoff.refresh_from_db()
    assert f"{handoff.acknowledged_at:%H:%M:%S}" in sentence(lost)


def test_the_receiver_asks_and_the_sender_answers(handoff, sender, receiver) -> None:
    assert error(act(sender, handoff, "ask", text="Which shop?"))[0] == 403
    assert error(act(receiver, handoff, "ask", text=" ")) == (400, "empty_question", "text")
    asked = act(receiver, handoff, "ask", text="Which shop?")
    assert error(act(receiver, handoff, "answer", text="The second"))[0] == 403
    answered = act(sender, handoff, "answer", text="The second.")

    assert asked.json()["events"][-1]["text"] == "Which shop?"
    assert [event["kind"] for event in answered.json()["events"]] == ["sent", "asked", "answered"]


def test_a_return_needs_a_reason_and_words_and_is_taken_back(handoff, sender, receiver) -> None:
    assert error(act(sender, handoff, "return", reason="wrong_team", note="Billing"))[0] == 403
    assert error(act(receiver, handoff, "return", reason="bored", note="Billing"))[::2] == (400, "reason")
    assert error(act(receiver, handoff, "return", reason="wrong_team", note=""))[:2] == (400, "reason_missing")
    assert error(act(sender, handoff, "take-back"))[:2] == (409, "not_returned")
    returned = act(receiver, handoff, "return", reason="wrong_team", note="This is billing.")
    again = act(receiver, handoff, "return", reason="wrong_team", note="This is billing.")
    assert error(act(receiver, handoff, "take-back"))[0] == 403
    taken = act(sender, handoff, "take-back")
    twice = act(sender, handoff, "take-back")

    assert (returned.json()["state"], returned.json()["return_note"]) == ("returned", "This is billing.")
    assert error(again)[:2] == (409, "not_waiting")
    assert "Sarah Okafor has returned this handoff" in sentence(again)
    assert taken.json()["taken_back_by"]["id"] == sender.pk
    assert error(twice)[:2] == (409, "not_returned")
    assert "Dana Whitfield took it back" in sentence(twice)
    assert error(act(receiver, handoff, "ask", text="Why?"))[:2] == (409, "nothing_to_ask")


def test_withdrawing_is_the_senders_until_somebody_acknowledges(handoff, sender, receiver) -> None:
    assert error(act(receiver, handoff, "withdraw"))[0] == 403
    act(receiver, handoff, "acknowledge")
    late = act(sender, handoff, "withdraw")

    assert error(late)[:2] == (409, "already_acknowledged")
    assert "Sarah Okafor" in sentence(late)


def test_what_was_withdrawn_is_acknowledged_by_nobody(handoff, sender, receiver) -> None:
    assert act(sender, handoff, "withdraw").json()["state"] == "withdrawn"
    late = act(receiver, handoff, "acknowledge")

    assert error(late)[:2] == (409, "not_waiting")
    assert "Dana Whitfield has withdrawn this handoff" in sentence(late)


def test_what_has_moved_on_is_not_returned(handoff, sender, receiver) -> None:
    act(receiver, handoff, "acknowledge")
    services.resolve(handoff.ticket, by=receiver, at=minutes_after(9))

    assert error(act(receiver, handoff, "return", reason="wrong_team", note="No"))[:2] == (409, "not_returnable")


@pytest.mark.parametrize("forged", ["0", "999999", "9" * 30, "x"])
def test_a_forged_id_finds_nothing(sender, forged: str) -> None:
    assert as_agent(sender).post(f"{HANDOFFS}{forged}/acknowledge/").status_code == 404


# --- lists


def test_each_state_lists_its_own(sender, receiver) -> None:
    made = {
        state: send_handoff(sender=sender, receiver=receiver)
        for state in ("waiting", "acknowledged", "returned", "withdrawn")
    }
    act(receiver, made["acknowledged"], "acknowledge")
    act(receiver, made["returned"], "acknowledge")
    act(receiver, made["returned"], "return", reason="wrong_team", note="No")
    act(sender, made["withdrawn"], "withdraw")

    for state, handoff in made.items():
        rows = as_agent(receiver).get(f"{HANDOFFS}?state={state}")
        assert ids(rows) == [handoff.pk]
        assert rows.json()["results"][0]["state"] == state


def test_filters_by_team_ticket_and_whose_it_is(handoff, sender, receiver) -> None:
    other = send_handoff()
    manager, colleague = AgentFactory(role=Role.MANAGER), AgentFactory(team=handoff.to_team)

    for query in (f"team={handoff.to_team_id}", f"from_team={handoff.from_team_id}", f"ticket={handoff.ticket_id}"):
        assert ids(as_agent(manager).get(f"{HANDOFFS}?{query}")) == [handoff.pk]
    assert ids(as_agent(manager).get(f"{HANDOFFS}?order=latest")) == [other.pk, handoff.pk]
    assert ids(as_agent(sender).get(f"{HANDOFFS}?mine=sent")) == [handoff.pk]
    assert ids(as_agent(sender).get(f"{HANDOFFS}?mine=received")) == []
    act(receiver, handoff, "acknowledge")
    assert ids(as_agent(receiver).get(f"{HANDOFFS}?mine=received")) == [handoff.pk]
    assert ids(as_agent(colleague).get(f"{HANDOFFS}?mine=received")) == []


def test_what_should_have_been_acknowledged_by_now_is_found(handoff, receiver) -> None:
    later = send_handoff(receiver=receiver, at=timezone.now())

    assert ids(as_agent(receiver).get(f"{HANDOFFS}?overdue=true")) == [handoff.pk]
    assert ids(as_agent(receiver).get(f"{HANDOFFS}?overdue=false")) == [later.pk]


def test_a_queue_is_due_soonest_first_and_goes_on_by_cursor(sender, receiver) -> None:
    late, soon, next_one = (send_handoff(sender=sender, receiver=receiver, at=minutes_after(n)) for n in (9, 1, 5))
    client = as_agent(receiver)

    first = client.get(f"{HANDOFFS}?state=waiting&order=due&page_size=2")

    assert ids(first) == [soon.pk, next_one.pk]
    assert ids(client.get(first.json()["next"])) == [late.pk]


def test_lists_and_details_ask_as_often_for_many_as_for_few(sender, receiver) -> None:
    def queries(url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert as_agent(receiver).get(url).status_code == 200
        return len(captured)

    handoff = send_handoff(sender=sender, receiver=receiver)
    few = queries(HANDOFFS), queries(f"{HANDOFFS}{handoff.pk}/")
    for _ in range(4):
        send_handoff(sender=sender, receiver=receiver)
        act(receiver, handoff, "ask", text="And?")

    assert (queries(HANDOFFS), queries(f"{HANDOFFS}{handoff.pk}/")) == few
    assert few[0] <= 4
    assert few[1] <= 6


def test_what_a_type_asks_for_is_listed_required_and_read_again(sender, receiver) -> None:
    kind = asks(HandoffTypeFactory(), {"key": "build"}, {"key": "where", "kind": "choice", "choices": "Here\nThere"})
    ticket, client = open_ticket(sender.teams.get(), holder=sender), as_agent(sender)
    url, to = f"{V1}/tickets/{ticket.pk}/handoffs/", receiver.teams.get()

    listed = next(row for row in client.get(f"{V1}/handoff-types/").json() if row["id"] == kind.pk)["asked"]
    refused = client.post(url, sending(to, type=kind.pk, details={"where": "Nowhere", "who": "me"})).json()
    sent = client.post(url, sending(to, type=kind.pk, details={"where": "Here", "build": "4.2"})).json()

    assert [(row["key"], row["required"], row["choices"]) for row in listed] == [
        ("build", True, []),
        ("where", True, ["Here", "There"]),
    ]
    assert {error["attr"] for error in refused["errors"]} == {"details.build", "details.where", "details.who"}
    assert sent["details"] == {"where": "Here", "build": "4.2"}
    assert [row["key"] for row in sent["asked"]] == ["build", "where"]


def test_some_types_are_acknowledged_with_a_word_on_what_is_next(sender, receiver) -> None:
    handoff = send_handoff(sender=sender, receiver=receiver, type=HandoffTypeFactory(needs_read_back=True))

    refused = act(receiver, handoff, "acknowledge")
    taken = act(receiver, handoff, "acknowledge", read_back="I compare the limits and write by noon.").json()

    assert (refused.status_code, refused.json()["errors"][0]["attr"]) == (400, "read_back")
    assert (taken["state"], taken["read_back"]) == ("acknowledged", "I compare the limits and write by noon.")
    told = sender.notices.get(kind="acknowledged")
    assert told.body.startswith("I compare the limits")


def test_the_types_in_use_are_listed_in_their_order(sender) -> None:
    second, first = HandoffTypeFactory(position=902), HandoffTypeFactory(position=901)
    HandoffTypeFactory(is_active=False, position=900)

    rows = as_agent(sender).get(f"{V1}/handoff-types/").json()

    assert [row["id"] for row in rows][-2:] == [first.pk, second.pk]


# --- notices


def test_one_reads_ones_own_notices_and_marks_them(handoff, sender, receiver) -> None:
    (row,) = as_agent(receiver).get(f"{V1}/notices/?unread=true").json()["results"]
    client = as_agent(receiver)

    assert (row["kind"], row["handoff"], row["ticket"]) == ("sent", handoff.pk, handoff.ticket_id)
    assert as_agent(sender).get(f"{V1}/notices/{row['id']}/").status_code == 404
    assert client.post(f"{V1}/notices/read/", {"handoff": handoff.pk}).json() == {"marked": 1}
    assert client.post(f"{V1}/notices/read/", {"up_to": row["id"]}).json() == {"marked": 0}
    assert ids(client.get(f"{V1}/notices/?unread=true")) == []
    assert len(ids(client.get(f"{V1}/notices/"))) == 1


def test_notices_of_a_handoff_one_was_never_told_of_cannot_be_probed(handoff) -> None:
    stranger = AgentFactory(team=TeamFactory())

    for forged in (handoff.pk, 999_999):
        response = as_agent(stranger).post(f"{V1}/notices/read/", {"handoff": forged})
        assert error(response) == (400, "does_not_exist", "handoff")


def test_notices_ask_as_often_for_many_as_for_few(sender, receiver) -> None:
    for _ in range(4):
        send_handoff(sender=sender, receiver=receiver)

    with CaptureQueriesContext(connection) as queries:
        as_agent(receiver).get(f"{V1}/notices/")

    assert len(queries) == 1
