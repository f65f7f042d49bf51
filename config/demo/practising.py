"""What people have made of the criteria, and what is to change in them: practice tickets, drills, and a draft."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db.models import Q

from config.demo import company
from config.demo.history import DAYS
from escalation import drills
from escalation.criteria import grounds
from escalation.criteria.definition import Operator, Verdict
from escalation.models import DrillCase, Handoff, ReturnReason, Trigger
from metrics.reports.clarity import Trouble, found_since
from tickets.models import Agent, IssueType, Plan, Team


@dataclass(frozen=True)
class Case:
    """One practice ticket."""

    subject: str
    body: str
    plan: Plan
    issue_type: str  # empty: nobody has looked yet
    team: str
    why: str


CASES = (
    Case(
        "Two of our people see each other's baskets",
        (
            "Since the update this morning my colleague sees my basket, with our prices in it, and I see hers. We are "
            "two different companies of one group, so this must not be."
        ),
        Plan.BUSINESS,
        "incidents-security",
        company.ENGINEERING,
        "Whoever sees what is not theirs has a leak, however friendly it sounds. That never waits for the first line.",
    ),
    Case(
        "Refund for the crossings that were sent twice",
        "You have told us that the doubled orders were your fault. Fine. When do we get the fees for them back?",
        Plan.TEAM,
        "",
        company.BILLING,
        "The doubled orders are solved; what is left is money, and only Billing can pay back.",
    ),
    Case(
        "Slow for me, quick for the colleague beside me",
        "Every page takes a minute since Monday. Anna at the next desk has no trouble, same office, same screen.",
        Plan.TEAM,
        "portal-speed",
        company.LISBON,
        "One user, while others are quick: it is the browser or the network. Stay with it before you escalate.",
    ),
    Case(
        "502 on every second call",
        "Our nightly job gets a 502 from /orders on about every second call, since the maintenance on Sunday.",
        Plan.ENTERPRISE,
        "api-errors",
        company.TIER_2,
        "Some calls fail and some do not: Tier 2 reads the request log. Engineering is for when every call fails.",
    ),
    Case(
        "Please add three seats",
        "We have three new people in the warehouse in Gdynia. Can you add seats for them, and what does it cost?",
        Plan.TEAM,
        "",
        company.BILLING,
        "A seat changes the bill. The first line may explain the price, and Billing adds it.",
    ),
    Case(
        "Okta says yes, Ferrywell says no",
        "All of us get “access denied” after signing in with Okta. The logs of Okta say that everything was fine.",
        Plan.ENTERPRISE,
        "access-single-sign-on",
        company.TIER_2,
        "All users, with a company's own sign-in: Tier 2 can read what the provider answered.",
    ),
)

# Who has taken drills, how many days ago each was, and how many answers were wrong.
TAKEN = (
    ("tomas.figueira", (41, 1)),
    ("zofia.wrona", (33, 4)),
    ("zofia.wrona", (32, 1)),
    ("arjun.nair", (26, 3)),
    ("marcus.okoro", (20, 0)),
    ("lucia.benavides", (12, 2)),
    ("lucia.benavides", (9, 0)),
    ("tyler.lindqvist", (4, 5)),
)
# Whom people name who do not know better.
MISTAKEN_FOR = {
    company.ENGINEERING: company.TIER_2,
    company.TIER_2: company.ENGINEERING,
    company.BILLING: company.LISBON,
    company.LISBON: company.TIER_2,
}


REASONS = (
    "They had the same customer last week.",
    "It looked like theirs from the error code.",
    "The customer asked for them by name.",
    "I was not sure, and they are quick.",
    "My lead said to try them first.",
)


def practise(now: datetime) -> None:
    """Of a demo whose history is there."""
    _what_went_wrong(now - timedelta(days=DAYS))
    _practice_tickets()
    _drills(now)
    _draft()


def _what_went_wrong(since: datetime) -> None:
    """What the handoffs rested on that came back from the wrong team, or were sent on."""
    sent_on = {each.ticket for each in found_since(since) if each.trouble == Trouble.REROUTE}
    wrong = Handoff.objects.filter(Q(return_reason=ReturnReason.WRONG_TEAM) | Q(ticket__in=sent_on), ground=None)
    for handoff in wrong.select_related("ticket", "type", "to_team").order_by("pk"):
        reason = Random(f"why {handoff.pk}").choice(REASONS)  # noqa: S311
        ground = grounds.of(handoff.ticket, type=handoff.type, to=handoff.to_team, at=handoff.sent_at)
        grounds.keep(ground, handoff, reason=reason)


def _practice_tickets() -> None:
    teams = {team.slug: team for team in Team.objects.all()}
    kinds = {kind.slug: kind for kind in IssueType.objects.all()}
    DrillCase.objects.bulk_create(
        DrillCase(
            subject=case.subject,
            body=case.body,
            plan=case.plan,
            issue_type=kinds.get(case.issue_type),
            team=teams[case.team],
            why=case.why,
        )
        for case in CASES
    )


def _drills(now: datetime) -> None:
    """Taken as people take them, by one service after the other."""
    for username, (days, wrong) in TAKEN:
        agent = Agent.objects.get(username=username)
        rng = Random(f"drill of {username}, {days} days ago")  # noqa: S311 - a demo that is the same every time
        try:
            _take(agent, now - timedelta(days=days, minutes=rng.uniform(0, 300)), wrong, rng)
        except drills.NotEnough:  # in a demo with fewer tickets
            continue


def _take(agent: Agent, at: datetime, wrong: int, rng: Random) -> None:
    teams = {team.slug: team for team in Team.objects.all()}
    drill = drills.begin(agent, at=at, dice=rng)
    asked = list(drill.questions.order_by("position").select_related("right_team"))
    missed = set(rng.sample([question.pk for question in asked], wrong))
    for question in asked:
        drills.show_next(drill, at=at)
        at += timedelta(seconds=rng.uniform(4, 14) + (rng.uniform(5, 40) if question.pk in missed else 0))
        right = question.right_team
        instead = teams[MISTAKEN_FOR.get(right.slug, company.TIER_2)]
        drills.say(question, team=instead if question.pk in missed else right, at=at)


def _draft() -> None:
    """What an admin would like to change, saved and not published: some handoffs less, and some more."""
    Trigger.objects.filter(slug="money-has-to-move").update(verdict=Verdict.CALLS_FOR)
    everybody = Trigger.objects.get(slug="everybody-and-long")
    everybody.conditions.create(
        fact="plan", operator=Operator.NONE_OF, value="\n".join([Plan.FREE, Plan.TEAM]), position=2
    )
