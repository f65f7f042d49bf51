"""Could you go on without reading earlier messages? Some receivers are asked, and what they say is kept."""

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from escalation import handoffs
from escalation.continuation import is_asked
from escalation.models import Continuation, Handoff
from tests.api import V1, as_agent
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, send_handoff
from tests.pages import signed_in, text
from tickets.models import Agent

pytestmark = pytest.mark.django_db

QUESTION = "Could you go on without reading earlier messages?"


def acknowledged(*, share: int) -> Handoff:
    """A handoff that its receiver has acknowledged, of a type that asks so many of a hundred."""
    receiver = AgentFactory(team=TeamFactory(tier=2))
    handoff = send_handoff(type=HandoffTypeFactory(asked_share=share), receiver=receiver, at=timezone.now())
    handoffs.acknowledge(handoff, by=receiver)
    return handoff


@pytest.fixture
def handoff() -> Handoff:
    return acknowledged(share=100)


@pytest.fixture
def receiver(handoff: Handoff) -> Agent:
    return handoff.to_team.members.get()


def say(agent: Agent, handoff: Handoff, **said: str):
    return signed_in(agent).post(reverse("handoff-could", args=[handoff.pk]), said)


@given(st.integers(1, 10**9), st.integers(0, 100), st.text(max_size=9))
def test_the_same_handoff_is_always_drawn_or_never_and_a_larger_share_drops_none(number, share, seed) -> None:
    drawn = is_asked(number, share=share, seed=seed)

    assert is_asked(number, share=share, seed=seed) == drawn
    assert not is_asked(number, share=0, seed=seed)
    assert is_asked(number, share=100, seed=seed)
    assert is_asked(number, share=min(100, share + 1), seed=seed) >= drawn


def test_the_share_asked_is_about_what_was_wanted() -> None:
    drawn = sum(is_asked(number, share=10) for number in range(1, 10_001))

    assert 900 < drawn < 1_100


def test_who_was_drawn_reads_the_question_and_nobody_else_does(handoff, receiver) -> None:
    address = handoff.ticket.get_absolute_url()

    assert QUESTION in text(signed_in(receiver), address)
    assert QUESTION not in text(signed_in(handoff.sent_by), address)
    assert say(handoff.sent_by, handoff, could="yes").status_code == 403


def test_who_was_not_drawn_is_left_alone() -> None:
    handoff = acknowledged(share=0)

    assert QUESTION not in text(signed_in(handoff.to_team.members.get()), handoff.ticket.get_absolute_url())
    assert not Continuation.objects.exists()


def test_an_answer_is_kept_with_what_was_missing_and_not_asked_again(handoff, receiver) -> None:
    answers = [say(receiver, handoff, could="no", missing="Which order").status_code for _ in range(2)]

    said = Continuation.objects.get()
    assert answers == [302, 302]
    assert (said.could, said.missing, said.asked_of) == (False, "Which order", receiver)
    assert QUESTION not in text(signed_in(receiver), handoff.ticket.get_absolute_url())
    assert say(receiver, handoff, could="yes").status_code == 409


def test_yes_misses_nothing_and_no_word_is_refused(handoff, receiver) -> None:
    refused = say(receiver, handoff, missing="?")
    say(receiver, handoff, could="yes", missing="Well, nothing")

    assert refused.status_code == 422
    assert Continuation.objects.get().missing == ""


def test_the_api_asks_and_keeps_the_answer(handoff, receiver) -> None:
    url = f"{V1}/handoffs/{handoff.pk}/"

    asked = as_agent(receiver).get(url).json()["continuation"]
    said = as_agent(receiver).post(f"{url}continuation/", {"could": False, "missing": "The key"}).json()
    stranger = as_agent(handoff.sent_by).post(f"{url}continuation/", {"could": True})

    assert (asked["asked_of"]["id"], asked["could"]) == (receiver.pk, None)
    assert (said["continuation"]["could"], said["continuation"]["missing"]) == (False, "The key")
    assert (stranger.status_code, stranger.json()["errors"][0]["code"]) == (409, "not_asked")
    assert as_agent(receiver).get(f"{V1}/handoffs/{send_handoff(receiver=receiver).pk}/").json()["continuation"] is None
