"""What is worth a look in the rules: some that can never count, some that stand in each other's way. No database."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from escalation.criteria.conditions import holds
from escalation.criteria.definition import Condition, Criteria, Group, Match, Route, Tree, Trigger, Verdict
from escalation.criteria.naming import Names, misspelt
from escalation.criteria.rules import fired, fits, route_of_the_rest
from escalation.criteria.tree_problems import telling_values
from escalation.facts import Facts, fact

FEW = 5  # tickets that show an overlap; fewer are chance


def reports(criteria: Criteria, tickets: Sequence[Facts], *, names: Names | None = None) -> list[str]:
    """Sentences for whoever edits the rules; `tickets` are the latest, to try them on, and `names` those in use."""
    return [
        *(misspelt(criteria, names) if names else ()),
        *_never_hold(criteria),
        *_unreachable(criteria.routes),
        *_without_triage(criteria),
        *_two_for_one_type(criteria.trees),
        *_dead(criteria, tickets),
        *_overlapping_routes(criteria.routes, tickets),
        *_contradicting_triggers(criteria.triggers, tickets),
    ]


def _never_hold(criteria: Criteria) -> Iterator[str]:
    for trigger in criteria.triggers:
        if not trigger.when.members:
            yield f"Trigger “{trigger.name}” has no condition, so it never fires."
    rules: list[tuple[str, Trigger | Route]] = [("Trigger", each) for each in criteria.triggers]
    rules += [("Route", each) for each in criteria.routes]
    for what, rule in rules:
        if is_impossible(rule.when):
            yield f"{what} “{rule.name}” asks for things that exclude each other, so it never counts."


def is_impossible(group: Group) -> bool:
    """Whether two conditions on one fact, both of which must hold, leave no value."""
    alone = [member for member in group.members if isinstance(member, Condition)]
    if group.match == Match.ANY and len(alone) > 1:
        return False
    return any(_excluded(pair) for pair in combinations(alone, 2) if pair[0].fact == pair[1].fact)


def _excluded(pair: tuple[Condition, Condition]) -> bool:
    of = fact(pair[0].fact)
    values = list(telling_values(of, [condition.value for condition in pair]))
    return not any(all(holds(condition, {of.key: value}) for condition in pair) for value in [None, *values])


def _unreachable(routes: Sequence[Route]) -> Iterator[str]:
    """A route all of whose tickets an earlier one takes."""
    for number, route in enumerate(routes):
        for earlier in routes[:number]:
            if covers(earlier, route):
                yield f"Route “{route.name}” is never reached: “{earlier.name}” stands above it and takes all it would."
                break


def _without_triage(criteria: Criteria) -> Iterator[str]:
    if criteria.routes and route_of_the_rest(criteria.routes) is None:
        yield (
            "No route takes the rest, so nobody is named for what fits nowhere: "
            "add one without conditions, issue types and words, to the team that does triage."
        )


def _two_for_one_type(trees: Sequence[Tree]) -> Iterator[str]:
    for first, second in combinations(trees, 2):
        for kind in sorted({*first.issue_types} & {*second.issue_types}):
            pair = f"Trees “{first.name}” and “{second.name}”"
            yield f"{pair} are both for the issue type “{kind}”: “{first.name}” counts."


def covers(earlier: Route, later: Route) -> bool:
    """Whether whatever fits the later route surely fits the earlier one. What takes the rest takes it from none."""
    if earlier.takes_the_rest != later.takes_the_rest:
        return False
    return _about_covers(earlier, later) and _when_covers(earlier.when, later.when)


def _about_covers(earlier: Route, later: Route) -> bool:
    if not (earlier.issue_types or earlier.words):
        return True
    same = set(later.issue_types) <= set(earlier.issue_types) and set(later.words) <= set(earlier.words)
    return bool(later.issue_types or later.words) and same


def _when_covers(earlier: Group, later: Group) -> bool:
    if not earlier.members or earlier == later:
        return True
    if Match.ANY in (earlier.match, later.match) and len(earlier.members) + len(later.members) > 2:
        return False
    return set(earlier.members) <= set(later.members)


def _dead(criteria: Criteria, tickets: Sequence[Facts]) -> Iterator[str]:
    if len(tickets) < 100:
        return  # too few to say that something never happens
    for trigger in criteria.triggers:
        if trigger.when.members and not any(holds(trigger.when, facts) for facts in tickets):
            yield f"Trigger “{trigger.name}” fired for none of the last {len(tickets)} tickets."
    for route in criteria.routes:
        if not route.takes_the_rest and not any(fits(route, facts) for facts in tickets):
            yield f"Route “{route.name}” fitted none of the last {len(tickets)} tickets."


def _overlapping_routes(routes: Sequence[Route], tickets: Sequence[Facts]) -> Iterator[str]:
    routes = [route for route in routes if not route.takes_the_rest]
    fitting = {route.key: _numbers(fits(route, facts) for facts in tickets) for route in routes}
    for first, second in combinations(routes, 2):
        both = len(fitting[first.key] & fitting[second.key])
        if first.team != second.team and both >= FEW:
            yield (
                f"Routes “{first.name}” and “{second.name}” lead to different teams, and both fitted {both} of the "
                f"last {len(tickets)} tickets: “{first.name}” counts, as it stands first."
            )


def _contradicting_triggers(triggers: Sequence[Trigger], tickets: Sequence[Facts]) -> Iterator[str]:
    firing = {trigger.key: _numbers(bool(fired([trigger], facts)) for facts in tickets) for trigger in triggers}
    for first, second in combinations(triggers, 2):
        against = (first.verdict == Verdict.FORBIDS) != (second.verdict == Verdict.FORBIDS)
        both = len(firing[first.key] & firing[second.key])
        if against and first.handoff_type == second.handoff_type and both:
            pair = f"Triggers “{first.name}” and “{second.name}”"
            yield f"{pair} said the opposite of each other for {both} of the last {len(tickets)} tickets."


def _numbers(each: Iterable[bool]) -> set[int]:
    return {number for number, so in enumerate(each) if so}
