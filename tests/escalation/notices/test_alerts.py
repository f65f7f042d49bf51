"""What an agent chooses to hear of, where; and whoever is on duty out of reach is told so, and her lead."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from escalation import duty, notices
from escalation.duty import Recipient
from escalation.models import (
    AlertChannel,
    AlertPreferences,
    BrowserReport,
    Delivery,
    Medium,
    Notice,
    NoticeKind,
    Topic,
)
from escalation.notices import alerts, ringing
from tests.api import as_agent
from tests.clock import NOON
from tests.factories import AgentFactory, TeamFactory, send_handoff
from tests.pages import signed_in, text
from tickets.models import Agent, Role, Team

pytestmark = pytest.mark.django_db
SETTINGS = "/notices/settings/"
ROOM = "ntfy://chat.example/alerts"
HERE = "0c6d3f0e-3f4a-4c0e-9d0e-6f3a4c0e9d0e"


@pytest.fixture
def team() -> Team:
    return TeamFactory(name="Tier 2")


@pytest.fixture
def agent(team: Team) -> Agent:
    return AgentFactory(name="Sarah Okafor", email="sarah@example.com", team=team)


@pytest.fixture
def client(agent: Agent) -> Client:
    cache.clear()
    return signed_in(agent)


@pytest.fixture
def on_duty(agent: Agent, team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """She watches her team's queue at every hour."""

    def watches(who: Agent, at: datetime) -> list[Team]:
        return [team] if who == agent else []

    monkeypatch.setattr(duty, "watches_now", watches)
    monkeypatch.setattr(duty, "on_duty", lambda team, at: Recipient(agent, "On duty"))


def test_the_page_shows_what_holds_without_a_choice(client: Client) -> None:
    page = text(client, SETTINGS)

    assert (
        'id="by_email-urgent" name="by_email" value="urgent" aria-label="Urgent: you must act now: E-mail" checked'
        in page
    )
    assert "Turn on alerts here" in page


def test_what_she_chooses_is_kept(client: Client, agent: Agent) -> None:
    channel = alerts.add_channel(agent, name="Phone", address=ROOM, at=timezone.now())
    chosen = {"by_email": ["mine"], f"channel-{channel.pk}": ["urgent", "mine"], "quiet_from": "22:00"}

    assert client.post(SETTINGS, chosen).status_code == 422
    assert client.post(SETTINGS, {**chosen, "quiet_until": "07:00"}).status_code == 302

    preferences = AlertPreferences.objects.get(agent=agent)
    channel.refresh_from_db()
    assert preferences.by_email == [Topic.MINE]
    assert (preferences.quiet_from, preferences.quiet_until) == (time(22), time(7))
    assert channel.topics == [Topic.URGENT, Topic.MINE]
    assert 'value="22:00"' in text(client, SETTINGS)


def test_nobody_chooses_for_somebody_else(client: Client) -> None:
    other = alerts.add_channel(AgentFactory(), name="Theirs", address=ROOM, at=timezone.now())

    client.post(SETTINGS, {f"channel-{other.pk}": []})

    other.refresh_from_db()
    assert other.topics
    assert client.post(f"{SETTINGS}channels/{other.pk}/remove/").status_code == 404


def test_a_channel_is_added_masked_and_removed(client: Client, agent: Agent) -> None:
    assert client.post(f"{SETTINGS}channels/", {"name": "Phone", "address": ROOM}).status_code == 302
    page = text(client, SETTINGS)
    assert "ntfy://…" in page
    assert "chat.example" not in page
    assert client.post(f"{SETTINGS}channels/", {"name": "Phone", "address": ROOM}).status_code == 422

    channel = AlertChannel.objects.get(agent=agent)
    send_handoff(receiver=agent, at=timezone.now())
    client.post(f"{SETTINGS}channels/{channel.pk}/remove/")

    channel.refresh_from_db()
    assert (channel.is_active, channel.address) == (False, "")
    assert Delivery.objects.get(channel=channel).state == "not needed any more"
    assert client.post(f"{SETTINGS}channels/", {"name": "Phone", "address": ROOM}).status_code == 302


def test_an_address_that_will_not_do_is_refused_in_words(client: Client) -> None:
    response = client.post(f"{SETTINGS}channels/", {"name": "Bad", "address": "json://127.0.0.1/"})

    assert response.status_code == 422
    assert "Write an address such as" in response.content.decode()


def test_a_test_goes_to_every_channel_whatever_was_chosen(client: Client, agent: Agent) -> None:
    AlertPreferences.objects.create(agent=agent, by_email=[], quiet_from=time(0), quiet_until=time(23, 59))
    alerts.add_channel(agent, name="Phone", address=ROOM, at=timezone.now())

    client.post(f"{SETTINGS}test/")

    assert sorted(Delivery.objects.values_list("medium", flat=True)) == ["chat", "email"]
    assert Delivery.objects.filter(next_attempt_at__lte=timezone.now()).count() == 2
    for _ in range(8):
        client.post(f"{SETTINGS}test/")
    assert "Wait a minute" in text(client, SETTINGS)


@pytest.mark.parametrize("way", ["e-mail", "chat (Phone)", "this browser"])
def test_any_way_that_brings_the_urgent_is_a_way_to_her(agent: Agent, way: str) -> None:
    AlertPreferences.objects.create(agent=agent, by_email=[])
    now = timezone.now()
    assert alerts.ways_to(agent, now) == []

    if way == "e-mail":
        AlertPreferences.objects.update(by_email=[Topic.URGENT])
    elif way == "this browser":
        alerts.note_browser(agent, browser=HERE, permission="granted", at=now)
    else:
        alerts.add_channel(agent, name="Phone", address=ROOM, at=now)

    assert alerts.ways_to(agent, now) == [way]


def delivery(agent: Agent, number: int, **fields: Any) -> Delivery:
    words = {"kind": NoticeKind.PAGED, "title": "Page", "key": f"{number}"}
    notice = Notice.objects.create(recipient=agent, created_at=NOON, **words)
    common = {"medium": Medium.EMAIL, "key": f"{number}", "target": f"email:{agent.pk}", "next_attempt_at": NOON}
    return Delivery.objects.create(notice=notice, created_at=NOON, **{**common, **fields})


@pytest.mark.parametrize(
    ("failing", "is_reached"),
    [
        ({"dead_at": NOON, "attempts": 9}, False),
        ({"attempts": 3, "last_error": "It does not answer."}, False),
        ({"attempts": 1, "last_error": "It does not answer."}, True),
        ({"attempts": 3, "last_error": "It does not answer.", "cancelled_at": NOON}, True),
    ],
)
def test_where_nothing_gets_through_any_more_is_no_way(agent: Agent, failing: dict[str, Any], is_reached: bool) -> None:
    delivery(agent, 1, **failing)

    assert bool(alerts.ways_to(agent, NOON)) == is_reached

    delivery(agent, 2, sent_at=NOON + timedelta(minutes=1))
    assert alerts.ways_to(agent, NOON) == ["e-mail"]


def test_a_browser_that_is_closed_or_refuses_is_no_way(agent: Agent) -> None:
    AlertPreferences.objects.create(agent=agent, by_email=[])
    now = timezone.now()
    alerts.note_browser(agent, browser=HERE, permission="granted", at=now - timedelta(hours=1))
    alerts.note_browser(agent, browser="another", permission="denied", at=now)

    assert alerts.ways_to(agent, now) == []


def test_who_is_on_duty_out_of_reach_is_told_on_every_page_and_so_is_her_lead(
    client: Client, agent: Agent, team: Team, on_duty: None
) -> None:
    lead = signed_in(AgentFactory(role=Role.LEAD, team=team))
    assert "no alert can reach" not in text(client, "/health/banner")

    AlertPreferences.objects.create(agent=agent, by_email=[])
    assert "You are on duty for Tier 2, and no alert can reach you." in text(client, "/health/banner")
    assert "Sarah Okafor is on duty for Tier 2, and no alert can reach Sarah." in text(lead, "/health/banner")
    assert "no alert can reach" not in text(signed_in(AgentFactory(team=team)), "/health/banner")

    client.post("/notices/browser/", {"browser": HERE, "permission": "granted"})
    for reader in (client, lead):
        assert "no alert can reach" not in text(reader, "/health/banner")


def test_a_browser_reports_once_for_each_name_it_has(client: Client, agent: Agent) -> None:
    for permission in ("default", "granted", "nonsense"):
        status = client.post("/notices/browser/", {"browser": HERE, "permission": permission}).status_code
        assert status == (422 if permission == "nonsense" else 204)

    assert BrowserReport.objects.get().permission == "granted"


def test_the_service_worker_is_served_from_the_root_under_the_same_policy() -> None:
    response = Client().get("/sw.js")

    assert response["Content-Type"] == "text/javascript"
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert b"notificationclick" in response.content


def test_the_bell_hears_what_rings_and_what_it_may_acknowledge(client: Client, agent: Agent) -> None:
    handoff = send_handoff(receiver=agent, at=timezone.now())

    (notice,) = client.get("/notices/summary/").json()["latest"]

    assert (notice["rings"], notice["urgent"], notice["handoff"]) == (True, False, handoff.pk)
    response = client.post(notice["acknowledge"], "", content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200
    handoff.refresh_from_db()
    assert handoff.acknowledged_by == agent


def test_only_who_may_acknowledge_is_offered_to_do_so_and_a_missed_deadline_changes_nothing(
    client: Client, agent: Agent
) -> None:
    sender = AgentFactory(team=TeamFactory())
    handoff = send_handoff(sender=sender, receiver=agent, at=timezone.now())
    for kind in (NoticeKind.BREACHED, NoticeKind.UNACKNOWLEDGED):
        told = [Recipient(each, "Test") for each in (sender, agent)]
        notices.tell(told, handoff=handoff, event=kind, kind=kind, title="It waits", at=timezone.now())

    assert offered_to(client) == {"sent": True, "breached": True, "unacknowledged": True}
    assert offered_to(signed_in(sender)) == {"breached": False, "unacknowledged": False}


def offered_to(client: Client) -> dict[str, bool]:
    latest = client.get("/notices/summary/").json()["latest"]
    return {notice["kind"]: bool(notice["acknowledge"]) for notice in latest}


def ringing_for(client: Client) -> dict[str, bool]:
    return {notice["kind"]: notice["rings"] for notice in client.get("/notices/summary/").json()["latest"]}


def test_a_browser_rings_for_what_was_chosen_for_it(client: Client, agent: Agent) -> None:
    send_handoff(receiver=agent, at=timezone.now())
    assert ringing_for(client) == {"sent": True}

    client.post(SETTINGS, {"by_browser": ["urgent"]})

    assert ringing_for(client) == {"sent": False}


def test_quiet_hours_hold_the_browser_too_and_nothing_is_dropped(client: Client, agent: Agent) -> None:
    now = timezone.now()
    around = {"quiet_from": (now - timedelta(hours=2)).time(), "quiet_until": (now + timedelta(hours=2)).time()}
    AlertPreferences.objects.create(agent=agent, **around)
    told: dict[str, Any] = {"at": now, "title": "Word"}
    notices.tell([Recipient(agent, "Test")], kind=NoticeKind.SENT, event="1", **told)
    notices.tell([Recipient(agent, "Test")], kind=NoticeKind.PAGED, event="2", urgent=True, **told)
    assert ringing_for(client) == {"paged": True}

    [_, held] = sorted(
        ringing.shown_to(agent, now + timedelta(hours=3)).rings, key=lambda ring: not ring.notice.is_urgent
    )
    assert (held.notice.kind, held.rings) == (NoticeKind.SENT, True)
    assert timedelta(hours=1) < held.heard_from - now <= timedelta(hours=2)


def test_few_queries_tell_whether_somebody_is_out_of_reach(client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(14):
        client.get("/health/banner")


def test_the_api_keeps_what_she_chooses(agent: Agent) -> None:
    api = as_agent(agent)
    phone = alerts.add_channel(agent, name="Phone", address=ROOM, at=timezone.now())
    chosen: dict[str, Any] = {
        "by_email": ["mine"],
        "by_browser": ["urgent"],
        "channels": [{"id": phone.pk, "name": "Phone", "topics": ["missed"]}],
        "quiet_from": "22:00:00",
        "quiet_until": "07:00:00",
    }

    assert api.put("/api/v1/alerts/", {**chosen, "quiet_until": None}).status_code == 400
    assert api.put("/api/v1/alerts/", {**chosen, "by_email": ["nonsense"]}).status_code == 400
    assert api.put("/api/v1/alerts/", chosen).json() == api.get("/api/v1/alerts/").json() == chosen
    less = {name: chosen[name] for name in ("by_email", "quiet_from", "quiet_until")}
    assert api.put("/api/v1/alerts/", less).json() == chosen
    assert api.post("/api/v1/alerts/test/").status_code == 204
    assert {delivery.notice.kind for delivery in Delivery.objects.all()} == {NoticeKind.TRIED}


def test_the_api_chooses_for_no_channel_of_somebody_else(agent: Agent) -> None:
    other = alerts.add_channel(AgentFactory(), name="Room", address=ROOM, at=timezone.now())
    chosen: dict[str, Any] = {"by_email": [], "quiet_from": None, "quiet_until": None}

    answer = as_agent(agent).put("/api/v1/alerts/", {**chosen, "channels": [{"id": other.pk, "topics": []}]})

    assert answer.status_code == 400
    other.refresh_from_db()
    assert other.topics
