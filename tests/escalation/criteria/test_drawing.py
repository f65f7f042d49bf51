"""The picture of a tree: every box once, lines to the right, and nothing over anything else."""

from itertools import pairwise

import pytest
from hypothesis import given

from escalation.criteria import STARTER, drawing
from escalation.criteria.definition import Answer, Question, Tree
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
