"""Whoever watches over Baton itself learns of an engine that stands still, within ninety seconds."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from escalation import clocks, database_clock
from escalation.engine import canary, health, lease, monitoring, watcher
from escalation.engine.follower import Follower
from escalation.models import Canary, Delivery, Notice, StepAction
from escalation.models.delivery import Medium
from tests.clock import NOON, SettableClock, minutes_after
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, escalation_policy, send_handoff
from tests.pages import signed_in
from tickets.models import Agent, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("database_clock")]


def sing(now: datetime) -> None:
    """As a watcher does whose follower gets round."""
    canary.record(now)
    canary.record(now, name=canary.TELLING)


def test_an_engine_that_was_never_started_is_no_healthy_one(client: Client) -> None:
    answer = client.get("/health/deadlines")

    assert answer.status_code == 503
    assert answer.json()["complaints"] == ["Deadlines have not been checked for more than a minute."]


def test_while_the_canary_is_recorded_all_is_well(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_clock, "skew", lambda: timedelta(seconds=0.04))
    sing(NOON)
    lease.take("somebody", now=NOON)

    answer = client.get("/health/deadlines")

    assert answer.status_code == 200
    assert answer.json() == {
        "well": True,
        "watched": True,
        "canary_recorded_at": "2026-03-10T12:00:00Z",
        "complaints": [],
        "clock_skew_seconds": 0.0,
    }


def test_a_standstill_shows_within_ninety_seconds() -> None:
    sing(NOON)

    assert health.check(NOON + timedelta(seconds=60)).is_well
    assert not health.check(NOON + timedelta(seconds=90)).is_well


@pytest.mark.parametrize(("minutes", "warned"), [(-10, True), (0, False), (10, True)])
def test_a_machine_whose_clock_is_wrong_is_said_and_judges_nothing_by_it(
    database_clock: SettableClock, caplog: pytest.LogCaptureFixture, client: Client, minutes: int, warned: bool
) -> None:
    database_clock.now = timezone.now() + timedelta(minutes=minutes)
    handoff = send_handoff(at=database_clock.now)
    database_clock.forward(seconds=1)

    watcher.watch("somebody", seconds=0.1)

    assert handoff.clocks.filter(state="running").count() == 2
    assert ("clock of this machine" in caplog.text) == warned
    assert (abs(client.get("/health/deadlines").json()["clock_skew_seconds"]) > 500) == warned


def test_a_deadline_that_is_not_recorded_shows_although_the_canary_sings() -> None:
    send_handoff()
    sing(minutes_after(15))

    complaints = health.check(minutes_after(15.5)).complaints

    assert complaints == ("A deadline has run out and was not recorded.",)


def test_a_breach_that_nobody_was_told_of_shows() -> None:
    send_handoff()
    clocks.record_due(minutes_after(16))
    sing(minutes_after(17.5))

    found = health.check(minutes_after(17.5))

    assert found.complaints == ("A missed deadline is on record, and nobody was told of it.",)
    assert found.heading == "Nobody is being told of missed deadlines."


def test_a_step_that_is_not_taken_shows() -> None:
    send_handoff(type=HandoffTypeFactory(policy=escalation_policy((10, StepAction.REMIND))))
    sing(minutes_after(11.5))

    complaints = health.check(minutes_after(11.5)).complaints

    assert complaints == ("A step of a policy is due and was not taken.",)


def test_telling_that_stands_still_shows_within_ninety_seconds_though_nothing_is_due() -> None:
    sing(NOON)
    canary.record(minutes_after(1.5))

    found = health.check(minutes_after(1.5))

    assert found.complaints == ("Nothing has been looked at that follows a missed deadline for more than a minute.",)
    assert found.heading == "Nobody is being told of missed deadlines."


@pytest.mark.parametrize("gets_round", [True, False])
def test_a_watcher_sings_for_its_follower_only_while_that_gets_round(
    monkeypatch: pytest.MonkeyPatch, gets_round: bool
) -> None:
    monkeypatch.setattr(watcher, "RENEW_EVERY", 0.01)
    monkeypatch.setattr(Follower, "start", lambda self: None)
    monkeypatch.setattr(Follower, "got_round", lambda self: gets_round)

    watcher.watch("somebody", seconds=0.1)

    assert Canary.objects.filter(name=canary.RECORDING).exists()
    assert Canary.objects.filter(name=canary.TELLING).exists() == gets_round


def page_to_send(key: str, *, due_at: datetime = NOON, error: str = "") -> Delivery:
    notice = Notice.objects.earliest("pk")
    fields = {"notice": notice, "medium": Medium.EMAIL, "target": "somebody", "is_urgent": True, "created_at": NOON}
    return Delivery.objects.create(**fields, key=key, next_attempt_at=due_at, last_error=error)


def test_a_page_that_is_not_sent_shows() -> None:
    send_handoff()
    sing(minutes_after(1.5))
    page_to_send("page")

    found = health.check(minutes_after(1.5))
    assert (found.heading, found.complaints) == (
        "Pages are not being sent.",
        ("A page is due to be sent and was not.",),
    )


def test_a_page_behind_others_that_where_it_goes_does_not_take_is_no_standstill() -> None:
    send_handoff()
    sing(minutes_after(1.5))
    page_to_send("page")
    failed = page_to_send("before it", due_at=minutes_after(2), error="It does not answer.")

    assert health.check(minutes_after(1.5)).is_well

    sing(minutes_after(4))
    assert not health.check(minutes_after(4)).is_well, "that one is not tried again either"
    failed.delete()
    assert not health.check(minutes_after(4)).is_well


def test_the_canary_is_due_every_minute_and_recorded_once() -> None:
    recorded = [canary.record(NOON + timedelta(seconds=second)) for second in (0, 30, 60, 61, 62, 122)]

    assert recorded == [True, False, False, True, False, True]
    assert Canary.objects.get().due_at == NOON + timedelta(minutes=2)


def test_after_a_standstill_its_lag_is_its_own() -> None:
    canary.record(NOON)

    canary.record(minutes_after(60))

    assert Canary.objects.get().lag == timedelta(0)


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_a_portal_that_answers_is_live_and_ready(path: str, client: Client) -> None:
    assert client.get(path).status_code == 200


def test_every_page_says_so_while_deadlines_are_not_watched_and_one_that_is_left_at_once_asks_for_nothing() -> None:
    client = signed_in(AgentFactory(team=TeamFactory()))

    assert b"Deadlines are not being watched." in client.get("/health/banner").content
    sing(NOON)
    assert client.get("/health/banner").content.strip() == b""
    assert b'hx-get="/health/banner" hx-include="this" hx-trigger="load delay:1s, every 30s"' in client.get("/").content


def test_a_page_that_shows_a_complaint_asks_again_soon_and_is_left_alone_while_it_holds() -> None:
    client = signed_in(AgentFactory(team=TeamFactory()))
    answer = client.get("/health/banner").content.decode()

    assert 'hx-trigger="every 5s"' in answer
    shown = answer.partition('name="shown" value="')[2].partition('"')[0]
    assert client.get("/health/banner", {"shown": shown}).status_code == 204
    sing(NOON)
    well = client.get("/health/banner", {"shown": shown})
    assert (well.status_code, well.content.strip()) == (200, b"")


def test_the_banner_is_for_those_who_are_signed_in(client: Client) -> None:
    assert client.get("/health/banner").status_code == 302


class TestFigures:
    def test_without_a_token_there_is_no_such_page(self, client: Client) -> None:
        assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404

    def test_another_token_is_refused(self, client: Client, settings: pytest.FixtureRequest) -> None:
        settings.METRICS_TOKEN = "right"  # type: ignore[attr-defined]

        assert client.get("/metrics", headers={"authorization": "Bearer wrong"}).status_code == 404

    def test_they_say_how_late_deadlines_were_recorded_and_told(
        self, client: Client, settings: pytest.FixtureRequest, database_clock: SettableClock
    ) -> None:
        settings.METRICS_TOKEN = "right"  # type: ignore[attr-defined]
        handoff = send_handoff()
        lead: Agent = AgentFactory(team=handoff.to_team, role=Role.LEAD)
        database_clock.forward(minutes=15, seconds=2)
        watcher.look()
        database_clock.forward(seconds=1)
        watcher.look()

        text = client.get("/metrics", headers={"authorization": "Bearer right"}).content.decode()

        assert lead.notices.exists()
        assert 'baton_due_to_recorded_seconds{quantile="0.5"} 2.0' in text
        assert 'baton_recorded_to_told_seconds{quantile="0.5"}' in text
        assert "baton_handoffs_waiting 1.0" in text
        assert "baton_handoffs_overdue 1.0" in text
        assert "baton_breach_untold_age_seconds 0.0" in text
        assert "baton_notice_unsent_age_seconds" in text

    def test_the_last_hour_is_found_without_reading_the_years_before_it(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")

        assert "clock_recorded" in monitoring.recently_recorded(NOON).explain()
