"""From a message, and facts where some are known, to the team that handles it. No database.

Rules first: a route whose facts hold and whose words are said, then what the ticket's known issue type says. Only
where no rule speaks the text is compared with what teams and issue types say of themselves; and where that is not
sure enough, nobody is named: triage looks at it.
"""

from collections.abc import Iterator, Mapping, Sequence

from escalation.criteria.conditions import holds, in_words, value_in_words
from escalation.criteria.definition import Condition, Criteria, Operator, Route, Trigger, Verdict
from escalation.facts import Facts, FactValue, fact
from escalation.routing.answer import Answer, Candidate
from escalation.routing.confidence import SURE, chance
from escalation.routing.matching import Matcher
from escalation.routing.meaning_likeness import Encoder
from escalation.routing.subjects import Likeness, Subject, subjects_of

BY_RULE, BY_TYPE = 0.97, 0.9  # how sure a rule is, and that the team of an issue type is meant
FEW = 5  # candidates


class Router:
    """Answers who handles a message, by some criteria. Built once for them; safe to share between threads."""

    def __init__(
        self, criteria: Criteria, encoder: Encoder, *, learned: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self.criteria = criteria
        self._matcher = Matcher(subjects_of(criteria, learned or {}), encoder)
        self._names = {team.key: team.name for team in criteria.teams}
        self._types = {about.key: about for about in criteria.issue_types}
        self._triage = next((route.team for route in criteria.routes if _takes_the_rest(route)), "")

    def route(self, text: str, facts: Facts | None = None) -> Answer:
        """Who handles it. `facts` that are missing or None are unknown; `words` is the text unless given."""
        known: dict[str, FactValue | None] = {"words": text, **(facts or {})}
        ruled = self._by_rule(known)
        if ruled:
            return Answer((self._with_triggers(ruled, known),), abstained=False, way="rule", triage=self._triage)
        return self._by_likeness(text, known)

    def _by_rule(self, facts: Facts) -> Candidate | None:
        for route in self.criteria.routes:
            if not _takes_the_rest(route) and _fits(route, facts):
                return self._of_route(route, BY_RULE, _reasons(route, facts))
        for key in _types_in(facts):
            if key in self._types and self._types[key].team:
                about = self._types[key]
                why = (f"Issue type “{about.name}” is handled by {self._name(about.team)}.",)
                return Candidate(about.team, self._name(about.team), BY_TYPE, why, issue_type=key)
        return None

    def _by_likeness(self, text: str, facts: Facts) -> Answer:
        best: dict[str, tuple[Likeness, Route | None]] = {}
        for likeness in self._matcher.rank(text):
            route = self._route_for(likeness.subject, facts)
            team = route.team if route else likeness.subject.team
            if team and likeness.score > 0:
                best.setdefault(team, (likeness, route))
        ranked = list(best.items())[: FEW + 1]
        scores = [likeness.score for _, (likeness, _) in ranked]
        candidates = tuple(
            self._with_triggers(self._of_likeness(team, likeness, route, _lead(scores, place)), facts)
            for place, (team, (likeness, route)) in enumerate(ranked[:FEW])
        )
        unsure = not candidates or candidates[0].confidence < SURE
        return Answer(candidates, unsure, self._matcher.way, self._triage, _doubt(candidates) if unsure else "")

    def _of_likeness(self, team: str, likeness: Likeness, route: Route | None, lead: float) -> Candidate:
        subject = likeness.subject
        sure = chance(likeness.score, lead, way=self._matcher.way)
        why = tuple(_likeness_in_words(likeness, self._name(team)))
        if route:
            return self._of_route(route, sure, (*why, *_reasons(route, {})), issue_type=subject.issue_type)
        return Candidate(team, self._name(team), sure, why, issue_type=subject.issue_type)

    def _of_route(self, route: Route, sure: float, why: tuple[str, ...], issue_type: str = "") -> Candidate:
        return Candidate(route.team, self._name(route.team), sure, why, route.handoff_type, route.key, issue_type)

    def _route_for(self, subject: Subject, facts: Facts) -> Route | None:
        """The route that what was taken for this issue type would go by."""
        if not subject.issue_type:
            return None
        assumed = {**facts, "issue_type": (subject.issue_type,)}
        fitting = (route for route in self.criteria.routes if route.issue_types and _fits(route, assumed))
        return next(fitting, None)

    def _with_triggers(self, candidate: Candidate, facts: Facts) -> Candidate:
        """The handoff type that triggers call for or suggest; without one that a trigger forbids."""
        assumed = {
            **facts,
            "issue_type": facts.get("issue_type") or ((candidate.issue_type,) if candidate.issue_type else None),
        }
        fired = [trigger for trigger in self.criteria.triggers if holds(trigger.when, assumed)]
        handoff_type, why = _handoff_type(candidate.handoff_type, fired)
        return Candidate(
            candidate.team,
            candidate.name,
            candidate.confidence,
            (*candidate.why, *why),
            handoff_type,
            candidate.route,
            candidate.issue_type,
        )

    def _name(self, team: str) -> str:
        return self._names.get(team, team)


def _takes_the_rest(route: Route) -> bool:
    """It asks for nothing: what no other route fits goes there."""
    return not (route.when.members or route.issue_types or route.words)


def _fits(route: Route, facts: Facts) -> bool:
    if not holds(route.when, facts):
        return False
    named = bool(route.issue_types or route.words)
    return not named or bool(set(route.issue_types).intersection(_types_in(facts))) or _says(route, facts)


def _says(route: Route, facts: Facts) -> bool:
    return bool(route.words) and holds(Condition("words", Operator.CONTAINS_ANY, route.words), facts)


def _types_in(facts: Facts) -> tuple[str, ...]:
    known = facts.get("issue_type")
    return known if isinstance(known, tuple) else ()


def _reasons(route: Route, facts: Facts) -> tuple[str, ...]:
    asked = in_words(route.when)
    if _says(route, facts):
        said = tuple(word for word in route.words if holds(Condition("words", Operator.CONTAINS_ANY, (word,)), facts))
        asked = " and ".join(part for part in (asked, f"it says {value_in_words(fact('words'), said, 'and')}") if part)
    first = f"Route “{route.name}”{f': {asked}' if asked else ''}."
    return (first, route.why) if route.why else (first,)


def _handoff_type(wanted: str, fired: Sequence[Trigger]) -> tuple[str, tuple[str, ...]]:
    """What is left of a route's handoff type after the triggers that fired, and what they say."""
    forbidden = {trigger.handoff_type for trigger in fired if trigger.verdict == Verdict.FORBIDS}
    called = [each for each in fired if each.verdict == Verdict.CALLS_FOR and each.handoff_type not in forbidden]
    suggested = [each for each in fired if each.verdict == Verdict.SUGGESTS and each.handoff_type not in forbidden]
    chosen = called[0].handoff_type if called else wanted or (suggested[0].handoff_type if suggested else "")
    return "" if chosen in forbidden else chosen, tuple(_trigger_in_words(fired))


def _trigger_in_words(fired: Sequence[Trigger]) -> Iterator[str]:
    for trigger in fired:
        because = trigger.why or in_words(trigger.when)
        yield f"Trigger “{trigger.name}” {trigger.verdict} {trigger.handoff_type}{f': {because}' if because else ''}."


def _likeness_in_words(likeness: Likeness, team: str) -> Iterator[str]:
    subject = likeness.subject
    about = f"“{subject.name}”" if subject.issue_type else team
    if likeness.words:
        yield f"What is said of {about} fits {value_in_words(fact('words'), likeness.words, 'and')}."
    else:
        yield f"It is nearest in meaning to what is said of {about}."


def _lead(scores: Sequence[float], place: int) -> float:
    """How far one is ahead of the next, or behind the first."""
    if place:
        return scores[place] - scores[0]
    return scores[0] - scores[1] if len(scores) > 1 else scores[0]


def _doubt(candidates: Sequence[Candidate]) -> str:
    if not candidates:
        return "Nothing in it is like what is said of any team."
    first, *rest = candidates
    between = f" or {rest[0].name}" if rest and first.confidence - rest[0].confidence < 0.2 else ""
    return f"Not sure enough: perhaps {first.name}{between}."
