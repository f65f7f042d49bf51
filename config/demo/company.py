"""Ferrywell: orders across the water. The company whose support team the demo shows, and who works there.

Ferrywell moves orders between wholesalers, the shops that buy from them and the warehouses that ship. One order sent to
one system is called a crossing. There are no ferries.
"""

from dataclasses import dataclass
from datetime import timedelta

from tickets.models import Role

SITE_NAME = "Ferrywell support"
MAIL_DOMAIN = "ferrywell.example"
PASSWORD = "baton-demo"  # noqa: S105 - shown on the sign-in page while the demo is loaded
APP_URL = "https://app.ferrywell.example"


@dataclass(frozen=True)
class TeamFacts:
    slug: str
    name: str
    tier: int
    color: int
    time_zone: str


@dataclass(frozen=True)
class AgentFacts:
    username: str
    name: str
    team: str  # empty: of no team
    time_zone: str
    role: Role = Role.AGENT


@dataclass(frozen=True)
class TypeFacts:
    slug: str
    name: str
    description: str
    acknowledge_within: timedelta
    respond_within: timedelta


LISBON, SINGAPORE, DENVER = "tier-1-lisbon", "tier-1-singapore", "tier-1-denver"
TIER_2, BILLING, ENGINEERING, ASSISTANT = "tier-2", "billing", "engineering", "assistant"

TEAMS = (
    TeamFacts(LISBON, "Tier 1 Lisbon", 1, 1, "Europe/Lisbon"),
    TeamFacts(SINGAPORE, "Tier 1 Singapore", 1, 2, "Asia/Singapore"),
    TeamFacts(DENVER, "Tier 1 Denver", 1, 3, "America/Denver"),
    TeamFacts(TIER_2, "Tier 2", 2, 4, "Europe/Berlin"),
    TeamFacts(BILLING, "Billing", 2, 5, "Europe/Dublin"),
    TeamFacts(ENGINEERING, "Engineering", 3, 6, "Europe/Oslo"),
    TeamFacts(ASSISTANT, "Assistant", 0, 7, "UTC"),
)

BOT = "assistant"
DUTY_MANAGER = "henrik.aalto"

AGENTS = (
    AgentFacts("ines.carvalho", "Inês Carvalho", LISBON, "Europe/Lisbon", Role.LEAD),
    AgentFacts("aoife.brennan", "Aoife Brennan", LISBON, "Europe/Lisbon"),
    AgentFacts("tomas.figueira", "Tomás Figueira", LISBON, "Europe/Lisbon"),
    AgentFacts("matteo.ricciardi", "Matteo Ricciardi", LISBON, "Europe/Rome"),
    AgentFacts("zofia.wrona", "Zofia Wrona", LISBON, "Europe/Warsaw"),
    AgentFacts("mei.lin.tan", "Tan Mei Lin", SINGAPORE, "Asia/Singapore", Role.LEAD),
    AgentFacts("arjun.nair", "Arjun Nair", SINGAPORE, "Asia/Kolkata"),
    AgentFacts("siti.rahmah", "Siti Rahmah", SINGAPORE, "Asia/Singapore"),
    AgentFacts("kenji.morita", "Kenji Morita", SINGAPORE, "Asia/Tokyo"),
    AgentFacts("dana.whitehorse", "Dana Whitehorse", DENVER, "America/Denver", Role.LEAD),
    AgentFacts("marcus.okoro", "Marcus Okoro", DENVER, "America/Denver"),
    AgentFacts("lucia.benavides", "Lucía Benavides", DENVER, "America/Mexico_City"),
    AgentFacts("tyler.lindqvist", "Tyler Lindqvist", DENVER, "America/Denver"),
    AgentFacts("seun.adeyemi", "Seun Adeyemi", TIER_2, "Europe/London", Role.LEAD),
    AgentFacts("hanna.virtanen", "Hanna Virtanen", TIER_2, "Europe/Helsinki"),
    AgentFacts("rafael.duarte", "Rafael Duarte", TIER_2, "America/Sao_Paulo"),
    AgentFacts("priya.raghavan", "Priya Raghavan", TIER_2, "Asia/Kolkata"),
    AgentFacts("linh.pham", "Linh Phạm", TIER_2, "Asia/Ho_Chi_Minh"),
    AgentFacts("margit.kovacs", "Margit Kovács", BILLING, "Europe/Budapest", Role.LEAD),
    AgentFacts("declan.ofoy", "Declan O'Foy", BILLING, "Europe/Dublin"),
    AgentFacts("noor.haddad", "Noor Haddad", BILLING, "Asia/Beirut"),
    AgentFacts("ingrid.solheim", "Ingrid Solheim", ENGINEERING, "Europe/Oslo", Role.LEAD),
    AgentFacts("dmytro.kovalenko", "Dmytro Kovalenko", ENGINEERING, "Europe/Kyiv"),
    AgentFacts("yara.castellanos", "Yara Castellanos", ENGINEERING, "America/Bogota"),
    AgentFacts("chidi.eze", "Chidi Eze", ENGINEERING, "Africa/Lagos"),
    AgentFacts("wren.abernathy", "Wren Abernathy", ASSISTANT, "Europe/London", Role.LEAD),
    AgentFacts("beatriz.amaral", "Beatriz Amaral", "", "Europe/Lisbon", Role.MANAGER),
    AgentFacts(DUTY_MANAGER, "Henrik Aalto", "", "Europe/Helsinki", Role.MANAGER),
    AgentFacts("ruth.mbeki", "Ruth Mbeki", "", "Africa/Johannesburg", Role.ADMIN),
)
BY_USERNAME = {agent.username: agent for agent in AGENTS}

# One of each kind, for the sign-in page.
SIGN_INS = ("aoife.brennan", "hanna.virtanen", "seun.adeyemi", "beatriz.amaral", "ruth.mbeki")

ESCALATION, TO_ENGINEERING, TO_BILLING = "tier-1-to-tier-2", "support-to-engineering", "to-billing"
BOT_TO_AGENT, SHIFT_CHANGE = "bot-to-agent", "shift-change"
REASSIGNMENT, FOLLOW_UP, CHANNEL_MOVE = "reassignment", "follow-up", "channel-move"
_QUARTER, _HOUR = timedelta(minutes=15), timedelta(hours=1)

# Those that are there from the beginning, and one that Ferrywell adds.
HANDOFF_TYPES = (
    TypeFacts(ESCALATION, "Tier 1 to tier 2", "Needs skill or access that the first line lacks.", _QUARTER, _HOUR),
    TypeFacts(TO_ENGINEERING, "To Engineering", "A fault in the product, with a trace or a recipe.", _QUARTER, _HOUR),
    TypeFacts(TO_BILLING, "To Billing", "Money has to move, or a document has to change.", _QUARTER, _HOUR),
    TypeFacts(
        BOT_TO_AGENT, "Assistant to agent", "The Assistant has come to its end.", timedelta(minutes=5), _QUARTER * 2
    ),
    TypeFacts(SHIFT_CHANGE, "Shift change", "Your shift ends and the ticket doesn't.", _QUARTER * 2, 2 * _HOUR),
)
NEED_READ_BACK = (TO_ENGINEERING, SHIFT_CHANGE)
BILLING_ASKS = (
    ("document", "Which document, and how much", "text", ""),
    ("assent", "Assent of your lead", "choice", "Not needed\nAsked for, still open\nGiven by the lead"),
)


def members(team: str) -> list[str]:
    """The people of a team by username, its lead first."""
    return [agent.username for agent in AGENTS if agent.team == team]


def lead(team: str) -> str:
    return next(agent.username for agent in AGENTS if agent.team == team and agent.role == Role.LEAD)


def team_on_shift(utc_hour: int) -> str:
    """Which first line answers at this hour: the sun decides."""
    if 7 <= utc_hour < 15:
        return LISBON
    return DENVER if 15 <= utc_hour < 23 else SINGAPORE


def handoff_type_for(team: str) -> str:
    """The kind of handoff that leads to this team from the first or second line."""
    return {ENGINEERING: TO_ENGINEERING, BILLING: TO_BILLING}.get(team, ESCALATION)
