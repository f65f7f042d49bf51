"""The fields of a kind of handoff as they stand in a form: one input, or rows of them. No database.

A text, a choice and a link are named `details.<key>`; ticked items `details.<key>.item`; the rows of steps
`details.<key>.step` and `details.<key>.result`. What was typed can so be read, and kept, whatever is asked.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from escalation.context_fields import ContextField, FieldKind
from escalation.drafting import Proposal, Said

BLANK = {"step": "", "result": ""}
ROWS_SHOWN = 3


def typed(lists: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The answers that stand in a form, by key, whether or not its kind of handoff asks for them."""
    answers: dict[str, Any] = {}
    for name, values in lists.items():
        match name.split("."):
            case ["details", key]:
                answers[key] = values[-1].strip() if values else ""
            case ["details", key, "item"]:
                answers[key] = [value for value in values if value]
            case ["details", key, "step"]:
                answers[key] = _steps(values, lists.get(f"{name.removesuffix('step')}result", []))
    return {key: answer for key, answer in answers.items() if answer}


def _steps(steps: Sequence[str], results: Sequence[str]) -> list[dict[str, str]]:
    pairs = zip(steps, results, strict=False)
    return [{"step": step.strip(), "result": result.strip()} for step, result in pairs if (step + result).strip()]


def as_inputs(key: str, answer: Any) -> Iterator[tuple[str, str]]:
    """An answer as the inputs of a form, by name."""
    if isinstance(answer, str):
        yield f"details.{key}", answer
        return
    for part in answer:
        if isinstance(part, str):
            yield f"details.{key}.item", part
        else:
            yield f"details.{key}.step", part["step"]
            yield f"details.{key}.result", part["result"]


@dataclass(frozen=True)
class Input:
    """A field in a form, with what stands in it and what is wrong with it."""

    asked: ContextField
    answer: Any
    errors: Sequence[str] = ()
    came_back: str = ""  # what whoever returned it missed here
    quoted: Sequence[Said] = ()  # the messages it was quoted from

    @property
    def id(self) -> str:
        return f"id_{self.asked.name}"

    @property
    def text(self) -> str:
        return self.answer if isinstance(self.answer, str) else ""

    @property
    def ticked(self) -> list[Any]:
        return self.answer if isinstance(self.answer, list) else []

    @property
    def rows(self) -> list[dict[str, str]]:
        """The steps, and blank ones for whoever has no JavaScript."""
        steps = [step for step in self.ticked if isinstance(step, dict)]
        return [*steps, *[BLANK] * max(1, ROWS_SHOWN - len(steps))]

    @property
    def filled_by(self) -> str:
        """The name of the input that holds something once the field is answered."""
        part = {FieldKind.STEPS.value: ".step", FieldKind.CHECKLIST.value: ".item"}
        return self.asked.name + part.get(self.asked.kind, "")


def inputs(
    asked: Iterable[ContextField],
    answers: Mapping[str, Any],
    *,
    errors: Mapping[str, Sequence[str]] | None = None,
    came_back: Mapping[str, str] | None = None,
    proposal: Proposal | None = None,
) -> list[Input]:
    """The fields as they are shown."""
    errors, came_back, proposal = errors or {}, came_back or {}, proposal or Proposal()
    return [
        Input(
            field,
            answer := answers.get(field.key, ""),
            errors.get(field.name, ()),
            came_back.get(field.name, ""),
            proposal.sources_of(field.name, answer),
        )
        for field in asked
    ]
