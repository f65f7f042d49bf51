"""A warm transfer that is going on: Marcus has asked Hanna, and she has a question."""

from datetime import datetime, timedelta

from config.demo import company
from config.demo.directory import SOURCE, Directory
from config.demo.playing import standing_at
from escalation import warm
from escalation.desk import acts
from escalation.package import Package, Sentiment, Step, Urgency
from tickets.models import Ticket

SENDER, ASKED = "marcus.okoro", "hanna.virtanen"
ISSUE = "Stuck or missing"
QUESTION = "Was it released or already picking when they cancelled? That decides where I look."
PACKAGE = Package(
    issue_summary="An order that the customer cancelled was shipped all the same. The order page says cancelled.",
    troubleshooting=(Step("Compared the order page with the carrier", "Cancelled here, out for delivery there"),),
    sentiment=Sentiment.FRUSTRATED,
    sentiment_note="It is not the first time.",
    urgency=Urgency.HIGH,
    business_impact="Goods are gone that nobody pays for.",
    next_best_action="See whether the cancellation reached the warehouse before it picked.",
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
            package=PACKAGE,
            ground_reason=PACKAGE.business_impact,
            is_warm=True,
            by=sender,
        )
    with standing_at(now - timedelta(seconds=20)):
        warm.say(sent, text=QUESTION, by=asked)
