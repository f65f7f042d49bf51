"""A decision tree as a picture: boxes from left to right, each answer a line to what comes of it. No database.

Lengths are in the picture's own units, which are pixels at its natural size.
"""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from escalation.criteria.conditions import UNNAMED, Named, value_in_words
from escalation.criteria.definition import Answer, Outcome, Question, Tree
from escalation.facts import FACTS

WIDTH, COLUMN, GAP, EDGE = 220, 272, 18, 12
LINE, ROW, PAD, LANE = 17, 22, 10, 4
LETTERS = 24  # that fit on a line of a box


@dataclass(frozen=True)
class Row:
    """One answer in a question's box; its line begins at its right end."""

    words: str
    y: int


@dataclass(frozen=True)
class Box:
    """A question with its answers, or an outcome."""

    key: str
    kind: str  # question, or the ending of an outcome with hyphens
    lines: Sequence[tuple[str, int]]  # of its text, with where each stands
    rows: Sequence[Row]
    x: int
    y: int
    height: int
    width: int = WIDTH


@dataclass(frozen=True)
class Line:
    """From an answer to what comes of it; one that leads nowhere ends in a cross."""

    path: str
    end_x: int
    end_y: int
    leads: bool


@dataclass(frozen=True)
class Lane:
    """Room in a column for the lines that pass it by, on their way to one part further right."""

    to: str
    column: int


@dataclass(frozen=True)
class Picture:
    boxes: Sequence[Box]
    lines: Sequence[Line]
    width: int
    height: int


ELSE_ASKED = "none of these known: asked"


def draw(tree: Tree, names: Named = UNNAMED) -> Picture:
    """Any tree, also one that is not finished."""
    columns = _columns(tree)
    boxes, lanes = _laid_out(tree, columns, names)
    lines = [line for question in tree.questions for line in _lines(question, boxes, lanes, columns)]
    return Picture(
        boxes=list(boxes.values()),
        lines=lines,
        width=max((box.x + WIDTH for box in boxes.values()), default=0) + 2 * EDGE + 16,
        height=max([*(box.y + box.height for box in boxes.values()), *lanes.values()], default=0) + EDGE,
    )


def _columns(tree: Tree) -> dict[str, int]:
    """How many answers are given before each: by the longest way, so that all lines lead to the right."""
    columns = {tree.questions[0].key: 0} if tree.questions else {}
    for _ in tree.questions:
        for question in tree.questions:
            for answer in question.answers:
                if question.key in columns and columns[question.key] < len(tree.questions):
                    columns[answer.then] = max(columns.get(answer.then, 0), columns[question.key] + 1)
    for each in _parts(tree):
        columns.setdefault(each.key, 0)
    return columns


def _laid_out(tree: Tree, columns: Mapping[str, int], names: Named) -> tuple[dict[str, Box], dict[Lane, int]]:
    """Each box, and how far down each lane runs."""
    below: dict[int, int] = {}
    boxes: dict[str, Box] = {}
    lanes: dict[Lane, int] = {}
    for each in _in_reading_order(tree, columns):
        column = each.column if isinstance(each, Lane) else columns[each.key]
        y = below.get(column, EDGE)
        if isinstance(each, Lane):
            lanes[each] = y + LANE // 2
            below[column] = y + LANE + GAP
            continue
        box = _question_box(each, column, y, names) if isinstance(each, Question) else _outcome_box(each, column, y)
        boxes.setdefault(each.key, box)
        below[column] = y + box.height + GAP
    return boxes, lanes


def _parts(tree: Tree) -> list[Question | Outcome]:
    return [*tree.questions, *tree.outcomes]


def _in_reading_order(tree: Tree, columns: Mapping[str, int]) -> list[Question | Outcome | Lane]:
    """As a reader comes to them, from the first question on, each once; what nobody comes to stands last."""
    there: dict[str, Question | Outcome] = {each.key: each for each in _parts(tree)}
    ahead: list[str | Lane] = list(there)
    found: dict[str | Lane, Question | Outcome | Lane] = {}
    while ahead:
        key = ahead.pop(0)
        each = key if isinstance(key, Lane) else there.get(key)
        if each is None or key in found:
            continue
        found[key] = each
        if isinstance(each, Question):
            ahead = [*_steps(each, columns), *ahead]
    return list(found.values())


def _steps(question: Question, columns: Mapping[str, int]) -> Iterator[str | Lane]:
    for answer in question.answers:
        yield from _lanes(columns[question.key], answer.then, columns)
        yield answer.then


def _lanes(start: int, to: str, columns: Mapping[str, int]) -> list[Lane]:
    """What a line passes by on its way from a column."""
    return [Lane(to, column) for column in range(start + 1, columns.get(to, 0))]


def _question_box(question: Question, column: int, y: int, names: Named) -> Box:
    lines = _wrapped(question.text, y)
    top = y + PAD + len(lines) * LINE + 4
    words = [_row_words(question, answer, names) for answer in question.answers]
    # No line leads on from it: whoever is asked gives one of the answers above.
    words += [ELSE_ASKED] if question.fact and question.asks_otherwise else []
    rows = [Row(said, top + number * ROW + 15) for number, said in enumerate(words)]
    height = top + len(rows) * ROW + 6 - y
    return Box(question.key, "question", lines, rows, EDGE + column * COLUMN, y, height)


def _outcome_box(outcome: Outcome, column: int, y: int) -> Box:
    lines = _wrapped(outcome.name, y)
    height = 2 * PAD + len(lines) * LINE
    return Box(outcome.key, outcome.ending.replace(" ", "-"), lines, (), EDGE + column * COLUMN, y, height)


def _wrapped(text: str, y: int) -> list[tuple[str, int]]:
    lines = textwrap.wrap(text, LETTERS)[:4] or ["…"]
    return [(line, y + PAD + 13 + number * LINE) for number, line in enumerate(lines)]


def _row_words(question: Question, answer: Answer, names: Named) -> str:
    words = answer.label
    if answer.operator is not None and answer.value is not None:
        operator = answer.operator.removeprefix("is ") if answer.operator != "is" else ""
        words += (
            f" ({' '.join(filter(None, [operator, value_in_words(FACTS[question.fact], answer.value, names=names)]))})"
        )
    return textwrap.shorten(words, LETTERS + 5, placeholder="…") or "…"


def _lines(
    question: Question, boxes: Mapping[str, Box], lanes: Mapping[Lane, int], columns: Mapping[str, int]
) -> Iterator[Line]:
    box = boxes[question.key]
    for row, answer in zip(box.rows, question.answers, strict=False):
        passed = [(lane.column, lanes[lane]) for lane in _lanes(columns[question.key], answer.then, columns)]
        yield _line(box, row.y - 5, passed, boxes.get(answer.then))


def _line(start: Box, y: int, passed: Iterable[tuple[int, int]], end: Box | None) -> Line:
    x = start.x + start.width
    if end is None:
        return Line(f"M {x} {y} h 16", x + 16, y, leads=False)
    path = f"M {x} {y}"
    for column, lane in passed:
        path += f" {_bend(x, y, EDGE + column * COLUMN, lane)} h {WIDTH}"
        x, y = EDGE + column * COLUMN + WIDTH, lane
    to_x, to_y = end.x - 5, end.y + min(end.height // 2, 20)
    return Line(f"{path} {_bend(x, y, to_x, to_y)}", end.x, to_y, leads=True)


def _bend(x: int, y: int, to_x: int, to_y: int) -> str:
    """From one point to another, level at both."""
    bend = max(24, abs(to_x - x) // 2)
    return f"C {x + bend} {y}, {to_x - bend} {to_y}, {to_x} {to_y}"


@dataclass(frozen=True)
class Branch:
    """The same as a nested list: an answer with what comes of it."""

    answer: str
    question: Question | None
    outcome: Outcome | None
    branches: "Sequence[Branch]"
    seen: bool  # told above already

    @property
    def key(self) -> str:
        return self.question.key if self.question else self.outcome.key if self.outcome else ""


def outline(tree: Tree) -> Branch | None:
    """The tree as one reads it aloud; what was told once is not told again."""
    questions = {question.key: question for question in tree.questions}
    outcomes = {outcome.key: outcome for outcome in tree.outcomes}
    told: set[str] = set()

    def branch(key: str, answer: str) -> Branch:
        question, outcome = questions.get(key), outcomes.get(key)
        if question is None or key in told:
            return Branch(answer, question, outcome, (), seen=question is not None)
        told.add(key)
        return Branch(answer, question, None, [branch(each.then, each.label) for each in question.answers], seen=False)

    return branch(tree.questions[0].key, "") if tree.questions else None
