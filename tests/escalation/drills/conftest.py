from escalation.criteria.loading import load
from escalation.criteria.publishing import publish_all
from escalation.criteria.reading import read_criteria
from escalation.models import DrillCase
from tests.clock import NOON, minutes_after
from tests.factories import AgentFactory, TeamFactory, open_ticket
from tests.support.lasting_rows import lasting
from tickets import services
from tickets.models import Agent, Participant, Team, Ticket

CRITERIA = """
teams:
  billing: {name: Billing, description: "Invoices, payments and refunds."}
  access: {name: Access, description: "Passwords and single sign-on."}
  front: {name: Front desk}
routes:
  sso: {name: Signing in, team: access, words: [okta, single sign-on], why: Access reads the provider's answers.}
  money: {name: Money, team: billing, words: [invoice, refund]}
  rest: {name: The rest, team: front}
"""
WORDS = {"access": "Nobody can sign in with okta", "billing": "The invoice came twice"}


def republish(text: str) -> None:
    load(read_criteria(text))
    publish_all(by=None, at=minutes_after(60))


@lasting(autouse=True)
def criteria() -> None:
    found = read_criteria(CRITERIA)
    for team in found.teams:
        TeamFactory(slug=team.key, name=team.name)
    load(found)
    publish_all(by=None, at=NOON)


@lasting
def noor(criteria: None) -> Agent:
    """New at the front desk."""
    return AgentFactory(name="Noor Haddad", team=Team.objects.get(slug="front"))


def resolved(team: str, *, subject: str = "", seen_by: Agent | None = None) -> Ticket:
    """A ticket that this team has solved, in which the front desk took part."""
    owner = Team.objects.get(slug=team)
    solver = AgentFactory(team=owner)
    ticket = open_ticket(owner, holder=solver, subject=subject or WORDS[team], body="It has been so since Monday.")
    services.resolve(ticket, by=solver, at=minutes_after(30))
    Participant.objects.create(ticket=ticket, agent=seen_by, since=NOON)
    return ticket


@lasting
def pool(noor: Agent) -> list[Ticket]:
    """Twelve tickets that she may see, eight of Billing and four of Access."""
    teams = ["billing"] * 8 + ["access"] * 4
    return [resolved(team, subject=f"{WORDS[team]}, {n}", seen_by=noor) for n, team in enumerate(teams)]


def practice(team: str, subject: str, **fields: object) -> DrillCase:
    said = {"body": "Please help.", "why": "As the handbook says.", **fields}
    return DrillCase.objects.create(subject=subject, team=Team.objects.get(slug=team), **said)
