"""Who is there before the first ticket: teams, people, accounts, issue types, kinds of handoff."""

from datetime import datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from config.demo import accounts, company
from config.demo.accounts import ACCOUNTS
from config.demo.directory import SOURCE
from config.demo.duty import plan_duty
from config.demo.history import DAYS
from config.demo.people import customers
from config.demo.scenarios import SCENARIOS
from config.demo.slots import slots_for
from escalation.criteria import STARTER, loading, publishing
from escalation.criteria.reading import read_criteria
from escalation.criteria.renaming import renamed
from escalation.models import EscalationPolicy, HandoffType
from tickets.models import Account, AccountEvent, Agent, Customer, IssueType, Membership, Role, Site, Team


def furnish(now: datetime) -> None:
    _teams_and_people()
    _issue_types()
    _handoff_types()
    _accounts_and_customers()
    _account_events(now)
    plan_duty(now)
    _criteria(now)


def _teams_and_people() -> None:
    Team.objects.bulk_create(
        Team(slug=team.slug, name=team.name, tier=team.tier, color=team.color, time_zone=team.time_zone)
        for team in company.TEAMS
    )
    teams = {team.slug: team for team in Team.objects.all()}
    password = make_password(company.PASSWORD)  # slow by design, so once for all
    bot = Agent(
        username=company.BOT,
        name="Assistant",
        role=Role.BOT,
        answered_for_by=teams[company.ASSISTANT],
        password=make_password(None),
    )
    Agent.objects.bulk_create([bot, *(_agent(facts, password) for facts in company.AGENTS)])
    agents = {agent.username: agent for agent in Agent.objects.all()}
    Membership.objects.bulk_create(
        Membership(team=teams[facts.team], agent=agents[facts.username], is_lead=facts.role == Role.LEAD)
        for facts in company.AGENTS
        if facts.team
    )
    Membership.objects.create(team=teams[company.ASSISTANT], agent=agents[company.BOT])
    Site.objects.update_or_create(
        pk=1,
        defaults={
            "name": company.SITE_NAME,
            "time_zone": "Europe/Lisbon",
            "duty_manager": agents[company.DUTY_MANAGER],
        },
    )


def _agent(facts: company.AgentFacts, password: str) -> Agent:
    return Agent(
        username=facts.username,
        name=facts.name,
        email=f"{facts.username}@{company.MAIL_DOMAIN}",
        role=facts.role,
        time_zone=facts.time_zone,
        password=password,
    )


def _issue_types() -> None:
    for path in sorted({scenario.issue_type for scenario in SCENARIOS}):
        branch, leaf = path.split("/")
        parent, _ = IssueType.objects.get_or_create(slug=slugify(branch), defaults={"name": branch})
        IssueType.objects.create(slug=slugify(f"{branch} {leaf}"), name=leaf, parent=parent)


def _handoff_types() -> None:
    standard = EscalationPolicy.objects.get(slug="standard")
    for facts in company.HANDOFF_TYPES:
        HandoffType.objects.get_or_create(
            slug=facts.slug,
            defaults={
                "name": facts.name,
                "description": facts.description,
                "acknowledge_within": facts.acknowledge_within,
                "respond_within": facts.respond_within,
                "policy": standard,
                "position": 2,
            },
        )
    billing = HandoffType.objects.get(slug=company.TO_BILLING)
    for position, (key, label, kind, choices) in enumerate(company.BILLING_ASKS):
        billing.fields.create(key=key, label=label, kind=kind, choices=choices, position=position)


def _criteria(now: datetime) -> None:
    """Those that Baton comes with, which name the demo's teams."""
    starter = read_criteria(STARTER.read_text(encoding="utf-8"))
    loading.load(renamed(starter, {"tier-1": company.LISBON}))
    began_at = now - timedelta(days=DAYS)
    publishing.publish_all(by=Agent.objects.get(username="ruth.mbeki"), at=began_at, note="To begin with.")


def _accounts_and_customers() -> None:
    made = Account.objects.bulk_create(
        Account(name=facts.name, plan=facts.plan, country=facts.country, source=SOURCE, external_id=slugify(facts.name))
        for facts in ACCOUNTS
    )
    by_name = {account.name: account for account in made}
    Customer.objects.bulk_create(
        Customer(
            account=by_name[person.account.name],
            name=person.name,
            email=person.email,
            title=person.title,
            preferences=person.preferences,
            special_circumstances=person.special_circumstances,
            source=SOURCE,
            external_id=person.email,
        )
        for person in customers()
    )


def _account_events(now: datetime) -> None:
    """What happened to each account in the last four months."""
    rng = Random("what happened to forty accounts")  # noqa: S311 - a demo that is the same every time
    rows = []
    for account, facts in zip(Account.objects.filter(source=SOURCE).order_by("pk"), ACCOUNTS, strict=True):
        for kind, text in rng.sample(accounts.EVENTS, rng.randint(2, 6)):
            happened_at = now - timedelta(days=rng.uniform(0.5, 120))
            summary = slots_for(None, facts, happened_at, rng).fill(text)
            rows.append(AccountEvent(account=account, kind=kind, summary=summary, happened_at=happened_at))
    AccountEvent.objects.bulk_create(rows)
