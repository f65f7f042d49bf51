"""Where the criteria confuse people: overrides, wrong teams, wrong answers in drills and re-routes, by what decided."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, Subquery, TextChoices

from escalation.criteria.deciding import UNPUBLISHED, by_route, by_trigger
from escalation.criteria.definition import Verdict
from escalation.criteria.former import names_of
from escalation.criteria.walks import question_of
from escalation.models import (
    Against,
    DrillCase,
    DrillQuestion,
    EventKind,
    Handoff,
    HandoffEvent,
    HandoffGround,
    ReturnReason,
    TreeWalk,
)
from metrics.reports.drill_answers import criterion_of, names_of_cases

HANDED_ON_WITHIN = timedelta(days=1)  # of acknowledging: after it the ticket is likely about something else
MOST = 2_000  # of each trouble, the latest: more say the same


class Trouble(TextChoices):
    """One way in which it shows that criteria are not clear."""

    OVERRIDE = "overrides", "Overridden"
    UNCALLED = "uncalled", "Nothing called for it"
    WRONG_TEAM = "wrong-team", "Wrong team"
    DRILL = "drills", "Wrong in drills"
    REROUTE = "reroutes", "Sent on"

    @property
    def meaning(self) -> str:
        return {
            Trouble.OVERRIDE: "An agent did something else than the questions, the route or a trigger said, and said "
            "why.",
            Trouble.UNCALLED: "It was handed over although no trigger and no questions called for it, by people for a "
            "reason and by bots.",
            Trouble.WRONG_TEAM: "A receiver returned the handoff: it was for another team.",
            Trouble.DRILL: "An answer in a drill named another team.",
            Trouble.REROUTE: "Whoever acknowledged it handed it on to a third team of no higher tier within a day, or "
            "its policy sent it on because nobody acknowledged it.",
        }[self]


@dataclass(frozen=True)
class Found:
    """One time that it happened. `ticket` is nothing where a practice ticket was made up."""

    trouble: Trouble
    criterion: str
    ticket: int | None
    at: datetime
    said: str = ""  # what the agent said, or named instead
    case: DrillCase | None = None  # the practice ticket


@dataclass(frozen=True)
class Line:
    """One route, question or issue type, and how often it went wrong with it."""

    key: str
    name: str
    counts: dict[Trouble, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def clarity(since: datetime) -> list[Line]:
    """What went wrong since then by what decided when it was decided, the worst first. A dozen queries, however much
    went wrong."""
    counted: dict[str, Counter[Trouble]] = defaultdict(Counter)
    for each in found_since(since):
        counted[each.criterion][each.trouble] += 1
    names = {**names_of(counted), **names_of_cases(counted)}
    lines = [Line(key, names.get(key, f"{key} (no longer there)"), dict(counts)) for key, counts in counted.items()]
    return sorted(lines, key=lambda line: (-line.total, line.name))


def found_since(since: datetime) -> list[Found]:
    """Each time, the latest first."""
    found = [*_overridden_walks(since), *_drills(since), *_against(since), *_uncalled(since), *_wrong_teams(since)]
    found += [*_sent_on(since), *_handed_on(since)]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _overridden_walks(since: datetime) -> Iterator[Found]:
    """By the question that led to what was not done."""
    walks = TreeWalk.objects.filter(walked_at__gte=since).exclude(overridden_by_ending="").select_related("revision")
    for walk in walks.order_by("-walked_at")[:MOST]:
        yield Found(Trouble.OVERRIDE, question_of(walk), walk.ticket_id, walk.walked_at, walk.override_reason)


def _against(since: datetime) -> Iterator[Found]:
    """Handoffs elsewhere than was said, by what said it when they were sent: the route, the question or the trigger."""
    grounds = HandoffGround.objects.against_something().filter(handoff__sent_at__gte=since)
    rows = grounds.select_related("handoff", "walk__revision").order_by("-handoff__sent_at")
    for ground in rows[:MOST]:
        yield _by_ground(Trouble.OVERRIDE, ground, _against_what(ground))


def _against_what(ground: HandoffGround) -> str:
    if ground.against == Against.WALK and ground.walk:
        return question_of(ground.walk)
    if ground.against == Against.TRIGGER:
        forbids = next((each["key"] for each in ground.triggers if each["verdict"] == Verdict.FORBIDS), "")
        return by_trigger(forbids)
    return by_route(ground.route)


def _by_ground(trouble: Trouble, ground: HandoffGround, criterion: str) -> Found:
    return Found(trouble, criterion, ground.handoff.ticket_id, ground.handoff.sent_at, ground.reason)


def _drills(since: datetime) -> Iterator[Found]:
    wrong = DrillQuestion.objects.wrong().filter(answered_at__gte=since).select_related("answer", "case")
    for each in wrong.order_by("-answered_at")[:MOST]:
        if each.answered_at:
            said = f"{each.answer} was named"
            yield Found(Trouble.DRILL, criterion_of(each), each.ticket_id, each.answered_at, said, each.case)


def _uncalled(since: datetime) -> Iterator[Found]:
    """What went elsewhere than was said besides counts as overridden alone."""
    grounds = HandoffGround.objects.without_trigger().filter(against=Against.NOTHING, handoff__sent_at__gte=since)
    for ground in grounds.select_related("handoff").order_by("-handoff__sent_at")[:MOST]:
        yield _by_ground(Trouble.UNCALLED, ground, ground.criterion)


def _wrong_teams(since: datetime) -> Iterator[Found]:
    returned = Handoff.objects.filter(return_reason=ReturnReason.WRONG_TEAM, returned_at__gte=since)
    for handoff in returned.select_related("ground").order_by("-returned_at")[:MOST]:
        if handoff.returned_at:
            said = handoff.return_note
            yield Found(Trouble.WRONG_TEAM, _criterion(handoff), handoff.ticket_id, handoff.returned_at, said)


def _criterion(handoff: Handoff) -> str:
    """What decided it, as it was kept; nothing is kept while nothing was published, nor with what is imported."""
    ground = getattr(handoff, "ground", None)
    return ground.criterion if ground else UNPUBLISHED


def _sent_on(since: datetime) -> Iterator[Found]:
    """By a policy."""
    events = HandoffEvent.objects.filter(kind=EventKind.REROUTED, at__gte=since)
    for event in events.select_related("handoff__ground").order_by("-at")[:MOST]:
        yield Found(Trouble.REROUTE, _criterion(event.handoff), event.handoff.ticket_id, event.at, event.text)


def _handed_on(since: datetime) -> Iterator[Found]:
    """By a team that had acknowledged the ticket shortly before, to a third one that is no higher. What decided is what
    had brought it there."""
    brought = Handoff.objects.filter(
        ~Q(from_team=OuterRef("to_team")),
        ticket=OuterRef("ticket"),
        to_team=OuterRef("from_team"),
        returned_at__isnull=True,
        acknowledged_at__lte=OuterRef("sent_at"),
        acknowledged_at__gt=OuterRef("sent_at") - HANDED_ON_WITHIN,
    ).filter(acknowledged_at__gt=since - HANDED_ON_WITHIN)  # follows from the rest: history is not looked through
    latest = brought.order_by("-acknowledged_at", "-pk").values("ground__criterion")[:1]
    sent = Handoff.objects.filter(sent_at__gte=since, withdrawn_at__isnull=True).exclude(from_team=F("to_team"))
    sideways = sent.filter(Exists(brought), to_team__tier__lte=F("from_team__tier"))
    rows = sideways.annotate(decided_by=Subquery(latest)).select_related("from_team", "to_team").order_by("-sent_at")
    for handoff in rows[:MOST]:
        said = f"{handoff.from_team} handed it on to {handoff.to_team}"
        decided_by = UNPUBLISHED if handoff.decided_by is None else handoff.decided_by
        yield Found(Trouble.REROUTE, decided_by, handoff.ticket_id, handoff.sent_at, said)
