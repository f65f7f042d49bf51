"""How drills went by what decided: how often each team was named, how often that was right, and how long it took."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from escalation.models import DrillCase, DrillQuestion

MOST = 2_000  # answers, the latest
CASE = "case:"  # of a practice ticket that nothing in the criteria decides


@dataclass(frozen=True)
class Named:
    """One team, as the answer that people gave."""

    team: str
    times: int
    right: int
    seconds: float | None  # in the middle


@dataclass(frozen=True)
class Drilled:
    """How drills went for one criterion."""

    key: str
    name: str
    asked: int
    wrong: int
    seconds: float | None  # in the middle
    named: Sequence[Named]  # the most often first

    @property
    def instead(self) -> str:
        """The team that was named wrongly most often."""
        wrong = [each for each in self.named if each.times > each.right]
        return max(wrong, key=lambda each: each.times - each.right).team if wrong else ""


def criterion_of(question: DrillQuestion) -> str:
    """What decided it; where nothing did, the practice ticket itself."""
    if question.criterion or question.case_id is None:
        return question.criterion
    return f"{CASE}{question.case_id}"


def answers_since(since: datetime) -> list[DrillQuestion]:
    """The latest answers since then, the latest first."""
    rows = DrillQuestion.objects.answered().filter(answered_at__gte=since)
    return list(rows.select_related("answer", "right_team", "case").order_by("-answered_at")[:MOST])


def drilled(answers: Iterable[DrillQuestion], names: Mapping[str, str]) -> list[Drilled]:
    """By what decided each, the largest share of wrong answers first; one asked nothing of is not there."""
    asked: dict[str, list[DrillQuestion]] = defaultdict(list)
    for question in answers:
        asked[criterion_of(question)].append(question)
    found = [_drilled(key, names.get(key, f"{key} (no longer there)"), questions) for key, questions in asked.items()]
    return sorted(found, key=lambda each: (-each.wrong / each.asked, -each.asked, each.name))


def names_of_cases(keys: Iterable[str]) -> dict[str, str]:
    """What practice tickets are called, by the keys they have here. A query where any is asked for."""
    numbers = [int(key.removeprefix(CASE)) for key in keys if key.startswith(CASE) and key[len(CASE) :].isdecimal()]
    if not numbers:
        return {}
    subjects = DrillCase.objects.filter(pk__in=numbers).values_list("pk", "subject")
    return {f"{CASE}{number}": f"Practice ticket “{subject}”" for number, subject in subjects}


def _drilled(key: str, name: str, questions: Sequence[DrillQuestion]) -> Drilled:
    by_team: dict[str, list[DrillQuestion]] = defaultdict(list)
    for question in questions:
        by_team[str(question.answer)].append(question)
    named = [
        Named(team, len(found), sum(each.is_right for each in found), _middle(found)) for team, found in by_team.items()
    ]
    return Drilled(
        key=key,
        name=name,
        asked=len(questions),
        wrong=sum(not question.is_right for question in questions),
        seconds=_middle(questions),
        named=sorted(named, key=lambda each: (-each.times, each.team)),
    )


def _middle(questions: Iterable[DrillQuestion]) -> float | None:
    took = [question.took.total_seconds() for question in questions if question.took is not None]
    return median(took) if took else None
