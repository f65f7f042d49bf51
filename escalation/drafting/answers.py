"""What a thread answers to the fields of a kind of handoff: by what the field is called, and what it takes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from escalation.context_fields import TEXT_LIMIT, ContextField, FieldKind, is_link
from escalation.drafting import findings, steps, summary
from escalation.drafting.findings import Sort
from escalation.drafting.thread import Quote, Said, clipped

Answer = tuple[Any, list[Said]]

# The words of a field's key and label, and what is looked for; the first that fits.
_ASKED: tuple[tuple[frozenset[str], tuple[Sort, ...]], ...] = (
    (frozenset({"request", "trace", "correlation"}), (Sort.REQUEST,)),
    (frozenset({"environment"}), (Sort.ENVIRONMENT,)),
    (frozenset({"since", "started", "began"}), (Sort.SINCE,)),
    (frozenset({"affected", "many"}), (Sort.AFFECTED,)),
    (frozenset({"error", "errors"}), (Sort.ERROR,)),
    (frozenset({"invoice", "document", "order"}), (Sort.DOCUMENT,)),
    (frozenset({"amount"}), (Sort.AMOUNT,)),
    (frozenset({"version", "release"}), (Sort.VERSION,)),
    (frozenset({"browser", "device", "system"}), (Sort.DEVICE,)),
    (frozenset({"address", "page", "link", "url", "logs", "evidence"}), (Sort.URL,)),
)
_OWN_WORDS = frozenset({"own", "words"})
_ATTEMPTS = frozenset({"attempts", "bot", "answered"})


def answer(field: ContextField, thread: Sequence[Said]) -> Answer | None:
    """What the thread says to a field, and where; nothing where it does not say it."""
    return _OF_KIND[field.kind](field, thread) if field.kind in _OF_KIND else None


def _words(field: ContextField) -> set[str]:
    return set(f"{field.key} {field.label}".casefold().replace("_", " ").replace(",", " ").split())


def _sorts(field: ContextField) -> tuple[Sort, ...]:
    asked = _words(field)
    return next((sorts for words, sorts in _ASKED if words & asked), ())


def _of_text(field: ContextField, thread: Sequence[Said]) -> Answer | None:
    if _words(field) >= _OWN_WORDS:
        quotes = summary.summary(thread)
    else:
        quotes = [quote for sort in _sorts(field) for quote in findings.of_sort(thread, sort)]
    if not quotes:
        return None
    said = " ".join if _words(field) >= _OWN_WORDS else ", ".join
    return clipped(said(quote.text for quote in quotes), TEXT_LIMIT), _sources(quotes)


def _of_choice(field: ContextField, thread: Sequence[Said]) -> Answer | None:
    """The option that the thread names; nothing where it names several."""
    found = [quote for sort in _sorts(field) for quote in findings.of_sort(thread, sort)]
    named = {option: quote for option in field.choices for quote in found if option.casefold() in quote.text.casefold()}
    return (next(iter(named)), _sources(named.values())) if len(named) == 1 else None


def _of_link(field: ContextField, thread: Sequence[Said]) -> Answer | None:
    """An address that is of what is asked for: a page the customer shows is no log."""
    wants_logs = _words(field) & {"log", "logs"}
    for quote in findings.of_sort(thread, Sort.URL, most=20):
        if is_link(quote.text) and (not wants_logs or "log" in quote.text.casefold()):
            return quote.text, [quote.said]
    return None


def _of_steps(field: ContextField, thread: Sequence[Said]) -> Answer | None:
    if not _words(field) & _ATTEMPTS:
        return None
    found = steps.bot_steps(steps.tried(thread))
    rows = [dict(zip(("step", "result"), each.words, strict=True)) for each in found]
    return (rows, [said for each in found for said in each.sources]) if rows else None


def _sources(quotes: Iterable[Quote]) -> list[Said]:
    return [quote.said for quote in quotes]


_OF_KIND: Mapping[str, Callable[[ContextField, Sequence[Said]], Answer | None]] = {
    FieldKind.TEXT: _of_text,
    FieldKind.CHOICE: _of_choice,
    FieldKind.LINK: _of_link,
    FieldKind.STEPS: _of_steps,
}
