"""From a message, and facts where some are known, to the team that handles it. No database.

Rules first: a route whose facts hold and whose words are said, then what the ticket's known issue type says. Where no
rule speaks, the text is compared with what teams and issue types say of themselves; and where that is not sure enough,
nobody is named: triage looks at it. Where a rule speaks, other routes that fit and what the text is like are the
next-best candidates; where they contradict it, it is less sure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from escalation.criteria import deciding
from escalation.criteria.conditions import value_in_words
from escalation.criteria.definition import Criteria, Route
from escalation.criteria.rules import route_for, route_of_the_rest, routes_for
from escalation.criteria.sayings import affected, error_codes
from escalation.facts import Facts, FactValue, fact
from escalation.routing import rules
from escalation.routing.answer import Answer, Candidate
from escalation.routing.confidence import chance, is_sure
from escalation.routing.matching import Matcher
from escalation.routing.meaning_likeness import Encoder
from escalation.routing.subjects import Likeness, Subject, subjects_of

BY_RULE, BY_TYPE = 0.97, 0.9  # how sure a rule is, and that the team of an issue type is meant
CONTRADICTED = 0.7  # a rule against which another speaks, or which only goes by a word where the text is like another
FEW = 5  # candidates


class Router:
    """Answers who handles a message, by some criteria. Built once for them; safe to share between threads."""

    def __init__(
        self, criteria: Criteria, encoder: Encoder, *, learned: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        """`learned`: how tickets began that a team resolved, by the team's short name."""
        self.criteria = criteria
        self.learned = sum(map(len, (learned or {}).values()))
        self._matcher = Matcher(subjects_of(criteria, learned or {}), encoder)
        self._names = {team.key: team.name for team in criteria.teams}
        self._types = {about.key: about for about in criteria.issue_types}
        rest = route_of_the_rest(criteria.routes)
        self._triage = rest.team if rest else ""

    @property
    def way(self) -> str:
        """By what it compares texts: words or encoder."""
        return self._matcher.way

    def route(self, text: str, facts: Facts | None = None) -> Answer:
        """Who handles it. Facts that are missing or None are unknown, except those that the text itself says."""
        known = _known(text, facts)
        ruled, like = self._ruled(known), self._by_likeness(text, known)
        return self._with_others(ruled, like, known) if ruled else like

    def by_rule(self, text: str, facts: Facts | None = None) -> Answer | None:
        """Who handles it where a rule says so; nothing where only likeness could."""
        return self._ruled(_known(text, facts))

    def _ruled(self, facts: Facts) -> Answer | None:
        found = self._by_rule(facts)
        if found is None:
            return None
        return Answer((rules.with_triggers(found, self.criteria, facts),), False, "rule", self._triage)

    def _with_others(self, ruled: Answer, like: Answer, facts: Facts) -> Answer:
        """What a rule says, and then what else it may be: other routes that fit, and what the text is like."""
        first = ruled.candidates[0]
        fitting = list(routes_for(self.criteria.routes, facts)) if first.route else []
        others: dict[str, Candidate] = {}
        for route in fitting:
            if route.team != first.team:
                others.setdefault(route.team, self._by_route(route, facts).with_confidence(1 - CONTRADICTED))
        doubts = [f"Route “{_name_of(fitting, each.route)}” fits too: {each.name}." for each in others.values()]
        if like.chosen and like.chosen.team != first.team and fitting and rules.goes_by_words(fitting[0], facts):
            doubts.append(f"It is more like what {like.chosen.name} is there for.")
        for each in like.candidates:
            if each.team != first.team:
                others.setdefault(each.team, each.with_confidence(min(each.confidence, 1 - CONTRADICTED)))
        sure = CONTRADICTED if doubts else first.confidence
        chosen = replace(first, confidence=sure, why=(*first.why, *doubts))
        return replace(ruled, candidates=(chosen, *list(others.values())[: FEW - 1]), is_contradicted=bool(doubts))

    def _by_route(self, route: Route, facts: Facts) -> Candidate:
        """By a route; where it goes by a known issue type that has a tree, as far as that leads."""
        why = rules.route_in_words(route, facts, self.criteria.names)
        of_type = next((key for key in rules.types_in(facts) if key in route.issue_types), "")
        name = self._name(route.team)
        candidate = _going(route, name, BY_RULE, why, of_type)
        return rules.by_tree(candidate, self.criteria, facts)

    def _by_rule(self, facts: Facts) -> Candidate | None:
        if route := route_for(self.criteria.routes, facts):
            return self._by_route(route, facts)
        for key in rules.types_in(facts):
            about = self._types.get(key)
            if about and (about.team or rules.tree_of_type(self.criteria, key)):
                why = (f"Issue type “{about.name}” is handled by {self._name(about.team)}.",) if about.team else ()
                decides = deciding.by_type(key)
                name = self._name(about.team)
                candidate = Candidate(about.team, name, BY_TYPE, why, issue_type=key, criterion=decides)
                decided = rules.by_tree(candidate, self.criteria, facts)
                return decided if decided.team else None
        return None

    def _by_likeness(self, text: str, facts: Facts) -> Answer:
        best = self._best_of_each_team(text, facts)
        scores = [score for score, _ in best[: FEW + 1]]
        candidates = []
        for place, (_, candidate) in enumerate(best[:FEW]):
            sure = chance(_lead(scores, place), way=self.way)
            candidates.append(rules.with_triggers(candidate.with_confidence(sure), self.criteria, facts))
        unsure = not candidates or not is_sure(candidates[0].confidence)
        return Answer(tuple(candidates), unsure, self.way, self._triage, _doubt(candidates) if unsure else "")

    def _best_of_each_team(self, text: str, facts: Facts) -> list[tuple[float, Candidate]]:
        """Of each team what the text is likest, the likest first."""
        best: dict[str, tuple[float, Candidate]] = {}
        for likeness in self._matcher.rank(text):
            if likeness.score <= 0 or len(best) > FEW:
                break
            if likeness.subject.team in best and not likeness.subject.issue_type:
                continue
            candidate = self._candidate(likeness, facts)
            if candidate.team:
                best.setdefault(candidate.team, (likeness.score, candidate))
        return list(best.values())

    def _candidate(self, likeness: Likeness, facts: Facts) -> Candidate:
        subject = likeness.subject
        why = tuple(self._likeness_in_words(likeness))
        route = rules.route_of_type(self.criteria, subject.issue_type, facts) if subject.issue_type else None
        if route:
            why = (*why, *rules.route_in_words(route, {}, self.criteria.names))
            name = self._name(route.team)
            going = _going(route, name, 0.0, why, subject.issue_type)
            return rules.by_tree(going, self.criteria, facts)
        candidate = Candidate(subject.team, self._name(subject.team), 0.0, why, issue_type=subject.issue_type)
        return rules.by_tree(candidate, self.criteria, facts)

    def _likeness_in_words(self, likeness: Likeness) -> Iterator[str]:
        about = self._about(likeness.subject)
        if likeness.words:
            yield f"What is said of {about} fits {value_in_words(fact('words'), likeness.words, 'and')}."
        if likeness.topic:
            yield f"It sounds like {likeness.topic}, and so does what is said of {about}."
        if not (likeness.words or likeness.topic):
            yield f"It is nearest in meaning to what is said of {about}."

    def _about(self, subject: Subject) -> str:
        return f"“{subject.name}”" if subject.issue_type else self._name(subject.team)

    def _name(self, team: str) -> str:
        return self._names.get(team, team)


def _going(route: Route, name: str, confidence: float, why: tuple[str, ...], issue_type: str) -> Candidate:
    decides = deciding.by_route(route.key)
    return Candidate(
        route.team, name, confidence, why, route.handoff_type, route.key, issue_type=issue_type, criterion=decides
    )


def _known(text: str, facts: Facts | None) -> Facts:
    """What is known for sure, over what the text says."""
    return {**_said_in(text), **{key: value for key, value in (facts or {}).items() if value is not None}}


def _said_in(text: str) -> dict[str, FactValue | None]:
    codes = error_codes(text)
    return {"words": text, "error_code": codes or None, "has_error_code": bool(codes), "affected": affected(text)}


def _lead(scores: Sequence[float], place: int) -> float:
    """How far one is ahead of the next, or behind the first."""
    if place:
        return scores[place] - scores[0]
    return scores[0] - scores[1] if len(scores) > 1 else scores[0]


def _name_of(routes: Sequence[Route], key: str) -> str:
    return next(route.name for route in routes if route.key == key)


def _doubt(candidates: Sequence[Candidate]) -> str:
    if not candidates or not candidates[0].is_worth_a_look:
        return "Nothing in it is like what is said of any team."
    first, *rest = (each for each in candidates if each.is_worth_a_look)
    between = f" or {rest[0].name}" if rest and first.confidence - rest[0].confidence < 0.2 else ""
    return f"Not sure enough: perhaps {first.name}{between}."
