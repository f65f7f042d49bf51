"""Values and groups of conditions as rows hold them: a text, of several values one on each line. No database."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Protocol

from escalation.criteria.conditions import condition
from escalation.criteria.definition import Condition, Group, Match, Operator, Value
from escalation.facts import FACTS, BadFact, Kind, write_duration

LETTERS = "ABCDE"
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}


class ConditionRow(Protocol):
    """A row of a trigger or a route, saved or still in a form."""

    fact: str
    operator: str
    value: str
    group: str


class TooManyGroups(ValueError):
    """Rows have no more groups than letters."""


def write_value(value: Value) -> str:
    """As `read_value` reads it back."""
    if isinstance(value, timedelta):
        return write_duration(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "\n".join(value) if isinstance(value, tuple) else str(value)


def read_condition(fact: str, operator: str, text: str) -> Condition:
    """A condition whose value somebody typed. Raises BadFact."""
    if fact in FACTS and operator in Operator.values and not text.strip():
        raise BadFact(f"Say what “{FACTS[fact].label}” is compared with.")
    return condition(fact, operator, _raw(fact, operator, text.strip()))


def _raw(fact: str, operator: str, text: str) -> object:
    of = FACTS.get(fact)
    if operator == Operator.KNOWN or (of and of.kind == Kind.YES_NO):
        return _YES_NO.get(text.lower(), text)
    if of and of.kind == Kind.NUMBER:
        return _number(text)
    if operator in (Operator.IS, Operator.IS_NOT) or (of and of.kind == Kind.DURATION):
        return text
    return [line.strip() for line in text.splitlines() if line.strip()]


def _number(text: str) -> object:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def rows_of(group: Group) -> Iterator[tuple[Condition, str]]:
    """Each condition with the letter of its group. Raises TooManyGroups."""
    letters = iter(LETTERS)
    for member in group.members:
        if isinstance(member, Condition):
            yield member, ""
            continue
        letter = next(letters, None)
        if letter is None:
            raise TooManyGroups(f"There are more than {len(LETTERS)} groups of conditions.")
        yield from ((inner, letter) for inner in member.members if isinstance(inner, Condition))


def group_of(match: str, rows: Iterable[ConditionRow]) -> Group:
    """What rows say together, in their order. Raises BadFact."""
    together: dict[str, list[Condition]] = {}
    for number, row in enumerate(rows):
        name = row.group or f"alone {number}"
        together.setdefault(name, []).append(read_condition(row.fact, row.operator, row.value))
    within = Match.ANY if match == Match.ALL else Match.ALL
    members = tuple(Group(within, tuple(found)) if len(found) > 1 else found[0] for found in together.values())
    return Group(Match(match), members) if members else Group()


def lines(text: str) -> tuple[str, ...]:
    """What stands on the lines of a text."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
