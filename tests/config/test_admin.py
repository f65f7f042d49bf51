"""Every page of the admin: open to admins, closed to everybody else, and lean."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from knox.models import AuthToken

from config import admin_app
from escalation import drafts, reply_drafts, transitions
from escalation.duty import watch_keeping
from escalation.engine import canary
from escalation.models import (
    AddedContext,
    AlertChannel,
    AlertPreferences,
    Continuation,
    CriteriaRevision,
    DecisionTree,
    Delivery,
    Drill,
    DrillCase,
    Handoff,
    HandoffGround,
    IssueTypeGuide,
    Medium,
    Route,
    ShiftChange,
    ShiftPlan,
    ShiftTicket,
    ShiftWord,
    StepAction,
    TeamGuide,
    TreeWalk,
    Trigger,
    WatcherLease,
    WebhookEndpoint,
)
from escalation.notices import alerts
from escalation.reply_drafts import Typed
from metrics.models import SurveyAnswer
from tests.factories import (
    AgentFactory,
    HandoffTypeFactory,
    IssueTypeFactory,
    TeamFactory,
    calendar,
    escalation_policy,
    rota_of,
    send_handoff,
)
from tests.pages import forbidden_by_policy, signed_in
from tests.support.lasting_rows import lasting
from tickets.models import AccountEvent, Agent, Attachment, Channel, Message, Role

pytestmark = pytest.mark.django_db
admin_app.furnish()
REGISTERED = sorted(admin.site._registry.values(), key=lambda each: each.opts.label)
# Everything that happened: nothing of it is added, changed or deleted here.
RECORDS = {
    "escalation.canary",
    "escalation.criteriarevision",
    "escalation.handoffground",
    "escalation.treewalk",
    "escalation.clock",
    "escalation.alertchannel",
    "escalation.alertpreferences",
    "escalation.browserreport",
    "escalation.delivery",
    "escalation.handoff",
    "escalation.handoffdraft",
    "escalation.handoffevent",
    "escalation.notice",
    "escalation.rung",
    "escalation.watcherlease",
    "metrics.surveyanswer",
    "tickets.attachment",
    "tickets.message",
    "tickets.ownership",
    "tickets.participant",
    "admin.logentry",
    "axes.accesslog",
}


@dataclass(frozen=True)
class Opened:
    """A page of the admin as an admin opened it."""

    status: int
    html: str
    queries: tuple[str, ...]


@lasting
def boss() -> Agent:
    return AgentFactory(role=Role.ADMIN)


@pytest.fixture
def client(boss: Agent) -> Client:
    return signed_in(boss)


@lasting
def furnished() -> None:
    """Two of everything that Baton records, so that a list has something to multiply its queries by."""
    for _ in range(2):
        furnish()


@lasting
def lists(boss: Agent, furnished: None) -> dict[str, Opened]:
    """Every list, by the name of what is in it."""
    client = signed_in(boss)
    ask_what_is_kept(client)
    return {registered.opts.label: opened(client, address(registered, "changelist")) for registered in REGISTERED}


def ask_what_is_kept(client: Client) -> None:
    """What a process keeps once it was asked: kinds of rows, and the latest tickets beside the criteria."""
    ContentType.objects.get_for_models(*(registered.model for registered in REGISTERED))
    client.get(address(admin.site._registry[Route], "changelist"))


def opened(client: Client, page: str, query: dict[str, str] | None = None) -> Opened:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(page, query)
    return Opened(answer.status_code, answer.content.decode(), tuple(query["sql"] for query in captured))


def furnish() -> None:
    policy = escalation_policy((10, StepAction.REMIND))
    handoff = send_handoff(type=HandoffTypeFactory(policy=policy))
    canary.record(handoff.sent_at)
    message = Message.objects.get(ticket=handoff.ticket)
    now = timezone.now()
    Attachment.objects.create(message=message, file="ab/abc", filename="a.log", size=1, uploaded_at=now)
    AccountEvent.objects.create(account=handoff.ticket.account, summary="Moved to Business", happened_at=now)
    SurveyAnswer.objects.create(ticket=handoff.ticket, csat=4, answered_at=now)
    WatcherLease.objects.get_or_create(name=f"lease {handoff.pk}", defaults={"expires_at": now})
    drafts.save(handoff.ticket, content={"a": "b"}, by=handoff.sent_by, at=now)
    reply_drafts.save(handoff.ticket, typed=Typed("Dear Maria"), by=handoff.sent_by, at=now)
    transitions.move_channel(handoff.ticket, to=Channel.PHONE, said="Called her.", by=handoff.sent_by, at=now)
    AddedContext.objects.create(
        ownership=handoff.ticket.ownerships.get(),
        why="In a hurry",
        issue_summary="Sync fails",
        added_at=now,
        next_best_action="Look",
        added_by=handoff.sent_by,
    )
    AuthToken.objects.create(user=handoff.sent_by)
    IssueTypeFactory()
    channel = AlertChannel.objects.create(agent=handoff.sent_by, name="Room", address="slack://a/b/c", created_at=now)
    AlertPreferences.objects.create(agent=handoff.sent_by)
    alerts.note_browser(handoff.sent_by, browser="here", permission="granted", at=now)
    WebhookEndpoint.objects.create(name=f"Program {handoff.pk}", url="https://program.example/")
    Delivery.objects.create(
        notice=handoff.notices.earliest("pk"),
        medium=Medium.CHAT,
        channel=channel,
        key=f"key {handoff.pk}",
        created_at=now,
        next_attempt_at=now,
    )
    receiver = handoff.to_team.members.get()
    Continuation.objects.create(handoff=handoff, asked_at=now, asked_of=receiver)
    rota_of(handoff.to_team, receiver)
    calendar(opens=time(9), closes=time(17)).teams.create(team=handoff.to_team)
    watch_keeping.take_the_watch(handoff.to_team, by=receiver, at=now)
    watch_keeping.add_leave(receiver, starts_at=now, ends_at=now + timedelta(days=1), by=receiver, at=now)
    shift_ticket = ShiftTicket.objects.create(
        shift_change=ShiftChange.objects.create(
            team=handoff.to_team,
            to_team=handoff.from_team,
            outgoing=receiver,
            reason="Her turn ends",
            opens_at=now,
            changes_at=now,
            ends_at=now + timedelta(hours=1),
        ),
        ticket=handoff.ticket,
    )
    ShiftWord.objects.create(shift_ticket=shift_ticket, at=now, by=receiver, text="Which log?")
    ShiftPlan.objects.create(team=handoff.to_team, followed_by=handoff.from_team)
    furnish_criteria(handoff)
    DrillCase.objects.create(subject="Words", body="Words", team=handoff.to_team, why="Words")
    Drill.objects.create(agent=receiver, begun_at=now, finished_at=now)
    log = {"username": "dana", "ip_address": "192.0.2.1", "user_agent": f"Browser {handoff.pk}"}
    AccessAttempt.objects.create(failures_since_start=1, **log)
    AccessLog.objects.create(**log)
    LogEntry.objects.create(
        user=handoff.sent_by,
        content_type=ContentType.objects.get_for_model(handoff),
        object_id=str(handoff.pk),
        object_repr=str(handoff),
        action_flag=CHANGE,
    )


def furnish_criteria(handoff: Handoff) -> None:
    """What decides where a ticket goes, and a walk that came of it."""
    team, number = handoff.to_team, handoff.pk
    slugs = {"slug": f"slug-{number}", "name": f"Name {number}"}
    DecisionTree.objects.create(**slugs)
    trigger = Trigger.objects.create(handoff_type=handoff.type, **slugs)
    trigger.conditions.create(fact="plan", operator="is", value="free")
    Route.objects.create(team=team, **slugs)
    TeamGuide.objects.create(team=team)
    IssueTypeGuide.objects.create(issue_type=IssueTypeFactory(), team=team)
    revision = CriteriaRevision.objects.create(part="rules", number=number, content="", published_at=handoff.sent_at)
    deed = {"walked_at": handoff.sent_at, "walked_by": handoff.sent_by, "answers": {}, "facts": {}, "path": []}
    walk = TreeWalk.objects.create(ticket=handoff.ticket, revision=revision, outcome="wait", ending="keep", **deed)
    HandoffGround.objects.create(handoff=handoff, walk=walk)


def address(registered: ModelAdmin, page: str, *args: Any) -> str:
    return reverse(f"admin:{registered.opts.app_label}_{registered.opts.model_name}_{page}", args=args)


ADDED_HERE = {
    "tickets.agent",
    "tickets.team",
    "tickets.account",
    "tickets.customer",
    "tickets.issuetype",
    "escalation.escalationpolicy",
    "escalation.drillcase",
    "escalation.handofftype",
    "escalation.webhookendpoint",
    "escalation.businesscalendar",
    "escalation.rota",
    "escalation.shiftplan",
    "escalation.watchoverride",
    "escalation.leave",
    "escalation.decisiontree",
    "escalation.issuetypeguide",
    "escalation.route",
    "escalation.teamguide",
    "escalation.trigger",
}


def rows() -> Iterator[tuple[ModelAdmin, Model]]:
    """A row of everything that is registered."""
    for registered in REGISTERED:
        row = registered.model._base_manager.first()
        assert row is not None, f"furnish() makes no {registered.opts.label}"
        yield registered, row


def assert_opens(client: Client, page: str, query: dict[str, str] | None = None) -> None:
    assert_is_open(opened(client, page, query), page)


def assert_is_open(answer: Opened, page: str) -> None:
    """It is there, and nothing in it needs more than the content policy grants."""
    assert answer.status == 200, page
    assert forbidden_by_policy(answer.html) == [], page


def test_an_admin_opens_every_list(lists: dict[str, Opened]) -> None:
    assert len(lists) == len(REGISTERED)
    for label, answer in lists.items():
        assert_is_open(answer, label)


def test_an_admin_searches_every_list(client: Client, furnished: None) -> None:
    for registered in REGISTERED:
        for word in ("12", "words") if registered.search_fields else ():
            assert_opens(client, address(registered, "changelist"), {"q": word})


def test_an_admin_opens_what_is_in_every_list(client: Client, furnished: None) -> None:
    for registered, row in rows():
        assert_opens(client, address(registered, "change", row.pk))
        assert_opens(client, address(registered, "history", row.pk))


def test_only_what_is_made_here_can_be_added(client: Client) -> None:
    for registered in REGISTERED:
        if registered.opts.label_lower in ADDED_HERE:
            assert_opens(client, address(registered, "add"))
        else:
            assert client.get(address(registered, "add")).status_code == 403, registered


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD, Role.MANAGER])
def test_nobody_else_gets_in(role: str, furnished: None) -> None:
    client = signed_in(AgentFactory(role=role, team=TeamFactory()))

    for registered, row in rows():
        pages = [address(registered, page, row.pk) for page in ("change", "delete", "history")]
        for page in (address(registered, "changelist"), *pages):
            # Every page of the admin sends on to its sign-in page, which refuses who is signed in already.
            for answer in (client.get(page), client.post(page, {"post": "yes"})):
                assert answer.status_code == 302, page
                assert answer["Location"].startswith(reverse("admin:login")), page
    assert client.get(reverse("admin:login")).status_code == 403


def test_strangers_are_sent_to_the_portals_own_sign_in() -> None:
    wanted = reverse("admin:tickets_agent_changelist")

    response = Client().get(wanted, follow=True)

    assert response.redirect_chain[-1][0] == f"{reverse('sign-in')}?next={wanted}"


def test_no_password_is_taken_at_the_admins_own_door(boss: Agent) -> None:
    boss.set_password("right and long enough")
    boss.save()
    client = Client()

    client.post(reverse("admin:login"), {"username": boss.username, "password": "right and long enough"})

    assert "_auth_user_id" not in client.session


def test_what_happened_is_changed_nowhere(client: Client, furnished: None) -> None:
    for registered, row in rows():
        if registered.opts.label_lower in RECORDS:
            before = list(registered.model._base_manager.order_by("pk").values())
            for page in (address(registered, "change", row.pk), address(registered, "delete", row.pk)):
                assert client.post(page, {"post": "yes"}).status_code == 403, page
            assert client.post(address(registered, "add"), {}).status_code == 403, registered
            assert list(registered.model._base_manager.order_by("pk").values()) == before


def test_nothing_is_deleted_by_the_pageful(client: Client, furnished: None) -> None:
    for registered, row in rows():
        bulk = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        client.post(address(registered, "changelist"), bulk)

        assert registered.model._base_manager.filter(pk=row.pk).exists(), registered


def test_a_list_asks_as_often_for_many_as_for_few(client: Client, lists: dict[str, Opened]) -> None:
    for _ in range(3):
        furnish()
    ask_what_is_kept(client)

    for registered in REGISTERED:
        many = opened(client, address(registered, "changelist"))
        assert len(many.queries) == len(lists[registered.opts.label].queries), registered


def test_a_list_counts_no_further_than_anybody_pages(lists: dict[str, Opened]) -> None:
    for label, answer in lists.items():
        counts = [sql for sql in answer.queries if "COUNT(*)" in sql.upper()]

        assert counts
        assert all("LIMIT 10000" in sql for sql in counts), label
