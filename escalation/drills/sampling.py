"""Which tickets a drill asks about, and what is right of each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from escalation.criteria import gathering
from escalation.facts import Facts
from escalation.models import DrillCase
from escalation.models.drill import QUESTIONS
from escalation.routing.answer import Answer
from escalation.routing.router import Router
from escalation.routing.standing import standing_router
from tickets.models import Agent, IssueType, Message, Plan, Status, Team, Ticket

POOL = 300  # of the tickets resolved last
MOSTLY_ENOUGH = 60  # of them, to find those of one drill
MOST_MADE_UP = 4  # of ten, while there are enough real ones
LONGEST = 1_500  # characters of what the customer wrote
# What is known before anybody has looked at a ticket: the rest would give the answer away.
KNOWN_AT_FIRST = ("plan", "issue_type", "channel", "account_events", "special_circumstances")


class NotEnough(Exception):
    """There are too few tickets to ask about; `found` is how many there are."""

    def __init__(self, found: int) -> None:
        super().__init__(f"A drill asks about {QUESTIONS} tickets, and {found} are fit for it")
        self.found = found


@dataclass(frozen=True)
class Sample:
    """A ticket to ask about, with the right answer and why it is."""

    subject: str
    body: str
    known: Sequence[tuple[str, str]]
    team: int
    why: Sequence[str]
    criterion: str = ""
    ticket: int | None = None
    case: int | None = field(default=None, compare=False)


def fit(agent: Agent, *, at: datetime) -> int:
    """How many tickets she could be asked about; those of one drill are looked for, and no more."""
    router = standing_router()
    found = {(sample.subject, sample.case) for sample in _made_up(router)}
    resolved = _resolved(agent, router, at)
    while len(found) < QUESTIONS and (sample := next(resolved, None)):
        found.add((sample.subject, None))
    return min(len(found), QUESTIONS)


def _fit(agent: Agent, at: datetime) -> tuple[list[Sample], list[Sample]]:
    """Resolved tickets, nothing asked twice, and those that admins wrote."""
    router = standing_router()
    real = {sample.subject: sample for sample in _resolved(agent, router, at)}
    return list(real.values()), list(_made_up(router))


def samples(agent: Agent, *, at: datetime, dice: Random) -> list[Sample]:
    """Ten for this agent, of as many teams as can be. Raises NotEnough."""
    resolved, made_up = _fit(agent, at)
    real = list(_of_many_teams(resolved, dice))
    dice.shuffle(made_up)
    few = max(QUESTIONS - len(real), min(MOST_MADE_UP, len(made_up)))
    chosen = [*made_up[:few], *real][:QUESTIONS]
    if len(chosen) < QUESTIONS:
        raise NotEnough(len(real) + len(made_up))
    dice.shuffle(chosen)
    return chosen


def _of_many_teams(found: Iterable[Sample], dice: Random) -> Iterator[Sample]:
    """In turn one of each team."""
    by_team: dict[int, list[Sample]] = defaultdict(list)
    for sample in found:
        by_team[sample.team].append(sample)
    piles = list(by_team.values())
    for pile in piles:
        dice.shuffle(pile)
    dice.shuffle(piles)
    while piles:
        yield from (pile.pop() for pile in piles)
        piles = [pile for pile in piles if pile]


def _resolved(agent: Agent, router: Router, at: datetime) -> Iterator[Sample]:
    """Resolved tickets that she may see, where the criteria name the team that solved it."""
    visible = Ticket.objects.visible_to(agent).filter(status=Status.RESOLVED).order_by("-resolved_at", "-pk")
    visible = visible.select_related("team", "account", "issue_type__parent")
    for begin, end in ((0, MOSTLY_ENOUGH), (MOSTLY_ENOUGH, POOL)):
        yield from _where_rules_agree(list(visible[begin:end]), router, at)


def _where_rules_agree(found: Sequence[Ticket], router: Router, at: datetime) -> Iterator[Sample]:
    facts = gathering.gather([ticket.pk for ticket in found], at=at)
    first = Message.objects.openings([ticket.pk for ticket in found])
    for ticket in found:
        if ticket.pk not in first:
            continue
        known = {key: facts[ticket.pk][key] for key in KNOWN_AT_FIRST}
        told = Told(ticket.subject, first[ticket.pk][:LONGEST], known)
        answer = told.answer(router)
        if answer and answer.team == ticket.team.slug:
            names = _names(ticket.account.plan, ticket.issue_type)
            yield told.sample(router, names, team=ticket.team, ticket=ticket.pk)


def _made_up(router: Router) -> Iterator[Sample]:
    """Those of admins; the criteria's own words are added where they agree."""
    for case in DrillCase.objects.in_use().select_related("team", "issue_type__parent__parent"):
        known = {"plan": case.plan or None, "issue_type": gathering.kinds_of(case.issue_type)}
        told = Told(case.subject, case.body[:LONGEST], known)
        names = _names(case.plan, case.issue_type)
        yield told.sample(router, names, team=case.team, case=case.pk, why=(case.why,))


def _names(plan: str, issue_type: IssueType | None) -> list[tuple[str, str]]:
    """What is known, as the ticket's page says it: an issue type behind what it is a part of."""
    known = [("Plan", Plan(plan).label)] if plan else []
    if issue_type is None:
        return known
    wider = f"{issue_type.parent}, " if issue_type.parent else ""
    return [*known, ("Issue type", f"{wider}{issue_type}")]


@dataclass(frozen=True)
class Told:
    """What is known of a ticket when nobody has looked at it yet."""

    subject: str
    body: str
    known: Facts

    def answer(self, router: Router) -> Answer | None:
        """What a rule says of it, if one does."""
        return router.by_rule(self._words, self.known)

    def sample(
        self,
        router: Router,
        names: Sequence[tuple[str, str]],
        *,
        team: Team,
        ticket: int | None = None,
        case: int | None = None,
        why: Sequence[str] = (),
    ) -> Sample:
        answer = self.answer(router)
        if answer is None or answer.team != team.slug:
            return Sample(self.subject, self.body, names, team.pk, why, "", ticket, case)
        decides = answer.chosen.criterion if answer.chosen else ""
        return Sample(self.subject, self.body, names, team.pk, (*why, *answer.why), decides, ticket, case)

    @property
    def _words(self) -> str:
        return f"{self.subject}\n{self.body}"
