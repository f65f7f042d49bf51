"""Makers of people, teams, tickets and handoffs for tests: through the services, so that every invariant holds."""

from datetime import datetime, time, timedelta
from typing import Any

import factory

from escalation import handoffs
from escalation.models import BusinessCalendar, EscalationPolicy, Handoff, HandoffType, Rota, Weekday
from escalation.package import Package, Sentiment, Step, Urgency
from tests.clock import NOON
from tickets import opening
from tickets.models import Account, Agent, Channel, Customer, IssueType, Membership, Plan, Role, Team, Ticket


class TeamFactory(factory.django.DjangoModelFactory[Team]):
    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"Team {n}")
    slug = factory.Sequence(lambda n: f"team-{n}")
    tier = 1


class AgentFactory(factory.django.DjangoModelFactory[Agent]):
    class Meta:
        model = Agent
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"agent{n}")
    name = factory.Sequence(lambda n: f"Agent Number{n}")
    role = Role.AGENT

    @factory.post_generation
    def team(self: Agent, create: bool, team: Team | None, **extra: Any) -> None:
        if create and team:
            Membership.objects.create(team=team, agent=self, is_lead=self.role == Role.LEAD)


class BotFactory(AgentFactory):
    role = Role.BOT
    answered_for_by = factory.SubFactory(TeamFactory)


class AccountFactory(factory.django.DjangoModelFactory[Account]):
    class Meta:
        model = Account

    name = factory.Sequence(lambda n: f"Account {n}")
    plan = Plan.BUSINESS


class CustomerFactory(factory.django.DjangoModelFactory[Customer]):
    class Meta:
        model = Customer

    account = factory.SubFactory(AccountFactory)
    name = factory.Sequence(lambda n: f"Customer {n}")
    email = factory.Sequence(lambda n: f"customer{n}@example.com")


class IssueTypeFactory(factory.django.DjangoModelFactory[IssueType]):
    class Meta:
        model = IssueType

    name = factory.Sequence(lambda n: f"Issue type {n}")
    slug = factory.Sequence(lambda n: f"issue-type-{n}")


class HandoffTypeFactory(factory.django.DjangoModelFactory[HandoffType]):
    class Meta:
        model = HandoffType

    name = factory.Sequence(lambda n: f"Type {n}")
    slug = factory.Sequence(lambda n: f"type-{n}")


def asks(kind: HandoffType, *fields: dict[str, Any]) -> HandoffType:
    """Let a kind of handoff ask for these fields, each at least a key; a required text where nothing else is said."""
    for position, field in enumerate(fields):
        kind.fields.create(**{"label": str(field["key"]).capitalize(), "position": position, **field})
    return kind


def open_ticket(team: Team | None = None, *, at: datetime = NOON, **fields: Any) -> Ticket:
    """A ticket with one customer message, unheld unless `holder` says otherwise."""
    return opening.open_ticket(
        **{
            "customer": fields.pop("customer", None) or CustomerFactory(),
            "subject": "Orders stop syncing",
            "body": "Since this morning no order reaches the warehouse.",
            "channel": Channel.EMAIL,
            "team": team or TeamFactory(),
            "at": at,
            **fields,
        }
    )


def package(**changes: Any) -> Package:
    """A complete package."""
    return Package(
        **{
            "issue_summary": "No order reaches the warehouse since 09:40.",
            "troubleshooting": (Step("Sent one order by hand", "It arrived"), Step("New API key", "No change")),
            "sentiment": Sentiment.FRUSTRATED,
            "sentiment_note": "Polite, but this is the third time.",
            "urgency": Urgency.HIGH,
            "business_impact": "Shipping stops at 18:00.",
            "next_best_action": "Compare the queue's limit before and after 09:40.",
            **changes,
        }
    )


def send_handoff(
    *, sender: Agent | None = None, receiver: Agent | None = None, at: datetime = NOON, **fields: Any
) -> Handoff:
    """A handoff sent at `at` from a new sender's team to a new receiver's team, waiting."""
    from_team = sender.teams.get() if sender else TeamFactory()
    sender = sender or AgentFactory(team=from_team)
    her_team = None if receiver else TeamFactory(tier=2)
    receiver = receiver or AgentFactory(team=her_team)
    to_team = fields.pop("to", None) or her_team or receiver.teams.get()
    ticket = fields.pop("ticket", None) or open_ticket(from_team, at=at, holder=sender)
    return handoffs.send(
        ticket,
        type=fields.pop("type", None) or HandoffTypeFactory(),
        to=to_team,
        package=fields.pop("package", None) or package(),
        by=sender,
        at=at,
        **fields,
    )


def escalation_policy(*steps: tuple[Any, ...], **fields: Any) -> EscalationPolicy:
    """A policy with these steps: each so many minutes after sending, with the team that a re-route names."""
    number = EscalationPolicy.objects.count()
    policy = EscalationPolicy.objects.create(name=f"Policy {number}", slug=f"policy-{number}", **fields)
    for minutes, action, *team in steps:
        policy.steps.create(after=timedelta(minutes=minutes), action=action, team=team[0] if team else None)
    return policy


def rota_of(team: Team, *members: Agent, **fields: Any) -> Rota:
    """A rota of weekly turns; the first member's begins at noon."""
    rota = Rota.objects.create(
        team=team, **{"start_date": NOON.date(), "turn_days": 7, "handover_time": NOON.time(), **fields}
    )
    for position, member in enumerate(members):
        rota.members.create(agent=member, position=position)
    return rota


def calendar(*, opens: time, closes: time, **fields: Any) -> BusinessCalendar:
    """A calendar that is open at these times every day."""
    made = BusinessCalendar.objects.create(name=f"Calendar {BusinessCalendar.objects.count()}", **fields)
    for weekday in Weekday:
        made.windows.create(weekday=weekday, opens=opens, closes=closes)
    return made
