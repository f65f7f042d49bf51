"""Which triggers fire for the facts of a ticket, and which route it takes. No database."""

from collections.abc import Iterable, Iterator, Sequence

from escalation.criteria.conditions import UNNAMED, Named, holds, in_words
from escalation.criteria.definition import Condition, Group, Operator, Route, Trigger
from escalation.criteria.values import lines
from escalation.facts import Facts
from tickets.models import IssueType


def fired(triggers: Iterable[Trigger], facts: Facts) -> list[Trigger]:
    """Those whose conditions hold, in their order. One without conditions never fires: it would say nothing."""
    return [trigger for trigger in triggers if trigger.when.members and holds(trigger.when, facts)]


def fits(route: Route, facts: Facts) -> bool:
    """Whether its conditions hold, and the ticket is of one of its issue types or says one of its words."""
    return holds(route.when, facts) and (not (route.issue_types or route.words) or _is_about(route, facts))


def _is_about(route: Route, facts: Facts) -> bool:
    of_type = Condition("issue_type", Operator.ONE_OF, route.issue_types)
    by_words = Condition("words", Operator.CONTAINS_ANY, route.words)
    return (bool(route.issue_types) and holds(of_type, facts)) or (bool(route.words) and holds(by_words, facts))


def route_for(routes: Sequence[Route], facts: Facts) -> Route | None:
    """The first that fits. One that takes the rest decides nothing: what fits nowhere is for its team to look at."""
    return next(routes_for(routes, facts), None)


def routes_for(routes: Iterable[Route], facts: Facts) -> Iterator[Route]:
    """All that fit, in the order in which they count, leaving aside what takes the rest."""
    return (route for route in routes if not route.takes_the_rest and fits(route, facts))


def route_of_the_rest(routes: Iterable[Route]) -> Route | None:
    """The one by which what fits nowhere goes: to triage."""
    return next((route for route in routes if route.takes_the_rest), None)


def sentence(trigger: Trigger, names: Named = UNNAMED) -> str:
    """What fired, to stand after "because"."""
    return in_words(trigger.when, names)


def about(kinds: Iterable[IssueType], words: str, when: Group) -> Route:
    """A route that is still being written: what it is about, without where it goes."""
    return Route("", "", "", when=when, issue_types=tuple(kind.slug for kind in kinds), words=lines(words))


def route_in_words(route: Route, names: Named = UNNAMED) -> str:
    """When it applies: `issue type is billing or words contain any of “invoice”, and plan is not Free`."""
    about = [
        in_words(Condition(fact, operator, values), names)
        for fact, operator, values in (
            ("issue_type", Operator.ONE_OF, route.issue_types),
            ("words", Operator.CONTAINS_ANY, route.words),
        )
        if values
    ]
    return ", and ".join(filter(None, [" or ".join(about), in_words(route.when, names)])) or "nothing else fits"
