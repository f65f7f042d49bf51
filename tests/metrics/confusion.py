"""A support desk whose criteria confuse people: teams, a live tree, and how things went wrong there."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from escalation import handoffs
from escalation.criteria.loading import load
from escalation.criteria.publishing import publish_all
from escalation.criteria.reading import read_criteria
from escalation.desk import acts
from escalation.models import Drill, DrillQuestion, Handoff, ReturnReason
from tests.clock import NOON, SettableClock
from tests.factories import AgentFactory, HandoffTypeFactory, IssueTypeFactory, TeamFactory, open_ticket, package
from tests.support.lasting_rows import lasting
from tickets.models import Agent, Team, Ticket

CRITERIA = """
teams:
  billing: {name: Billing}
  access: {name: Access}
  front: {name: Front desk}
routes:
  sso: {name: Signing in, team: access, words: [okta]}
  money: {name: Money, team: billing, words: [invoice]}
trees:
  slow-pages:
    name: Slow pages
    issue_types: [slow-pages]
    questions:
      how-many:
        ask: One user or all?
        answers:
          - {answer: One, then: keep}
          - {answer: All, then: hand}
    outcomes:
      keep: {name: Keep it, do: keep, guidance: Look again tomorrow.}
      hand: {name: Hand it over, do: hand over, team: access, handoff: incident}
"""
SINCE = NOON - timedelta(days=7)


@lasting
def _confused() -> None:
    for slug, name in (("billing", "Billing"), ("access", "Access"), ("front", "Front desk")):
        AgentFactory(team=TeamFactory(slug=slug, name=name, tier=1 if slug == "front" else 2))
    IssueTypeFactory(slug="slow-pages", name="Slow pages")
    HandoffTypeFactory(slug="incident", name="Incident")
    load(read_criteria(CRITERIA))
    publish_all(by=None, at=SINCE)


@pytest.fixture
def confusing(_confused: None, database_clock: SettableClock) -> SettableClock:
    return database_clock


def member(slug: str) -> Agent:
    return Team.objects.get(slug=slug).members.get()


def opened(subject: str, **fields: Any) -> Ticket:
    return open_ticket(Team.objects.get(slug="front"), holder=member("front"), subject=subject, **fields)


def hand_over(ticket: Ticket, to: str, **fields: object) -> Handoff:
    by = ticket.holder
    assert by is not None
    said = {"type": HandoffTypeFactory(), "package": package(), **fields}
    said.setdefault("ground_reason", "They asked for it.")
    return acts.hand_over(ticket, to=Team.objects.get(slug=to), by=by, **said)  # type: ignore[arg-type]


def wrong_team(subject: str = "okta rejects us") -> Ticket:
    sent = hand_over(opened(subject), "billing")
    handoffs.return_to_sender(sent, reason=ReturnReason.WRONG_TEAM, note="Not ours.", by=member("billing"))
    return sent.ticket


def drilled(key: str, *answers: str, right: str = "access", at: datetime = NOON, **fields: Any) -> None:
    drill = Drill.objects.create(agent=AgentFactory(), begun_at=at)
    for number, slug in enumerate(answers, start=1):
        DrillQuestion.objects.create(
            drill=drill,
            position=number,
            subject="okta",
            body="okta",
            right_team=Team.objects.get(slug=right),
            criterion=key,
            shown_at=at,
            answered_at=at + timedelta(seconds=4 * number),
            answer=Team.objects.get(slug=slug),
            **fields,
        )
