"""A warm transfer that is going on: Marcus has asked Hanna, and she has a question."""

from dataclasses import replace
from datetime import datetime, timedelta

from config.demo import company, packages
from config.demo.directory import SOURCE, Directory
from config.demo.playing import standing_at
from escalation import warm
from escalation.desk import acts, proposing
from escalation.desk import page as desk
from escalation.package import Package, Sentiment, Step, Urgency
from tickets.models import Agent, Ticket

SENDER, ASKED = "marcus.okoro", "hanna.virtanen"
ISSUE = "Stuck or missing"
QUESTION = "Have you promised them anything about the cost? That decides what I write first."
PACKAGE = Package(
    issue_summary="An order that was cancelled was shipped all the same, again. Nobody pays for the goods.",
    troubleshooting=(Step("Compared the order page with the carrier", "Cancelled here, delivered there"),),
    sentiment=Sentiment.FRUSTRATED,
    sentiment_note="Keeps it light, and means it.",
    urgency=Urgency.HIGH,
    business_impact="Goods are gone that nobody pays for.",
    next_best_action="Offer a return at our cost, then look why the cancellation came too late.",
    details={"reason": "Needs access that we lack"},
)


def begin_a_talk(directory: Directory, now: datetime, prefix: str) -> None:
    """Ask a minute ago, and let the one who is asked join."""
    sender, asked = directory.agents[SENDER], directory.agents[ASKED]
    hers = Ticket.objects.open().filter(source=SOURCE, external_id__startswith=prefix, holder=sender)
    ticket = hers.filter(issue_type__name=ISSUE, handoffs__isnull=True).order_by("pk").first()
    if ticket is None:
        return
    with standing_at(now - timedelta(seconds=70)):
        sent = acts.hand_over(
            ticket,
            type=directory.handoff_types[company.ESCALATION],
            to=directory.teams[company.TIER_2],
            to_agent=asked,
            package=_package(ticket, sender),
            ground_reason=PACKAGE.business_impact,
            is_warm=True,
            by=sender,
        )
    with standing_at(now - timedelta(seconds=20)):
        warm.say(sent, text=QUESTION, by=asked)


def _package(ticket: Ticket, sender: Agent) -> Package:
    """With what the customer answered and the sender noted, as the form would draft it."""
    page = desk.gather(ticket, reader=sender)
    notes = [message.body for message in page.messages if message.is_internal]
    steps = packages.learned(proposing.thread_of(ticket, page), notes)
    return replace(PACKAGE, troubleshooting=(*steps, *PACKAGE.troubleshooting))
