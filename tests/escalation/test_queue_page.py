"""The handoff queue: whose it is, and what it shows."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.html import escape
from django.utils.http import urlencode

from escalation import handoffs
from escalation.models import Handoff, ReturnReason, Rota, RotaMember
from escalation.package import Sentiment, Urgency
from escalation.queues import SHOWN, today, watch_of
from tests.clock import NOON, SettableClock, minutes_after
from tests.factories import (
    AccountFactory,
    AgentFactory,
    BotFactory,
    CustomerFactory,
    HandoffTypeFactory,
    TeamFactory,
    open_ticket,
    package,
    send_handoff,
)
from tests.pages import POLL, queries, signed_in, text
from tests.support.lasting_rows import lasting
from tests.support.many_handoffs import start_clocks, waiting_handoffs
from tickets.models import Agent, Plan, Role, Team

pytestmark = pytest.mark.django_db


@lasting
def team() -> Team:
    return TeamFactory(name="Tier 2", slug="tier-2", tier=2)


@lasting
def receiver(team: Team) -> Agent:
    return AgentFactory(name="Sarah Okafor", team=team)


def ago(minutes: float) -> datetime:
    return timezone.now() - timedelta(minutes=minutes)


def send(receiver: Agent, *, minutes_ago: float = 1, **fields: Any) -> Handoff:
    return send_handoff(receiver=receiver, at=ago(minutes_ago), **fields)


@pytest.mark.parametrize(
    ("role", "in_team", "status"),
    [
        (Role.AGENT, True, 200),
        (Role.LEAD, True, 200),
        (Role.AGENT, False, 404),
        (Role.LEAD, False, 404),
        (Role.MANAGER, False, 200),
        (Role.ADMIN, False, 200),
    ],
)
def test_a_queue_is_open_to_its_team_and_to_those_who_look_after_all(
    team: Team, role: Role, in_team: bool, status: int
) -> None:
    reader = AgentFactory(role=role, team=team if in_team else TeamFactory())

    assert signed_in(reader).get("/handoffs/tier-2/").status_code == status


def test_a_bot_is_sent_to_the_api(team: Team) -> None:
    assert signed_in(BotFactory(team=team)).get("/handoffs/tier-2/").status_code == 403


def test_a_row_says_what_is_needed_to_decide(receiver: Agent) -> None:
    sender = AgentFactory(name="Priya Nair", team=TeamFactory(name="Tier 1"))
    account = AccountFactory(name="Norrbrygg AB", plan=Plan.ENTERPRISE)
    customer = CustomerFactory(name="Maria Lindqvist", account=account)
    ticket = open_ticket(sender.teams.get(), at=ago(90), holder=sender, customer=customer)
    content = package(
        next_best_action="Compare the two limits.",
        issue_summary="Every sync fails with 429.",
        sentiment=Sentiment.FRUSTRATED,
        urgency=Urgency.CRITICAL,
    )
    send(receiver, sender=sender, ticket=ticket, package=content)

    page = text(signed_in(receiver), "/handoffs/tier-2/")

    said = " ".join(re.sub(r"<[^>]*>", " ", page).split())
    for words in (
        ["Norrbrygg AB", "Maria Lindqvist", "Enterprise"],
        ["Compare the two limits.", "Every sync fails with 429."],
        ["Frustrated", "Critical", "Priya Nair", "Tier 1", ticket.number],
        ["1 h 30 min", "13 min left", "UTC"],
    ):
        assert [word for word in words if word not in said] == []


def order(page: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'<tr id="handoff-(\d+)"', page)]


def test_what_is_due_soonest_comes_first_whenever_it_was_sent(receiver: Agent) -> None:
    slow = HandoffTypeFactory(acknowledge_within=timedelta(hours=2))
    quick = HandoffTypeFactory(acknowledge_within=timedelta(minutes=5))
    late, soon, overdue = (
        send(receiver, minutes_ago=30, type=slow),
        send(receiver, minutes_ago=1, type=quick),
        send(receiver, minutes_ago=20),
    )

    page = text(signed_in(receiver), "/handoffs/tier-2/")

    assert order(page) == [overdue.pk, soon.pk, late.pk]
    assert re.findall(r'<tr id="handoff-\d+" data-row class="([^"]*)"', page) == ["is-late", "is-soon", ""]
    assert "5 min overdue" in page


def test_only_what_waits_is_in_the_queue(receiver: Agent) -> None:
    done, gone = send(receiver), send(receiver)
    handoffs.acknowledge(done, by=receiver)
    handoffs.withdraw(gone, by=gone.sent_by)
    waiting = send(receiver)
    send_handoff(at=ago(1))  # to another team

    assert order(text(signed_in(receiver), "/handoffs/tier-2/")) == [waiting.pk]


def test_everything_in_a_queue_may_be_opened_by_those_who_see_it(receiver: Agent, team: Team) -> None:
    sent = [send(receiver), send(receiver, to_agent=receiver), send(receiver, sender=BotFactory(team=TeamFactory()))]
    colleague = AgentFactory(team=team)

    shown = order(text(signed_in(colleague), "/handoffs/tier-2/"))

    assert set(shown) == {handoff.pk for handoff in sent}
    assert set(Handoff.objects.visible_to(colleague).values_list("pk", flat=True)) == set(shown)


def test_who_looks_after_all_teams_gets_every_queue_and_switches_between_them(receiver: Agent, team: Team) -> None:
    manager = AgentFactory(role=Role.MANAGER)
    first, second = send(receiver), send_handoff(at=ago(5))

    page = text(signed_in(manager), "/handoffs/")

    assert order(page) == [second.pk, first.pk]
    assert re.search(r'href="/handoffs/tier-2/">Tier 2 <span class="count" data-count="1">1<', page)
    assert "btn-ack" not in page


def test_who_works_in_one_team_lands_in_its_queue(receiver: Agent) -> None:
    assert signed_in(receiver).get("/handoffs/")["Location"] == "/handoffs/tier-2/"


def test_the_head_names_who_works_there_the_lead_first(receiver: Agent, team: Team) -> None:
    AgentFactory(name="Zoe Lead", role=Role.LEAD, team=team)

    assert "Zoe Lead, Sarah Okafor work here." in text(signed_in(receiver), "/handoffs/tier-2/")


def test_the_watcher_stands_on_top_with_the_reason_why_she(receiver: Agent, team: Team) -> None:
    AgentFactory(name="Zoe Lead", role=Role.LEAD, team=team)
    TeamFactory()

    page = text(signed_in(receiver), "/handoffs/tier-2/")

    assert re.search(r'<b>Zoe Lead</b> watches this queue <span class="watch-why">Lead of Tier 2</span>', page)
    assert "watches this queue" not in text(signed_in(AgentFactory(role=Role.MANAGER)), "/handoffs/")


def test_the_watcher_stands_there_until_her_turn_ends(receiver: Agent, team: Team) -> None:
    colleague = AgentFactory(team=team)
    rota = Rota.objects.create(team=team, start_date=date(2026, 3, 9), turn_days=7, handover_time=time(9))
    turns: list[Agent] = [receiver, colleague]
    for position, agent in enumerate(turns):
        RotaMember.objects.create(rota=rota, agent=agent, position=position)

    watch = watch_of(team, NOON)

    assert watch is not None
    assert (watch.agent, watch.until) == (receiver, datetime(2026, 3, 16, 9, tzinfo=UTC))


def test_where_nobody_is_in_charge_the_queue_says_who_stands_in(receiver: Agent) -> None:
    page = text(signed_in(receiver), "/handoffs/tier-2/")
    assert "Works in Tier 2: it has no lead, and the site no duty manager" in page

    receiver.memberships.all().delete()
    page = text(signed_in(AgentFactory(role=Role.MANAGER, is_active=True)), "/handoffs/tier-2/")
    assert "Manager in place of a duty manager" in page


def test_the_wall_shows_what_is_due_soonest_and_nothing_that_a_passer_by_should_not_read(
    receiver: Agent, team: Team
) -> None:
    AgentFactory(name="Zoe Lead", role=Role.LEAD, team=team)
    account = AccountFactory(name="Norrbrygg AB", plan=Plan.ENTERPRISE)
    customer = CustomerFactory(name="Maria Lindqvist", account=account)
    sender = AgentFactory(name="Priya Nair", team=TeamFactory())
    late = open_ticket(sender.teams.get(), at=ago(90), holder=sender, customer=customer, subject="Secret subject")
    content = package(next_best_action="Secret action", issue_summary="Secret issue")
    overdue = send(receiver, minutes_ago=20, sender=sender, ticket=late, package=content)
    others = [send(receiver) for _ in range(6)]

    page = text(signed_in(receiver), "/handoffs/tier-2/wall/")

    assert re.findall(r'<li id="handoff-(\d+)"', page) == [str(one.pk) for one in [overdue, *others[:5]]]
    assert "<b>7</b> waiting" in page
    assert "<b>1</b> overdue" in page
    assert "and 1 more" in page
    for shown in ("Norrbrygg AB", "Enterprise", "5 min overdue", "Frustrated", "Zoe Lead"):
        assert shown in page
    for kept in ("Maria", "Secret", "Priya", late.number):
        assert kept not in page


def test_a_wall_has_the_switch_of_the_tone(receiver: Agent) -> None:
    assert "data-tone " in text(signed_in(receiver), "/handoffs/tier-2/wall/")


def test_an_empty_wall_is_good_news(receiver: Agent) -> None:
    assert "Nothing is waiting" in text(signed_in(receiver), "/handoffs/tier-2/wall/")


def test_a_wall_is_its_teams(receiver: Agent) -> None:
    assert signed_in(AgentFactory(team=TeamFactory())).get("/handoffs/tier-2/wall/").status_code == 404


def test_an_unchanged_wall_is_not_sent_again(receiver: Agent) -> None:
    client = signed_in(receiver)
    first = client.get("/handoffs/tier-2/wall/", **POLL)

    assert client.get("/handoffs/tier-2/wall/", HTTP_IF_NONE_MATCH=first["ETag"], **POLL).status_code == 304
    send(receiver)
    assert client.get("/handoffs/tier-2/wall/", HTTP_IF_NONE_MATCH=first["ETag"], **POLL).status_code == 200


def test_an_empty_queue_says_that_it_fills_by_itself(receiver: Agent) -> None:
    page = text(signed_in(receiver), "/handoffs/tier-2/")

    assert "Nothing is waiting" in page
    assert "none acknowledged yet today" in page


def test_todays_figures_are_of_what_was_sent_since_the_teams_midnight(
    receiver: Agent, team: Team, database_clock: SettableClock
) -> None:
    team.time_zone = "America/New_York"
    database_clock.now = minutes_after(10)
    before_midnight = send_handoff(receiver=receiver, at=NOON - timedelta(hours=9))
    handoffs.acknowledge(before_midnight, by=receiver)
    for minutes in (2, 4, 9):
        handoffs.acknowledge(send_handoff(receiver=receiver, at=minutes_after(10 - minutes)), by=receiver)
    returned = send_handoff(receiver=receiver, at=NOON)
    handoffs.return_to_sender(returned, reason=ReturnReason.WRONG_TEAM, note="Billing knows.", by=receiver)

    found = today(team, now=minutes_after(10))

    assert (found.acknowledged, found.median_to_acknowledge, found.returned) == (3, timedelta(minutes=4), 1)


def test_the_number_of_queries_does_not_depend_on_the_number_of_handoffs(receiver: Agent) -> None:
    AgentFactory(role=Role.LEAD, team=receiver.teams.get())
    send(receiver)
    client = signed_in(receiver)
    few = queries(client, "/handoffs/tier-2/")
    for _ in range(6):
        send(receiver)

    assert queries(client, "/handoffs/tier-2/") == few <= 14
    assert queries(client, "/handoffs/tier-2/", **POLL) <= 9


def test_what_people_write_is_only_text(receiver: Agent) -> None:
    send(receiver, package=package(next_best_action="<script>alert(1)</script>", issue_summary="<i>x</i>"))

    page = text(signed_in(receiver), "/handoffs/tier-2/")

    assert "<script>alert" not in page
    assert "<i>x</i>" not in page


def test_a_long_queue_goes_on_page_after_page_and_each_page_is_live(receiver: Agent) -> None:
    at = timezone.now()
    sent = waiting_handoffs(SHOWN + 2, sender=AgentFactory(team=TeamFactory()), receiver=receiver, at=at)
    start_clocks(sent, [at + timedelta(minutes=1 + number) for number in range(len(sent))])
    client = signed_in(receiver)

    first = client.get("/handoffs/tier-2/").context["page"]
    after = f"/handoffs/tier-2/?{urlencode({'after': first.after})}"
    second = client.get(after).context["page"]

    assert [handoff.pk for handoff in [*first.rows, *second.rows]] == [handoff.pk for handoff in sent]
    assert (first.before, len(second.rows), bool(second.before), second.after) == ("", 2, True, "")
    assert f'data-live-url="{escape(after)}"' in text(client, after)
    for handoff in sent[SHOWN:]:
        handoffs.withdraw(handoff, by=handoff.sent_by)
    assert "Nothing is left on this page" in text(client, after, **POLL)
