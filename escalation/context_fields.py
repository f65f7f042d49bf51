"""What a kind of handoff asks for beyond the package, and whether it was answered. No database.

An answer is a text where a text, a choice or a link is asked for; a list of steps, each with its result; or the list
of the items of a checklist that are ticked.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from django.db.models import TextChoices

TEXT_LIMIT = 1000  # characters
LINE_LIMIT = 300  # characters, of a step and of its result
STEPS_LIMIT = 20
SCHEMES = ("http", "https")


class FieldKind(TextChoices):
    TEXT = "text", "Text"
    CHOICE = "choice", "Choice"
    STEPS = "steps", "Steps with results"
    CHECKLIST = "checklist", "Checklist"
    LINK = "link", "Link"


CHOOSES = (FieldKind.CHOICE, FieldKind.CHECKLIST)


@dataclass(frozen=True)
class ContextField:
    """One thing that a kind of handoff asks for. `choices` are the options of a choice, the items of a checklist."""

    key: str
    label: str
    kind: str = FieldKind.TEXT
    required: bool = True
    choices: tuple[str, ...] = ()
    help_text: str = ""
    example: str = ""

    @property
    def name(self) -> str:
        """What it is called among the parts of a package: in forms, in problems and in what came back."""
        return f"details.{self.key}"


def to_json(fields: Iterable[ContextField]) -> list[dict[str, Any]]:
    return [{**asdict(field), "choices": list(field.choices)} for field in fields]


def from_json(asked: Iterable[Mapping[str, Any]]) -> tuple[ContextField, ...]:
    """What was asked when a handoff was sent, whatever its type asks today."""
    return tuple(ContextField(**{**field, "choices": tuple(field["choices"])}) for field in asked)


def problems(fields: Iterable[ContextField], answers: Mapping[str, Any]) -> dict[str, str]:
    """What is missing or cannot be read, by the field's name in a package; empty where everything is there."""
    by_key = {field.key: field for field in fields}
    found = {field.name: problem for field in by_key.values() if (problem := _problem(field, answers.get(field.key)))}
    unasked = {f"details.{key}": "This kind of handoff does not ask for it." for key in answers.keys() - by_key.keys()}
    return {**found, **unasked}


def _problem(field: ContextField, answer: Any) -> str:
    if answer in (None, "", []):
        return _MISSING[field.kind] if field.required else ""
    return _JUDGES[field.kind](field, answer)


def _of_text(field: ContextField, answer: Any) -> str:
    if not _is_words(answer):
        return "Write it as a text."
    if not answer.strip():
        return _problem(field, "")
    return "" if len(answer) <= TEXT_LIMIT else f"Keep it to {TEXT_LIMIT} characters; it has {len(answer)}."


def _of_choice(field: ContextField, answer: Any) -> str:
    return "" if answer in field.choices else f"Choose one of these: {', '.join(field.choices)}."


def _of_link(field: ContextField, answer: Any) -> str:
    if problem := _of_text(field, answer):
        return problem
    return "" if is_link(answer.strip()) else "Give the whole address, beginning with https://."


def _of_steps(field: ContextField, answer: Any) -> str:
    if not isinstance(answer, list) or not all(_is_step(step) for step in answer):
        return "List the steps, each with its result."
    if len(answer) > STEPS_LIMIT:
        return f"At most {STEPS_LIMIT} steps: keep those that matter."
    for number, step in enumerate(answer, start=1):
        if not step["step"].strip() or not step["result"].strip():
            return f"Step {number} needs both what to do and what comes of it."
        if max(len(step["step"]), len(step["result"])) > LINE_LIMIT:
            return f"Step {number} is longer than {LINE_LIMIT} characters."
    return ""


def _of_checklist(field: ContextField, answer: Any) -> str:
    if not isinstance(answer, list) or any(item not in field.choices for item in answer):
        return f"Tick some of these: {', '.join(field.choices)}."
    left = [item for item in field.choices if item not in answer]
    return f"Not ticked yet: {', '.join(left)}." if field.required and left else ""


def is_link(text: str) -> bool:
    """Whether a text is an address that a browser may follow."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in SCHEMES and bool(parts.netloc) and not any(letter.isspace() for letter in text)


def _is_step(step: Any) -> bool:
    return isinstance(step, dict) and step.keys() == {"step", "result"} and all(map(_is_words, step.values()))


def _is_words(value: Any) -> bool:
    """A text that every database keeps."""
    return isinstance(value, str) and "\x00" not in value


_JUDGES: Mapping[str, Callable[[ContextField, Any], str]] = {
    FieldKind.TEXT: _of_text,
    FieldKind.CHOICE: _of_choice,
    FieldKind.STEPS: _of_steps,
    FieldKind.CHECKLIST: _of_checklist,
    FieldKind.LINK: _of_link,
}
_MISSING: Mapping[str, str] = {
    FieldKind.TEXT: "This kind of handoff needs it.",
    FieldKind.CHOICE: "Choose what fits.",
    FieldKind.STEPS: "List at least one step with its result.",
    FieldKind.CHECKLIST: "Tick what you have done.",
    FieldKind.LINK: "This kind of handoff needs the address.",
}


@dataclass(frozen=True)
class Answered:
    """A field beside what was answered, for whoever reads the package."""

    field: ContextField
    answer: Any

    @property
    def unticked(self) -> list[str]:
        """The items of a checklist that were left open."""
        return [item for item in self.field.choices if item not in self.answer]


def answered(fields: Iterable[ContextField], answers: Mapping[str, Any]) -> list[Answered]:
    """The fields that were answered, in the order in which they were asked."""
    return [Answered(field, answers[field.key]) for field in fields if answers.get(field.key)]
