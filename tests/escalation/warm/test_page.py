"""The page of a talk: what each of the two sees and may do there, and the way to it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from escalation import warm
from escalation.models import Handoff, HandoffType, Talk, WarmAsk
from tests.clock import SettableClock
from tests.escalation.desk.forms import package_form
from tests.escalation.warm.conftest import LINE
from tests.factories import AgentFactory, TeamFactory
from tests.pages import POLL, queries, signed_in, text
from tickets import services
from tickets.models import Agent, Message, Plan, Role, Team, Ticket

pytestmark = pytest.mark.django_db
NAMES = ["ready", "introduction", "say", "not-me", "ask", "cold"]


@pytest.fixture(autouse=True)
def now(database_clock: SettableClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal stands at noon too."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: database_clock.now)


def at(talk: Handoff, name: str = "") -> str:
    return reverse(f"talk-{name}" if name else "talk", args=[talk.pk])


def seen(talk: Handoff) -> str:
    """What a window that shows the talk now posts along: when the introduction that it shows was written."""
    saved_at = talk.asks.get(answer="").introduction_saved_at
    assert saved_at is not None
    return saved_at.isoformat()


def test_the_two_talk_and_the_receiver_takes_it(talk: Handoff, ticket: Ticket, ana: Agent, ben: Agent) -> None:
    sender, receiver = signed_in(ana), signed_in(ben)
    assert "You are asked" in text(receiver, at(talk))
    assert "Ben Ito is asked" in text(sender, at(talk))

    receiver.post(at(talk, "say"), {"text": "Is it one warehouse?"})
    sender.post(at(talk, "say"), {"text": "Both."})
    shown = text(receiver, at(talk), **POLL)
    assert "Is it one warehouse?" in shown
    assert "Both." in shown

    done = receiver.post(at(talk, "ready"), {"introduction": LINE, "window": "his", "draft_seen": seen(talk)})
    assert done["Location"] == ticket.get_absolute_url()
    assert ticket.ownerships.current().get().agent == ben
    assert Message.objects.filter(ticket=ticket, body=LINE, agent=ana).count() == 1
    assert "Ben Ito is ready and has the ticket" in text(sender, at(talk), **POLL)


@pytest.mark.parametrize("name", NAMES)
def test_others_find_no_talk_not_even_of_the_team_or_its_lead(
    talk: Handoff, cleo: Agent, lead: Agent, name: str
) -> None:
    for agent in (cleo, lead, AgentFactory(team=TeamFactory()), AgentFactory(role=Role.MANAGER)):
        client = signed_in(agent)
        assert client.get(at(talk)).status_code == 404
        assert client.post(at(talk, name)).status_code == 404


def test_a_handoff_without_a_talk_has_no_such_page(talk: Handoff, ana: Agent) -> None:
    Handoff.objects.update(talk=Talk.NONE)

    assert signed_in(ana).get(at(talk)).status_code == 404


@pytest.mark.parametrize("name", ["ask", "cold"])
def test_who_is_asked_does_not_do_what_is_for_the_sender(talk: Handoff, ben: Agent, name: str) -> None:
    assert signed_in(ben).post(at(talk, name)).status_code == 403


def test_words_are_shown_as_words(talk: Handoff, ana: Agent, ben: Agent) -> None:
    warm.say(talk, text="<script>alert(1)</script>", by=ben)

    assert "&lt;script&gt;alert(1)" in signed_in(ana).get(at(talk)).content.decode()


def test_an_introduction_is_kept_as_typed_and_another_window_is_held_back(
    talk: Handoff, ana: Agent, database_clock: SettableClock
) -> None:
    sender, began = signed_in(ana), seen(talk)
    first = {"introduction": "First.", "window": "one", "draft_seen": began}
    assert sender.post(at(talk, "introduction"), first).status_code == 200
    database_clock.forward(minutes=1)
    sender.post(at(talk, "introduction"), first)
    second = {"introduction": "Second.", "window": "two", "draft_seen": began}
    refused = sender.post(at(talk, "introduction"), second)

    assert refused.status_code == 409
    assert refused.json()["words"] == "First."
    assert "First." in text(sender, at(talk))


def test_not_me_asks_the_colleague_that_is_named(talk: Handoff, ben: Agent, cleo: Agent, ana: Agent) -> None:
    receiver = signed_in(ben)
    assert f'<option value="{cleo.pk}">' in receiver.get(at(talk)).content.decode()
    receiver.post(at(talk, "not-me"), {"instead": str(cleo.pk), "text": "She wrote it."})

    shown = text(signed_in(ana), at(talk))
    assert "Cleo Roy is asked" in shown
    assert "Ben Ito: not me" in shown
    assert "She wrote it." in shown


def test_whoever_was_asked_before_reads_the_line_as_it_would_be_about_him(
    talk: Handoff, ben: Agent, cleo: Agent
) -> None:
    warm.not_me(talk, by=ben, instead=cleo)
    page = signed_in(ben).get(at(talk)).content.decode()

    assert "my colleague Ben Ito of Payments" in page
    assert at(talk, "introduction") not in page  # it is theirs to write
    assert signed_in(ben).post(at(talk, "introduction"), {"introduction": "Mine."}).status_code == 409


def test_a_name_that_is_none_is_refused_in_words(talk: Handoff, ana: Agent) -> None:
    for value in ("", "x", "9" * 30, str(ana.pk)):
        shown = signed_in(ana).post(at(talk, "ask"), {"agent": value}, follow=True).content.decode()
        assert "Choose somebody of Payments to ask." in shown


def test_who_comes_late_reads_how_it_ended(talk: Handoff, ana: Agent, ben: Agent) -> None:
    warm.stop_talking(talk, by=ana)
    receiver = signed_in(ben)
    shown = receiver.post(at(talk, "ready"), {"introduction": LINE}, follow=True).content.decode()

    assert "This talk is over" in shown
    assert "It waits for anybody in Payments to acknowledge." in shown


def test_my_work_of_both_leads_there(talk: Handoff, ana: Agent, ben: Agent, cleo: Agent) -> None:
    assert "Ana Reis wants to talk with you" in text(signed_in(ben), "/")
    assert "You wait for Ben Ito to talk" in text(signed_in(ana), "/")
    shown = text(signed_in(cleo), "/")
    assert "wants to talk" not in shown
    assert "Being talked over" in shown


def test_the_ticket_says_who_is_asked_and_leads_those_two_there(
    talk: Handoff, ticket: Ticket, ana: Agent, ben: Agent, cleo: Agent
) -> None:
    for agent, words, leads in (
        (ana, "Ben Ito is asked to talk it over.", True),
        (ben, "Ana Reis wants to talk it over with you.", True),
        (cleo, "Ben Ito is asked to talk it over.", False),
    ):
        shown = text(signed_in(agent), ticket.get_absolute_url())
        assert words in shown
        assert ("Open the talk" in shown) is leads


def test_the_page_asks_the_database_no_more_for_a_long_talk(talk: Handoff, ana: Agent, ben: Agent) -> None:
    reader = signed_in(ana)
    reader.get(at(talk))
    few = queries(reader, at(talk))
    for number in range(20):
        warm.say(talk, text=f"Word {number}", by=ben)

    assert queries(reader, at(talk)) == few


class TestTheForm:
    @pytest.fixture
    def sender(self, ana: Agent, ben: Agent) -> Client:
        return signed_in(ana)

    def page(self, sender: Client, ticket: Ticket) -> str:
        return sender.get(reverse("hand-over", args=[ticket.pk])).content.decode()

    def chosen(self, page: str) -> str:
        return next(value for value in ("warm", "cold") if f'name="how" value="{value}" checked' in page)

    @pytest.mark.parametrize(("plan", "how"), [(Plan.ENTERPRISE, "warm"), (Plan.TEAM, "cold")])
    def test_a_high_plan_finds_the_talk_chosen(
        self, sender: Client, ticket: Ticket, kind: HandoffType, plan: str, how: str
    ) -> None:
        HandoffType.objects.exclude(pk=kind.pk).update(is_active=False)
        ticket.account.plan = plan
        ticket.account.save()

        assert self.chosen(self.page(sender, ticket)) == how

    def test_a_kind_that_goes_without_a_talk_offers_none(
        self, sender: Client, ticket: Ticket, kind: HandoffType
    ) -> None:
        HandoffType.objects.exclude(pk=kind.pk).update(is_active=False)
        HandoffType.objects.update(may_be_warm=False)

        assert 'name="how"' not in self.page(sender, ticket)

    def test_it_opens_the_talk(self, sender: Client, ticket: Ticket, kind: HandoffType, to: Team, cleo: Agent) -> None:
        typed = package_form(to=to.pk, type=kind.pk, how="warm", to_agent=cleo.pk)
        response = sender.post(reverse("hand-over", args=[ticket.pk]), typed)

        sent = Handoff.objects.get()
        assert response["Location"] == at(sent)
        assert WarmAsk.objects.get().agent == cleo

    def test_where_nobody_is_there_it_says_so_and_sends_nothing(
        self, sender: Client, ticket: Ticket, kind: HandoffType, to: Team, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("escalation.warm.candidates.next_to_ask", lambda *_, **__: None)
        response = sender.post(reverse("hand-over", args=[ticket.pk]), package_form(to=to.pk, type=kind.pk, how="warm"))

        assert response.status_code == 422
        assert "Nobody of Payments is there to talk to now" in response.content.decode()
        assert not Handoff.objects.exists()

    def test_without_a_choice_it_is_sent_to_the_team(
        self, sender: Client, ticket: Ticket, kind: HandoffType, to: Team, send: Callable[..., Handoff]
    ) -> None:
        sender.post(reverse("hand-over", args=[ticket.pk]), package_form(to=to.pk, type=kind.pk))

        assert Handoff.objects.get().talk == Talk.NONE


def test_what_was_typed_stands_there_again_when_it_is_refused(talk: Handoff, kind: HandoffType, ben: Agent) -> None:
    Handoff.objects.filter(pk=talk.pk).update(needs_read_back=True)
    client = signed_in(ben)

    refused = client.post(at(talk, "ready"), {"introduction": "", "read_back": "I compare the limits."})
    assert refused.status_code == 422
    assert 'value="I compare the limits."' in refused.content.decode()


def test_what_came_too_late_to_be_said_can_be_copied(talk: Handoff, ana: Agent, ben: Agent) -> None:
    warm.stop_talking(talk, by=ana)

    for name in ("say", "not-me"):
        refused = signed_in(ben).post(at(talk, name), {"text": "Is it one warehouse?"})
        assert refused.status_code == 409
        assert "Is it one warehouse?</textarea>" in refused.content.decode()


def test_as_much_as_the_field_takes_is_said_and_more_is_refused_and_stands_there_again(
    talk: Handoff, ana: Agent, ben: Agent
) -> None:
    lines = "\r\n".join(["x" * 99] * 10)  # a thousand to the browser, which counts a line's end once
    page = signed_in(ana)
    page.post(at(talk, "say"), {"text": f"{lines}!"})
    assert talk.words.get().text == f"{lines}!".replace("\r\n", "\n")

    refused = page.post(at(talk, "say"), {"text": "\u05d0" * 4_000})

    assert refused.status_code == 422
    assert "It has 4,000 characters, of 1,000 at most: shorten it." in refused.content.decode()
    assert "\u05d0" * 4_000 in refused.content.decode()
    assert talk.words.count() == 1


@pytest.mark.parametrize("name", ["say", "introduction", "ready", "not-me"])
def test_a_character_that_no_database_keeps_breaks_nothing(talk: Handoff, ben: Agent, name: str) -> None:
    said = {"text": "a\0b", "introduction": "a\0b", "window": "his", "draft_seen": seen(talk)}

    assert signed_in(ben).post(at(talk, name), said).status_code < 500


def test_who_left_in_the_middle_is_named_still_and_the_talk_goes_on(
    talk: Handoff, ana: Agent, ben: Agent, cleo: Agent, lead: Agent, database_clock: SettableClock
) -> None:
    warm.say(talk, text="Is it one warehouse?", by=ben)
    services.deactivate(ben, by=lead, at=database_clock.now)

    shown = text(signed_in(ana), at(talk))

    assert "Is it one warehouse?" in shown
    signed_in(ana).post(at(talk, "ask"), {"agent": cleo.pk})
    assert WarmAsk.objects.open().get(handoff=talk).agent == cleo
