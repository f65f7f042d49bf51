"""Whether conditions hold for the facts of a ticket, and how they read in plain English. No database."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import lru_cache

from escalation.criteria.definition import Condition, Group, Match, Operator, Value
from escalation.facts import BadFact, Fact, Facts, FactValue, Kind, fact, read_value, write_duration

_COMPARISONS = (Operator.MORE_THAN, Operator.AT_LEAST, Operator.LESS_THAN, Operator.AT_MOST)
_CHOICES = (Operator.IS, Operator.IS_NOT, Operator.ONE_OF, Operator.NONE_OF, Operator.KNOWN)
_MANY = (Operator.ONE_OF, Operator.NONE_OF, Operator.CONTAINS_ANY, Operator.CONTAINS_ALL, Operator.CONTAINS_NONE)

Named = Mapping[str, Mapping[str, str]]  # what values are called that are listed nowhere: by fact and by short name
UNNAMED: Named = {}

OPERATORS: Mapping[Kind, tuple[Operator, ...]] = {
    Kind.CHOICE: _CHOICES,
    Kind.LABELS: _CHOICES,
    Kind.NUMBER: (*_COMPARISONS, Operator.IS, Operator.IS_NOT, Operator.KNOWN),
    Kind.DURATION: (*_COMPARISONS, Operator.KNOWN),
    Kind.YES_NO: (Operator.IS, Operator.KNOWN),
    Kind.TEXT: (Operator.CONTAINS_ANY, Operator.CONTAINS_ALL, Operator.CONTAINS_NONE),
}


def condition(fact_key: str, operator: str, raw: object) -> Condition:
    """A condition from plain values, as a file or a form has them. Raises BadFact: what to change."""
    of = fact(fact_key)
    fitting = OPERATORS[of.kind]
    if operator not in fitting:
        raise BadFact(f"“{of.key}” cannot be compared by “{operator}”. It can by: {', '.join(fitting)}.")
    chosen = Operator(operator)
    return Condition(of.key, chosen, read_operand(of, chosen, raw))


def read_operand(of: Fact, operator: Operator, raw: object) -> Value:
    """What a fact is compared with, from its plain form. Raises BadFact."""
    if operator == Operator.KNOWN:
        if isinstance(raw, bool):
            return raw
        raise BadFact(f"“is known” is true or false, not “{raw}”.")
    if operator in _MANY:
        many = tuple(raw) if isinstance(raw, list | tuple) else (raw,)
        if not many:
            raise BadFact(f"Name at least one value for “{of.key}”.")
        return tuple(_single(of, value) for value in many)
    return _single(of, raw) if of.kind in (Kind.CHOICE, Kind.LABELS) else read_value(of, raw)


def _single(of: Fact, raw: object) -> str:
    read = read_value(of, raw)
    return read[0] if isinstance(read, tuple) and len(read) == 1 else str(read)


def holds(what: Condition | Group, facts: Facts) -> bool:
    """Whether it is so. A condition on an unknown fact does not hold, except that it is not known."""
    if isinstance(what, Group):
        if not what.members:
            return True
        each = (holds(member, facts) for member in what.members)
        return all(each) if what.match == Match.ALL else any(each)
    known = facts.get(what.fact)
    if what.operator == Operator.KNOWN:
        return (known is not None) == what.value
    return known is not None and compare(known, what.operator, what.value)


def compare(known: FactValue, operator: Operator, value: Value) -> bool:
    """Whether a known fact compares so."""
    return _COMPARE[operator](known, value)


def _values(known: FactValue) -> set[str]:
    return set(known) if isinstance(known, tuple) else {str(known)}


def _is(known: FactValue, value: Value) -> bool:
    return value in known if isinstance(known, tuple) else known == value


def _any_of(known: FactValue, value: Value) -> bool:
    return isinstance(value, tuple) and not _values(known).isdisjoint(value)


def _sized(known: FactValue, value: Value, judge: Callable[[float, float], bool]) -> bool:
    return judge(_size(known), _size(value))


def _size(value: Value) -> float:
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, int | float):
        return value
    raise TypeError(f"{value!r} has no size")


def _said(known: FactValue, value: Value) -> list[bool]:
    """Of each word or phrase, whether the text has it, as whole words."""
    text = _as_words(str(known))
    return [_as_words(phrase) in text for phrase in value] if isinstance(value, tuple) else []


@lru_cache(maxsize=4096)
def _as_words(text: str) -> str:
    kept = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
    return f" {' '.join(kept.split())} "


_COMPARE: Mapping[Operator, Callable[[FactValue, Value], bool]] = {
    Operator.IS: _is,
    Operator.IS_NOT: lambda known, value: not _is(known, value),
    Operator.ONE_OF: _any_of,
    Operator.NONE_OF: lambda known, value: not _any_of(known, value),
    Operator.MORE_THAN: lambda known, value: _sized(known, value, lambda size, limit: size > limit),
    Operator.AT_LEAST: lambda known, value: _sized(known, value, lambda size, limit: size >= limit),
    Operator.LESS_THAN: lambda known, value: _sized(known, value, lambda size, limit: size < limit),
    Operator.AT_MOST: lambda known, value: _sized(known, value, lambda size, limit: size <= limit),
    Operator.CONTAINS_ANY: lambda known, value: any(_said(known, value)),
    Operator.CONTAINS_ALL: lambda known, value: all(_said(known, value)),
    Operator.CONTAINS_NONE: lambda known, value: not any(_said(known, value)),
}


def in_words(what: Condition | Group, names: Named = UNNAMED) -> str:
    """`age is more than 2 hours and (plan is Enterprise or plan is Business)`; nothing for a group without members."""
    if isinstance(what, Condition):
        return _condition_in_words(what, names)
    parts = [in_words(member, names) for member in what.members]
    inside = [
        f"({part})" if isinstance(member, Group) and len(member.members) > 1 else part
        for member, part in zip(what.members, parts, strict=True)
    ]
    return (" and " if what.match == Match.ALL else " or ").join(inside)


def _condition_in_words(what: Condition, names: Named) -> str:
    of = fact(what.fact)
    verb = "are" if of.kind == Kind.LABELS and of.key == "account_events" else "is"
    if what.operator == Operator.KNOWN:
        return f"{of.label} {verb} {'' if what.value else 'not '}known"
    operator = str(what.operator).replace("is ", f"{verb} ", 1) if what.operator != Operator.IS else verb
    if of.kind == Kind.YES_NO:
        return f"{of.label} {verb} {'true' if what.value else 'not true'}"
    joined_by = "and" if what.operator == Operator.CONTAINS_ALL else "or"
    return f"{of.label} {operator} {value_in_words(of, what.value, joined_by, names)}"


def value_in_words(of: Fact, value: Value, joined_by: str = "or", names: Named = UNNAMED) -> str:
    """A value as people read it: `Enterprise`, `2 hours`, `“slow” or “timeout”`."""
    called = names.get(of.key, {})
    if isinstance(value, timedelta):
        return write_duration(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return _listed(
            [f"“{part}”" if of.kind == Kind.TEXT else called.get(part) or of.label_of(part) for part in value],
            joined_by,
        )
    return called.get(value) or of.label_of(value) if isinstance(value, str) else str(value)


def _listed(parts: list[str], joined_by: str) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {joined_by} {parts[-1]}"
