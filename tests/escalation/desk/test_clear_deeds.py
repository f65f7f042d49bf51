"""What somebody may do about a handoff is clear at a glance: whoever she is, and however it stands."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from escalation import clocks, handoffs, warm
from escalation.models import Handoff, ReturnReason
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, open_ticket, package, send_handoff
from tests.pages import signed_in, text
from tickets.models import Agent, Role, Team

pytestmark = pytest.mark.django_db

WITHDRAW, CONTEXT, ANSWER, TALK = "Withdraw", "Add context", "Answer the question", "Open the talk"
ACKNOWLEDGE, TAKE_BACK = "Acknowledge", "Take it back"


class Case:
    """One handoff from a team to another, with everybody who may look at it."""

    def __init__(self) -> None:
        self.here, self.there = TeamFactory(name="Here"), TeamFactory(name="There")
        self.people = {
            "sender": AgentFactory(team=self.here),
            "colleague": AgentFactory(team=self.here),
            "lead": AgentFactory(team=self.here, role=Role.LEAD),
            "receiver": AgentFactory(team=self.there),
            "her lead": AgentFactory(team=self.there, role=Role.LEAD),
            "manager": AgentFactory(role=Role.MANAGER),
        }

    @property
    def receiver(self) -> Agent:
        return self.people["receiver"]

    def sent(self) -> Handoff:
        return send_handoff(sender=self.people["sender"], receiver=self.receiver)


def waiting(case: Case) -> Handoff:
    return case.sent()


def questioned(case: Case) -> Handoff:
    sent = case.sent()
    handoffs.ask(sent, text="Which order?", by=case.receiver)
    return sent


def breached(case: Case) -> Handoff:
    sent = case.sent()
    clocks.record_due(sent.sent_at + timedelta(days=1))
    return sent


def warm_asked(case: Case) -> Handoff:
    ticket = open_ticket(case.here, holder=case.people["sender"])
    kind = HandoffTypeFactory()
    by, to = case.people["sender"], case.there
    return warm.send(ticket, type=kind, to=to, package=package(), by=by, to_agent=case.receiver)


def acknowledged(case: Case) -> Handoff:
    sent = case.sent()
    handoffs.acknowledge(sent, by=case.receiver)
    return sent


def returned(case: Case) -> Handoff:
    sent = case.sent()
    handoffs.return_to_sender(sent, reason=ReturnReason.CONTEXT_MISSING, note="Which order?", by=case.receiver)
    return sent


def withdrawn(case: Case) -> Handoff:
    sent = case.sent()
    handoffs.withdraw(sent, by=case.people["sender"])
    return sent


# By state and reader: the one deed that stands out, and what else must be in sight above the thread.
Expected = dict[str, tuple[str, set[str]]]
OF_THE_SENDERS_SIDE: Expected = {
    "sender": ("", {CONTEXT, WITHDRAW}),
    "lead": ("", {CONTEXT, WITHDRAW}),
    "colleague": ("", {CONTEXT}),
}
OF_THE_RECEIVERS_SIDE: Expected = {
    "receiver": (ACKNOWLEDGE, {"Something is missing", "Ask "}),
    "her lead": (ACKNOWLEDGE, {"Something is missing", "Ask "}),
    "manager": ("", set()),
}
WAITS = {**OF_THE_SENDERS_SIDE, **OF_THE_RECEIVERS_SIDE}
MATRIX: dict[Callable[[Case], Handoff], Expected] = {
    waiting: WAITS,
    breached: WAITS,
    questioned: {
        **OF_THE_RECEIVERS_SIDE,
        "sender": (ANSWER, {CONTEXT, WITHDRAW}),
        "lead": (ANSWER, {CONTEXT, WITHDRAW}),
        "colleague": (ANSWER, {CONTEXT}),
    },
    warm_asked: {
        **WAITS,
        "sender": (TALK, {CONTEXT, WITHDRAW}),
        "receiver": (TALK, {ACKNOWLEDGE, "Something is missing"}),
    },
    acknowledged: {
        "sender": ("", set()),
        "receiver": ("", {"Hand over", "Give to a colleague", "Resolve", "Something is missing", "Ask "}),
        "manager": ("", set()),
    },
    returned: {
        "sender": (TAKE_BACK, {"Complete it and send again", "Give to a colleague", "Resolve"}),
        "colleague": (TAKE_BACK, {"Complete it and send again"}),
        "receiver": ("", set()),
        "manager": ("", set()),
    },
    withdrawn: {
        "sender": ("", {"Hand over", "Give to a colleague", "Resolve"}),
        "receiver": ("", set()),
    },
}


@pytest.mark.parametrize(
    ("state", "reader"), [(state, reader) for state, readers in MATRIX.items() for reader in readers]
)
def test_one_deed_stands_out_and_nothing_that_may_be_done_is_hidden(
    state: Callable[[Case], Handoff], reader: str
) -> None:
    case = Case()
    sent = state(case)
    clear, beside = MATRIX[state][reader]

    above = _above_the_thread(text(signed_in(case.people[reader]), sent.ticket.get_absolute_url()))

    assert _standing_out(above) == ([clear] if clear else [])
    assert all(words in above for words in beside)
    others = {WITHDRAW, CONTEXT, ANSWER, TALK, ACKNOWLEDGE, TAKE_BACK} - beside - {clear}
    assert not [words for words in others if f"{words}<" in above]


def test_what_came_back_is_handed_over_from_its_card_alone() -> None:
    case = Case()
    sent = returned(case)

    above = _above_the_thread(text(signed_in(case.people["sender"]), sent.ticket.get_absolute_url()))

    assert above.count(f'href="{reverse("hand-over", args=[sent.ticket_id])}"') == 1


def _above_the_thread(page: str) -> str:
    return page.split('class="desk-main"', 1)[1].split('class="thread"', 1)[0]


def _standing_out(html: str) -> list[str]:
    buttons = re.findall(r'<(?:button|a) class="btn btn-primary".*?</(?:button|a)>', html, re.S)
    return [re.sub(r"<kbd>.*?</kbd>|<svg.*?</svg>|<[^>]+>", "", button, flags=re.S).strip() for button in buttons]


def test_who_comes_to_add_context_finds_a_note_begun(db: None) -> None:
    sender = AgentFactory(team=TeamFactory())
    sent = send_handoff(sender=sender)
    client, url = signed_in(sender), sent.ticket.get_absolute_url()

    assert 'value="note" data-key' in text(client, url)
    assert 'value="note" checked' in text(client, f"{url}?write=note")


def test_inside_a_team_the_receiver_is_offered_her_own_deed_alone() -> None:
    team: Team = TeamFactory()
    sender, receiver = AgentFactory(team=team), AgentFactory(team=team)
    ticket = open_ticket(team, holder=sender)
    kind = HandoffTypeFactory(within_team=True)
    sent = handoffs.send(ticket, type=kind, to=team, to_agent=receiver, package=package(), by=sender)
    handoffs.ask(sent, text="Which order?", by=receiver)

    above = _above_the_thread(text(signed_in(receiver), ticket.get_absolute_url()))

    assert _standing_out(above) == [ACKNOWLEDGE]


@pytest.mark.parametrize(
    ("held", "words"), [(True, "an answer of yours is a hidden handoff"), (False, "claim it if you answer")]
)
def test_who_does_not_hold_a_ticket_reads_what_her_answer_would_be(held: bool, words: str) -> None:
    team: Team = TeamFactory()
    holder, other = AgentFactory(team=team), AgentFactory(team=team)
    url = open_ticket(team, holder=holder if held else None).get_absolute_url()

    assert words in text(signed_in(other), url)
    assert not held or words not in text(signed_in(holder), url)
