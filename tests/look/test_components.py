"""The parts that pages share, rendered from real rows."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils.html import escape

from escalation.desk.baton_line import draw
from escalation.models import ClockKind, Handoff, HandoffEvent
from tests.clock import NOON, minutes_after
from tests.factories import TeamFactory, package, send_handoff
from tickets.models import Ownership

pytestmark = pytest.mark.django_db


def summary_of(handoff: Handoff) -> str:
    clock = handoff.clocks.get(kind=ClockKind.ACKNOWLEDGE)
    return render_to_string("components/summary_card.html", {"handoff": handoff, "clock": clock, "now": NOON})


def test_the_summary_shows_the_whole_package_and_its_deadline() -> None:
    handoff = send_handoff()

    html = summary_of(handoff)

    for said in (
        handoff.next_best_action,
        handoff.issue_summary,
        "Frustrated: Polite, but this is the third time.",
        "High: Shipping stops at 18:00.",
        "what was tried: 2 steps",
        "Sent one order by hand",
        "It arrived",
        "15 min left",
    ):
        assert escape(said) in html


def words_of(html: str) -> list[str]:
    """What is read of it: the texts, without the names that stand before the facts."""
    body = html.split('<div class="summary-body">')[1].split("<details", maxsplit=1)[0]
    return re.sub(r'<(small|dt)>.*?</\1>|<span class="whole">.*?</span>|<[^>]+>', " ", body).split()


def test_the_summary_shows_forty_words_before_more() -> None:
    handoff = send_handoff(
        package=package(
            issue_summary="ship " * 60,
            next_best_action="wait " * 30,
            sentiment_note="angry " * 30,
            business_impact="costs " * 30,
        )
    )

    html = summary_of(handoff)

    assert len(words_of(html)) <= 40
    assert [word.rstrip("…") for word in words_of(html)].count("wait") == 24
    assert html.count("ship") == 9 + 60
    assert html.count("angry") == 30, "a remark that has no room waits behind more"


def test_a_summary_that_fits_says_nothing_twice() -> None:
    html = summary_of(send_handoff())

    assert len(words_of(html)) <= 40
    assert html.count("Compare the queue") == 1


def test_a_package_is_shown_as_text_whatever_it_says() -> None:
    handoff = send_handoff(package=package(next_best_action="<script>alert(1)</script>"))

    assert "<script>" not in summary_of(handoff)


def test_the_thread_shows_messages_rings_and_who_still_holds() -> None:
    handoff = send_handoff(at=minutes_after(10))
    ticket = handoff.ticket
    line = draw(
        list(Ownership.objects.filter(ticket=ticket).in_order()),
        list(HandoffEvent.objects.filter(handoff=handoff)),
        list(ticket.messages.in_order()),
    )

    html = render_to_string("components/baton_line.html", {"line": line, "now": minutes_after(12)})

    assert "no order reaches the warehouse" in html
    assert f"{handoff.sent_by} handed over to {handoff.to_team}" in html
    assert f"Still held by {handoff.sent_by}" in html


@pytest.mark.parametrize("template", ["400.html", "500.html", "403_csrf.html"])
def test_error_pages_need_nothing_but_themselves(template: str) -> None:
    html = render_to_string(template)

    assert "<h1>" in html
    assert "Go to the start page" in html


def test_a_team_is_named_in_its_color() -> None:
    team = TeamFactory(name="Billing", color=5)

    html = render_to_string("components/team.html", {"team": team})

    assert "team-color-5" in html
    assert "Billing" in html
