"""The companies that use Ferrywell, and what has happened to them lately."""

from dataclasses import dataclass

from tickets.models import AccountEventKind, Plan


@dataclass(frozen=True)
class AccountFacts:
    name: str
    plan: Plan
    country: str
    time_zone: str


_FREE, _TEAM, _BUSINESS, _ENTERPRISE = Plan.FREE, Plan.TEAM, Plan.BUSINESS, Plan.ENTERPRISE

ACCOUNTS = (
    AccountFacts("Azulejo & Filhos", _BUSINESS, "Portugal", "Europe/Lisbon"),
    AccountFacts("Tinta da Serra", _TEAM, "Portugal", "Europe/Lisbon"),
    AccountFacts("Kaltenbrunn Werkzeug GmbH", _ENTERPRISE, "Germany", "Europe/Berlin"),
    AccountFacts("Blumen Osterkamp", _TEAM, "Germany", "Europe/Berlin"),
    AccountFacts("Nordlicht Papier AG", _BUSINESS, "Germany", "Europe/Berlin"),
    AccountFacts("Van der Meer Scheepsbenodigdheden", _BUSINESS, "Netherlands", "Europe/Amsterdam"),
    AccountFacts("De Gouden Kruidnagel", _ENTERPRISE, "Netherlands", "Europe/Amsterdam"),
    AccountFacts("O'Hanlon & Daughters", _TEAM, "Ireland", "Europe/Dublin"),
    AccountFacts("Pennant Outdoor Supply", _BUSINESS, "United Kingdom", "Europe/London"),
    AccountFacts("Tidewrack Tea Merchants", _TEAM, "United Kingdom", "Europe/London"),
    AccountFacts("Brødrene Aas", _BUSINESS, "Norway", "Europe/Oslo"),
    AccountFacts("Savonlinnan Saha", _FREE, "Finland", "Europe/Helsinki"),
    AccountFacts("Fonderie Marchetti", _ENTERPRISE, "Italy", "Europe/Rome"),
    AccountFacts("Pasticceria Lo Verde", _FREE, "Italy", "Europe/Rome"),
    AccountFacts("Maison Quillevéré", _BUSINESS, "France", "Europe/Paris"),
    AccountFacts("Huilerie du Luberon", _TEAM, "France", "Europe/Paris"),
    AccountFacts("Ceramika Zielona", _TEAM, "Poland", "Europe/Warsaw"),
    AccountFacts("Medinova Hurt", _ENTERPRISE, "Poland", "Europe/Warsaw"),
    AccountFacts("Adebayo Textiles", _BUSINESS, "Nigeria", "Africa/Lagos"),
    AccountFacts("Karoo Fresh Produce", _BUSINESS, "South Africa", "Africa/Johannesburg"),
    AccountFacts("Straits Marine Hardware", _ENTERPRISE, "Singapore", "Asia/Singapore"),
    AccountFacts("Kopi & Kaya Trading", _TEAM, "Singapore", "Asia/Singapore"),
    AccountFacts("Malabar Spice Exchange", _BUSINESS, "India", "Asia/Kolkata"),
    AccountFacts("Deccan Bearings", _ENTERPRISE, "India", "Asia/Kolkata"),
    AccountFacts("Hoshino Stationery", _BUSINESS, "Japan", "Asia/Tokyo"),
    AccountFacts("Yukimura Knives", _TEAM, "Japan", "Asia/Tokyo"),
    AccountFacts("Sông Xanh Furniture", _BUSINESS, "Vietnam", "Asia/Ho_Chi_Minh"),
    AccountFacts("Bluegum Veterinary Supplies", _ENTERPRISE, "Australia", "Australia/Sydney"),
    AccountFacts("Wattle & Daub Hardware", _TEAM, "Australia", "Australia/Melbourne"),
    AccountFacts("Front Range Brewing Parts", _TEAM, "United States", "America/Denver"),
    AccountFacts("Halverson Dental Supply", _ENTERPRISE, "United States", "America/Chicago"),
    AccountFacts("Pike Street Coffee Wholesale", _BUSINESS, "United States", "America/Los_Angeles"),
    AccountFacts("Ozark Feed & Saddle", _FREE, "United States", "America/Chicago"),
    AccountFacts("Lakeshore Lighting Co-op", _BUSINESS, "United States", "America/Chicago"),
    AccountFacts("Érablière Tremblay", _TEAM, "Canada", "America/Toronto"),
    AccountFacts("Saltbox Boat Yard", _FREE, "Canada", "America/Halifax"),
    AccountFacts("Distribuidora Sonora", _BUSINESS, "Mexico", "America/Mexico_City"),
    AccountFacts("Papelería Colibrí", _TEAM, "Mexico", "America/Mexico_City"),
    AccountFacts("Ferragens Paranaense", _BUSINESS, "Brazil", "America/Sao_Paulo"),
    AccountFacts("Café do Planalto", _ENTERPRISE, "Brazil", "America/Sao_Paulo"),
)

CUSTOMERS_EACH = 4

# What may have changed for an account, and so explain a ticket.
EVENTS = (
    (AccountEventKind.UPGRADE, "Moved up to the {plan} plan"),
    (AccountEventKind.UPGRADE, "Renewed {plan} for another year"),
    (AccountEventKind.UPGRADE, "Added a second warehouse, {depot}"),
    (AccountEventKind.UPGRADE, "Trial of the advanced rules began"),
    (AccountEventKind.BILLING, "Changed from card to direct debit"),
    (AccountEventKind.BILLING, "New billing address"),
    (AccountEventKind.BILLING, "Payment of {invoice} failed, paid two days later"),
    (AccountEventKind.BILLING, "Credit of {amount} for an outage"),
    (AccountEventKind.DEPLOYMENT, "{system} connector updated to version {version}"),
    (AccountEventKind.DEPLOYMENT, "{shop} shop connected"),
    (AccountEventKind.DEPLOYMENT, "Switched to API v3"),
    (AccountEventKind.DEPLOYMENT, "New webhook endpoint"),
    (AccountEventKind.DEPLOYMENT, "Sandbox cloned from production"),
    (AccountEventKind.DEPLOYMENT, "Mobile app {version} rolled out in {depot}"),
    (AccountEventKind.INCIDENT, "Crossings to {system} delayed for {minutes} minutes"),
    (AccountEventKind.INCIDENT, "Portal unreachable for {minutes} minutes"),
    (AccountEventKind.OTHER, "Single sign-on switched on"),
    (AccountEventKind.OTHER, "Main contact changed to {colleague}"),
    (AccountEventKind.OTHER, "Visit by the account manager"),
    (AccountEventKind.OTHER, "Imported {count} articles"),
)
