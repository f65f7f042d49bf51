"""How often routing is right: on tickets nobody trained it with, and on public data where that is there."""

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

import pytest
from django.conf import settings

from escalation.criteria.definition import Criteria, TeamText
from escalation.criteria.reading import read_criteria
from escalation.routing.encoder import installed_encoder
from escalation.routing.learning import MOST
from escalation.routing.meaning_likeness import Encoder
from escalation.routing.router import Router
from escalation.routing.word_vectors import word_vectors
from tests.metrics.converters import corpus

HERE = Path(__file__).parent
MOST_WRONG = 0.05  # of each set
ASKED = 2  # questions of each kind, kept apart from the examples


@pytest.fixture(params=["words", "encoder"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    found = word_vectors() if request.param == "words" else installed_encoder(settings.ENCODER)
    if found is None:
        pytest.skip("no encoder is installed")
    return found


def judged(router: Router, tickets: Iterable[tuple[str, set[str]]]) -> Iterator[str]:
    for text, right in tickets:
        answer = router.route(text)
        yield "abstained" if answer.abstained else "right" if answer.team in right else "wrong"


@pytest.mark.parametrize(
    ("queues", "asked", "at_least"),
    [
        ("queues.yaml", "tickets.jsonl", {"words": 0.65, "encoder": 0.75}),
        ("overlapping.yaml", "overlapping.jsonl", {"words": 0.5, "encoder": 0.65}),
        ("shop.yaml", "shop.jsonl", {"words": 0.15, "encoder": 0.3}),
    ],
)
def test_nine_queues_get_the_right_tickets_or_none(
    encoder: Encoder, queues: str, asked: str, at_least: dict[str, float], capsys: pytest.CaptureFixture[str]
) -> None:
    """The shop was written before its figures were known; how sure is sure enough was then set on all sets."""
    found = measured(encoder, queues, asked, capsys)

    assert found["wrong"] <= MOST_WRONG * found.total()
    assert found["right"] >= at_least[encoder.name] * found.total()


@pytest.mark.parametrize("trade", ["retail", "saas", "telecom"])
def test_by_words_alone_hardly_any_ticket_of_other_trades_goes_wrong(
    trade: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Written without knowing how routing works. Few are named: what belongs to no team counts as wrong if one is."""
    found = measured(word_vectors(), f"{trade}.yaml", f"{trade}.jsonl", capsys)

    assert found["wrong"] <= MOST_WRONG * found.total()
    assert found["right"]


def test_hardly_any_ticket_goes_wrong_of_trades_that_nothing_was_set_on(
    encoder: Encoder, capsys: pytest.CaptureFixture[str]
) -> None:
    """Written, without knowing how routing works, after how sure is sure enough was settled. One has 4 of 60 wrong."""
    trades = ("airline", "hosting", "clinic")
    found = sum((measured(encoder, f"{trade}.yaml", f"{trade}.jsonl", capsys) for trade in trades), Counter[str]())

    assert found["wrong"] <= MOST_WRONG * found.total()
    assert found["right"] >= 0.05 * found.total()


def measured(encoder: Encoder, queues: str, asked: str, capsys: pytest.CaptureFixture[str]) -> Counter[str]:
    router = Router(read_criteria((HERE / queues).read_text()), encoder)
    lines = [json.loads(line) for line in (HERE / asked).read_text().splitlines()]
    tickets = [(line["text"], {line["team"], line.get("or")}) for line in lines]

    found = Counter(judged(router, tickets))

    with capsys.disabled():
        sys.stdout.write(f"\n{encoder.name}, {queues}: of {len(tickets)} tickets {dict(found)}\n")
    assert len(tickets) >= 60
    return found


def test_a_bank_s_questions_are_told_apart_by_as_many_examples_as_ranking_learns_from(
    encoder: Encoder, capsys: pytest.CaptureFixture[str]
) -> None:
    """77 kinds of questions, which differ far less than queues do."""
    with corpus("banking77", "train.csv").open() as file:
        rows = [(row["text"], row["category"]) for row in csv.DictReader(file)]
    Random(77).shuffle(rows)
    kinds = sorted({kind for _, kind in rows})
    examples = {kind: [text for text, of in rows if of == kind] for kind in kinds}
    criteria = Criteria(
        teams=tuple(TeamText(kind, kind.replace("_", " "), "", tuple(examples[kind][ASKED:][:MOST])) for kind in kinds)
    )
    asked = [(text, kind) for kind in kinds for text in examples[kind][:ASKED]]
    router = Router(criteria, encoder)

    answers = [(router.route(text), kind) for text, kind in asked]

    answers.sort(key=lambda each: -each[0].confidence)
    hits = [bool(answer.best and answer.best.team == kind) for answer, kind in answers]
    most = hits[: round(0.9 * len(hits))]
    accuracy, covered = sum(hits) / len(hits), sum(most) / len(most)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{encoder.name}: {accuracy:.1%} of {len(hits)} questions of a bank, {covered:.1%} at 90 % coverage\n"
        )
    assert covered > accuracy > 0.75
