"""The picture of a tree: every box once, lines to the right, and nothing over anything else."""

import re
from itertools import pairwise

import pytest
from hypothesis import given

from escalation.criteria import STARTER, drawing
from escalation.criteria.definition import Answer, Ending, Operator, Outcome, Question, Tree
from escalation.criteria.reading import read_criteria
from tests.escalation.criteria import made

TREES = read_criteria(STARTER.read_text()).trees


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree.key)
def test_boxes_do_not_overlap_and_lines_lead_to_the_right(tree: Tree) -> None:
    picture = drawing.draw(tree)

    places = sorted((box.x, box.y, box.y + box.height) for box in picture.boxes)
    keys = [question.key for question in tree.questions] + [outcome.key for outcome in tree.outcomes]
    assert sorted(box.key for box in picture.boxes) == sorted(keys)
    assert all(a[0] < b[0] or a[2] < b[1] for a, b in pairwise(places))
    assert all(line.leads for line in picture.lines)
    assert all(float(line.path.split()[1]) < line.end_x for line in picture.lines)


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree.key)
def test_no_line_runs_over_a_box_that_it_does_not_belong_to(tree: Tree) -> None:
    picture = drawing.draw(tree)

    inside = [
        (line.path, box.key)
        for line in picture.lines
        for box in picture.boxes
        for x, y in points(line)
        if box.x < x < box.x + box.width and box.y < y < box.y + box.height
    ]
    assert inside == []


def test_a_line_past_a_column_joins_others_to_the_same_outcome() -> None:
    later = (Answer("Yes", "go"), Answer("No", "stay"))
    first = Question("first", "First?", (Answer("Yes", "go"), Answer("Perhaps", "go"), Answer("No", "later")))
    outcomes = (Outcome("go", "Go", Ending.KEEP), Outcome("stay", "Stay", Ending.KEEP))
    picture = drawing.draw(Tree("tree", "Tree", (), (first, Question("later", "Later?", later)), outcomes))

    box = next(box for box in picture.boxes if box.key == "later")
    through = [{y for x, y in points(line) if box.x <= x <= box.x + box.width} for line in picture.lines[:2]]
    assert through[0] == through[1]
    [lane] = through[0]
    assert not box.y <= lane <= box.y + box.height


def points(line: drawing.Line) -> list[tuple[float, float]]:
    """Where a line goes, closely enough to meet every box on its way."""
    found: list[tuple[float, float]] = []
    x, y = (float(number) for number in re.findall(r"^M (\S+) (\S+)", line.path)[0])
    for step, numbers in re.findall(r"([Ch]) ([^Ch]+)", line.path):
        given = [float(number) for number in numbers.replace(",", " ").split()]
        if step == "h":
            found += [(x + given[0] * part / 20, y) for part in range(21)]
            x += given[0]
            continue
        corners = [(x, y), *zip(given[::2], given[1::2], strict=True)]
        found += [on_curve(corners, part / 20) for part in range(21)]
        x, y = corners[-1]
    return found


def on_curve(corners: list[tuple[float, float]], part: float) -> tuple[float, float]:
    """A point of a cubic Bezier curve."""
    rest = 1 - part
    weights = (rest**3, 3 * rest**2 * part, 3 * rest * part**2, part**3)
    return (
        sum(weight * corner[0] for weight, corner in zip(weights, corners, strict=True)),
        sum(weight * corner[1] for weight, corner in zip(weights, corners, strict=True)),
    )


@made.patient
@given(trees=made.trees)
def test_any_tree_is_drawn_and_told(trees: tuple[Tree, ...]) -> None:
    for tree in trees:
        picture = drawing.draw(tree)

        assert {box.key for box in picture.boxes} >= {question.key for question in tree.questions}
        assert (drawing.outline(tree) is None) == (not tree.questions)


def test_what_leads_nowhere_or_in_a_circle_is_drawn_too() -> None:
    question = Question("one", "One?", (Answer("Round", "one"), Answer("Nowhere", "gone")))
    tree = Tree("tree", "Tree", (), (question,), ())

    picture, told = drawing.draw(tree), drawing.outline(tree)

    assert [line.leads for line in picture.lines] == [True, False]
    assert told is not None
    assert [(branch.answer, branch.seen) for branch in told.branches] == [("Round", True), ("Nowhere", False)]


def test_a_question_that_is_asked_where_its_fact_says_nothing_tells_so_and_no_line_leads_on_from_that() -> None:
    answers = (Answer("All", "all", operator=Operator.IS, value="all"), Answer("One", "all"))
    question = Question("who", "One or all?", answers, fact="affected", asks_otherwise=True)
    tree = Tree("tree", "Tree", (), (question,), ())

    picture = drawing.draw(tree)

    assert [row.words for row in picture.boxes[0].rows][-1] == drawing.ELSE_ASKED
    assert len(picture.lines) == 2
