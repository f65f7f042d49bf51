"""The scorecard as people meet it: who may open which, what it says, and what each number leads to."""

import csv
import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from metrics.hidden import hidden_handoffs_of
from metrics.lists import safe
from metrics.permissions import can_view_scorecard
from metrics.reports.figures import Figure
from metrics.scope import scope_of
from tests.clock import NOON, minutes_after
from tests.factories import AgentFactory, BotFactory, HandoffTypeFactory, TeamFactory, open_ticket
from tests.metrics.made import Maker, Told
from tests.pages import signed_in
from tests.support.lasting_rows import lasting
from tickets import services
from tickets.models import Agent, Channel, Membership, Role, Team

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
CARD, LIST, SHEET = reverse("scorecard"), reverse("scorecard-handoffs"), reverse("scorecard-handoffs-csv")


@pytest.fixture(autouse=True)
def noon() -> object:
    with time_machine.travel(NOON, tick=False):
        yield


@lasting(ages=False)
def teams() -> list[Team]:
    names = [("First line", "first-line"), ("Second line", "second-line"), ("Billing", "billing")]
    return [TeamFactory(name=name, slug=slug, tier=tier) for tier, (name, slug) in enumerate(names, start=1)]


@lasting(ages=False)
def maker(teams: list[Team]) -> Maker:
    return Maker(teams, [HandoffTypeFactory(name="Needs a specialist", slug="specialist")], NOON)


def of_role(role: Role, team: Team) -> Agent:
    agent: Agent = BotFactory(answered_for_by=team) if role == Role.BOT else AgentFactory(role=role)
    Membership.objects.create(team=team, agent=agent, is_lead=role == Role.LEAD)
    return agent


@pytest.mark.parametrize("address", [CARD, LIST, SHEET])
@pytest.mark.parametrize(
    ("role", "asked", "status"),
    [
        (Role.AGENT, "", 200),
        (Role.AGENT, "second-line", 200),
        (Role.AGENT, "billing", 404),
        (Role.AGENT, "all", 403),
        (Role.LEAD, "second-line", 200),
        (Role.LEAD, "billing", 404),
        (Role.LEAD, "all", 403),
        (Role.MANAGER, "", 200),
        (Role.MANAGER, "billing", 200),
        (Role.MANAGER, "all", 200),
        (Role.MANAGER, "nobody", 404),
        (Role.ADMIN, "all", 200),
    ],
)
def test_a_scorecard_opens_for_who_may_see_all_of_it(
    teams: list[Team], address: str, role: Role, asked: str, status: int
) -> None:
    client = signed_in(of_role(role, teams[1]))

    assert client.get(address, {"team": asked}).status_code == status


def test_somebody_without_a_team_is_told_what_to_do() -> None:
    client = signed_in(AgentFactory())

    assert "You work in no team yet" in client.get(CARD).content.decode()
    assert client.get(LIST).status_code == 404


def test_a_bot_sees_no_figures(teams: list[Team]) -> None:
    bot = of_role(Role.BOT, teams[1])

    assert [can_view_scorecard(bot, team) for team in (None, teams[1])] == [False, False]
    assert scope_of(bot, {}, NOON) is None


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        (CARD, {"week": "yesterday"}),
        (CARD, {"week": "2027-W53"}),
        (CARD, {"week": "9999-W52"}),
        (LIST, {"figure": "profit"}),
        (LIST, {"type": "no-such-type"}),
        (LIST, {"from": "no-such-team"}),
        (SHEET, {"to": "\0"}),
    ],
)
def test_an_address_that_names_nothing_is_not_found(teams: list[Team], address: str, asked: dict[str, str]) -> None:
    assert signed_in(of_role(Role.MANAGER, teams[0])).get(address, asked).status_code == 404


def test_the_page_says_how_the_week_went_and_how_the_one_before_did(teams: list[Team], maker: Maker) -> None:
    sent = [minutes_after(-60 - minute) for minute in range(12)]
    maker.make_all(Told(at, acknowledged=4, responded=30) for at in sent)
    maker.make_all(Told(at - timedelta(days=7), acknowledged=20, responded=20) for at in sent)

    page = words(signed_in(of_role(Role.AGENT, teams[1])).get(CARD).content.decode())

    assert "Handoffs to Second line" in page
    assert "Week 11, 9 to 15 March 2026, so far" in page
    assert "Acknowledged in time 100 % 12 of 12 +100 points on the week before: better" in page
    assert "Time to acknowledge 4 min median; nine in ten within 4 min; 12 handoffs \N{MINUS SIGN}16 min" in page
    assert "First response 30 min" in page
    assert "+10 min on the week before: worse" in page
    assert "Handoffs 12 sent in the week as the week before" in page


def test_a_week_of_few_handoffs_is_not_judged(teams: list[Team], maker: Maker) -> None:
    maker.make(Told(minutes_after(-60), acknowledged=4))

    page = words(signed_in(of_role(Role.AGENT, teams[1])).get(CARD).content.decode())

    assert "Acknowledged in time 100 % 1 of 1 too few to judge" in page


def test_a_week_without_handoffs_says_so(teams: list[Team]) -> None:
    page = signed_in(of_role(Role.MANAGER, teams[0])).get(CARD, {"week": "2020-W01"}).content.decode()

    assert "No handoffs in this week" in page


def test_every_number_on_the_page_leads_to_a_list_of_that_length(teams: list[Team], maker: Maker) -> None:
    maker.make_all(
        Told(minutes_after(-60 - minute), to_team=1 + minute % 2, acknowledged=minute, responded=minute)
        for minute in range(60)
    )
    maker.make_all(Told(minutes_after(-60), ended=ended) for ended in ("returned", "withdrawn"))
    client = signed_in(of_role(Role.MANAGER, teams[0]))
    response = client.get(CARD)
    page = response.content.decode()

    links = re.findall(
        rf'href="{re.escape(LIST)}\?([^"]+)"[^>]*>(\d+)(?: of \d+| (?:not|withdrawn)[a-z ]*)?<(?!small)', page
    )

    assert len(links) >= 10
    links += [(f"team=all&figure={card.opens}", card.count) for card in response.context["cards"]]
    for query, number in links:
        listed = client.get(f"{LIST}?{query.replace('&amp;', '&')}").context["page"].paginator
        assert listed.count == int(number), query


def test_a_miss_stays_with_the_team_that_it_was_sent_to_first(teams: list[Team], maker: Maker) -> None:
    maker.make(Told(minutes_after(-60), sent_on_from=1, to_team=2, acknowledged=20))
    manager = signed_in(of_role(Role.MANAGER, teams[0]))

    first, second = (manager.get(CARD, {"team": team.slug}).context["card"].figures.counts for team in teams[1:])
    page = manager.get(LIST, {"team": teams[1].slug, "figure": Figure.SENT_ON})

    assert (first[Figure.LATE], first[Figure.SENT_ON], first[Figure.SENT]) == (1, 1, 1)
    assert second[Figure.SENT] == 0
    assert (page.context["page"].paginator.count, "Sent on" in page.content.decode()) == (1, True)


def test_a_line_says_how_long_nine_in_ten_took_and_how_it_changed(teams: list[Team], maker: Maker) -> None:
    sent = {minute: minutes_after(-60 - minute) for minute in range(1, 21)}
    maker.make_all(Told(at, acknowledged=minute, responded=minute) for minute, at in sent.items())
    maker.make_all(
        Told(at - timedelta(days=7), acknowledged=2 * minute, responded=minute) for minute, at in sent.items()
    )

    page = signed_in(of_role(Role.AGENT, teams[1])).get(CARD)
    line, cells = page.context["tables"][0][1].rows[0]
    shown = page.content.decode()

    assert (line.figures.sent, line.before.sent) == (20, 20)
    assert [(one.change.size, one.change.is_better) for one in cells if one.opens == Figure.ACKNOWLEDGED] == [
        (timedelta(minutes=10.5), True)
    ]
    for figure in (Figure.ACKNOWLEDGED, Figure.RESPONDED):
        assert f"type=specialist&amp;figure={figure}" in shown
    assert shown.count("nine in ten within") >= 6


def test_a_bar_opens_its_week(teams: list[Team], maker: Maker) -> None:
    maker.make(Told(minutes_after(-60 - 7 * 24 * 60)))
    client = signed_in(of_role(Role.AGENT, teams[1]))

    bars = re.findall(r'<a href="([^"]+)" aria-label="Week (\d+): 1 handoff"', client.get(CARD).content.decode())

    assert [number for _, number in bars] == ["10"]
    assert client.get(bars[0][0].replace("&amp;", "&")).context["card"].figures.sent == 1


def test_who_may_see_all_sees_what_a_team_sent(teams: list[Team], maker: Maker) -> None:
    maker.make(Told(minutes_after(-60), from_team=1, to_team=2, ended="returned"))
    sent = {"team": teams[1].slug, "side": "sent", "to": teams[2].slug, "figure": Figure.RETURNED}

    manager, member = (signed_in(of_role(role, teams[1])) for role in (Role.MANAGER, Role.AGENT))

    assert "What it sent" in manager.get(CARD, {"team": teams[1].slug}).content.decode()
    assert manager.get(LIST, sent).context["page"].paginator.count == 1
    assert "What it sent" not in member.get(CARD).content.decode()
    assert member.get(LIST, sent).status_code == 403


def test_the_pages_need_few_queries_however_many_handoffs_there_are(teams: list[Team], maker: Maker) -> None:
    maker.make_all(Told(minutes_after(-60 - minute), acknowledged=minute) for minute in range(60))

    for role in (Role.MANAGER, Role.AGENT):
        client = signed_in(of_role(role, teams[1]))
        for address in (CARD, LIST):
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            assert len(queries) <= 10, "\n".join(query["sql"] for query in queries)


def test_the_sheet_has_a_line_for_each_handoff_and_no_formulas(teams: list[Team], maker: Maker) -> None:
    handoff = maker.make(Told(minutes_after(-60), acknowledged=4))
    handoff.ticket.subject = "=HYPERLINK(1)"
    handoff.ticket.save(update_fields=["subject"])

    response = signed_in(of_role(Role.AGENT, teams[1])).get(SHEET, {"figure": "in-time"})

    lines = list(csv.DictReader(io.StringIO(response.getvalue().decode())))
    assert 'filename="handoffs-2026-W11-second-line-in-time.csv"' in response["Content-Disposition"]
    assert [(line["Subject"], line["In time"], line["Seconds to acknowledge"]) for line in lines] == [
        ("'=HYPERLINK(1)", "yes", "240")
    ]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert safe(cell).startswith("'")


def test_the_document_and_the_page_explain_each_figure_alike() -> None:
    document = (settings.BASE_DIR / "docs" / "figures.md").read_text()

    for figure in Figure:
        assert f"| {figure.label} | {figure.meaning} |" in document


def words(page: str) -> str:
    """What a reader sees, without the tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split()).replace(" ,", ",")


@pytest.mark.parametrize("team", ["", "first-line", "second-line"])
def test_the_count_of_hidden_handoffs_is_the_length_of_the_list_it_opens(team: str, teams: list[Team]) -> None:
    lead, helper = of_role(Role.LEAD, teams[0]), AgentFactory(team=teams[0])
    given_away = open_ticket(teams[0], holder=lead)
    services.place(given_away, team=teams[0], agent=helper, by=lead, at=minutes_after(1))
    answered = open_ticket(teams[0], holder=lead)
    services.post_message(answered, author=helper, body="Soon.", channel=Channel.EMAIL, at=minutes_after(2))
    manager = AgentFactory(role=Role.MANAGER)
    scope = scope_of(manager, {"team": team}, NOON)
    assert scope

    said = hidden_handoffs_of(scope, manager)

    assert said
    listed = signed_in(manager).get(f"{reverse('hidden-handoffs')}?{said.query}").context["page"].rows
    assert said.count == len(listed) == (0 if team == "second-line" else 2)
    assert said.changes == said.answers
