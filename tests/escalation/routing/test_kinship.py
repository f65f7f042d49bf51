"""Everyday topics: what sounds like the same thing belongs together without sharing a word."""

import json
from pathlib import Path

import pytest

from escalation.criteria.reading import read_criteria
from escalation.routing.kinship import Kinship
from escalation.routing.router import Router
from escalation.routing.subjects import Subject
from escalation.routing.tables import sayings
from escalation.routing.topics import Topics, topics_by
from escalation.routing.word_vectors import word_vectors
from escalation.routing.words import tokens

HERE = Path(__file__).parent
PARCELS = Subject("parcels", "parcels", "Parcels", "Late deliveries")
MONEY = Subject("money", "money", "Money", "Invoices")
LONG = 4  # words: shorter ones are said everywhere


@pytest.fixture(scope="module")
def topics() -> Topics:
    return topics_by(word_vectors())


@pytest.fixture(scope="module")
def kinship(topics: Topics) -> Kinship:
    return Kinship([PARCELS, MONEY], topics)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("I have been waiting for my goods for ages, where is the shipment?", "late orders"),
        ("the accountant wants a copy of the bill", "invoices"),
    ],
)
def test_a_text_sounds_like_its_topic(topics: Topics, text: str, topic: str) -> None:
    shares = topics.of(text)

    assert max(shares, key=shares.__getitem__) == topic


def test_the_nearest_part_of_what_is_said_of_a_team_decides_and_the_topic_says_why(kinship: Kinship) -> None:
    parcels, money = kinship.compare("no news of the shipment for a week, when does it arrive")

    assert parcels.score > money.score
    assert parcels.topic == "late orders"


def test_a_text_of_no_topic_is_kin_to_nobody(kinship: Kinship) -> None:
    assert [kin.score for kin in kinship.compare("xyzzy")] == [0.0, 0.0]


def test_the_reason_names_the_topic() -> None:
    criteria = read_criteria(
        "teams: {parcels: {name: Parcels, description: Late deliveries}, money: {name: Money, description: Invoices}}"
    )

    best = Router(criteria, word_vectors()).route("no news of the shipment for a week, when does it arrive").best

    assert best is not None
    assert "It sounds like late orders, and so does what is said of Parcels." in best.why


def test_no_saying_comes_from_the_tickets_that_routing_is_measured_with() -> None:
    """Else the figures would say how well the table knows the tickets."""
    asked = [
        json.loads(line)["text"]
        for name in ("tickets", "overlapping", "shop")
        for line in (HERE / f"{name}.jsonl").read_text().splitlines()
    ]

    within = " | ".join(" ".join(tokens(text)) for text in asked)

    said = [" ".join(tokens(each)) for of_topic in sayings().values() for each in of_topic]
    assert not [each for each in said if each.count(" ") + 1 >= LONG and each in within]
