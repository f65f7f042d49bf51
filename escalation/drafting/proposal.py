"""A first draft of a package from a thread, field by field, each with where it was said."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from escalation.context_fields import ContextField
from escalation.drafting import answers, mood, steps, summary
from escalation.drafting.thread import Said
from escalation.package import Step


@dataclass(frozen=True)
class Drafted:
    """What is proposed for one field, and the messages it was quoted from."""

    value: Any
    sources: tuple[Said, ...]


@dataclass(frozen=True)
class Proposal:
    """What is proposed, by the name of the field in a package; what no message says is not in it.

    The steps of `troubleshooting` stand as `Step`s; a type's own fields as `details.<key>`.
    """

    fields: Mapping[str, Drafted] = field(default_factory=dict)
    steps: Mapping[Step, tuple[Said, ...]] = field(default_factory=dict)  # where each step and its result were said

    def sources_of(self, name: str, value: Any) -> tuple[Said, ...]:
        """Where a field's value was quoted from, while it is still the one that was proposed."""
        drafted = self.fields.get(name)
        return drafted.sources if drafted and drafted.value == value else ()


def propose(thread: Sequence[Said], fields: Iterable[ContextField] = ()) -> Proposal:
    """A first draft from a thread in order of time, for a package and a type's own fields."""
    tried = steps.tried(thread)
    said = {Step(*each.words): tuple(dict.fromkeys(each.sources)) for each in tried}
    return Proposal(dict([*_package(thread, tried), *_details(thread, fields)]), said)


def _package(thread: Sequence[Said], tried: Sequence[steps.Tried]) -> Iterator[tuple[str, Drafted]]:
    if quotes := summary.summary(thread):
        yield "issue_summary", _drafted(summary.as_text(quotes), [quote.said for quote in quotes])
    if tried:
        rows = tuple(Step(*each.words) for each in tried)
        yield "troubleshooting", _drafted(rows, [said for each in tried for said in each.sources])
    if felt := mood.mood(thread):
        yield "sentiment", _drafted(felt.sentiment.value, felt.sources)
        yield "sentiment_note", _drafted(felt.note, felt.sources)
    if hint := mood.urgency(thread):
        yield "urgency", _drafted(hint[0].value, [hint[1].said])
    if cost := mood.impact(thread):
        yield "business_impact", _drafted(cost.text, [cost.said])


def _details(thread: Sequence[Said], fields: Iterable[ContextField]) -> Iterator[tuple[str, Drafted]]:
    for asked in fields:
        if found := answers.answer(asked, thread):
            yield asked.name, _drafted(*found)


def _drafted(value: Any, sources: Iterable[Said]) -> Drafted:
    return Drafted(value, tuple(dict.fromkeys(sources)))
