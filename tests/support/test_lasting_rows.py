"""Rows that last from test to test: written once, seen by whoever asks, and never changed for the next one."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import AgentFactory, TeamFactory
from tests.support import lasting_rows
from tests.support.lasting_rows import Lasting, Layers
from tickets.models import Agent, Team

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

made: list[str] = []


def make_team() -> Team:
    made.append("team")
    transaction.on_commit(lambda: pytest.fail("nothing is committed"))
    with transaction.atomic(durable=True):
        return TeamFactory(name="Billing")


def make_agent(team: Team) -> Agent:
    made.append("agent")
    team.name = "Renamed beside its row"
    return AgentFactory(team=team)


TEAM = Lasting("team", make_team, ())
AGENT = Lasting("agent", make_agent, ("team",))
OTHER = Lasting("other", lambda: TeamFactory(name="Another"), ())


@pytest.fixture
def layers() -> Iterator[Layers]:
    made.clear()
    layers = Layers()
    yield layers
    layers.keep([])


def test_whoever_asks_for_the_same_finds_the_rows_of_before(layers: Layers) -> None:
    first = layers.stand([TEAM, AGENT])
    second = layers.stand([TEAM, AGENT])

    assert made == ["team", "agent"]
    assert first == second
    assert Agent.objects.get(pk=second["agent"].pk).teams.get() == second["team"]


def test_whoever_asks_for_less_or_for_something_else_finds_no_more_than_that(layers: Layers) -> None:
    layers.stand([TEAM, AGENT])
    layers.stand([TEAM])
    assert (Team.objects.count(), Agent.objects.get_queryset().count()) == (1, 0)

    layers.stand([OTHER])
    assert Team.objects.get().name == "Another"
    layers.keep([])
    assert not Team.objects.exists()
    assert made == ["team", "agent"]


def test_what_one_test_alters_another_does_not_find(layers: Layers) -> None:
    layers.stand([TEAM])["team"].name = "Altered"

    assert layers.stand([TEAM])["team"].name == "Billing"


def test_what_a_layer_alters_is_as_it_was_when_the_layer_is_gone(layers: Layers) -> None:
    assert layers.stand([TEAM, AGENT])["team"].name == "Renamed beside its row"
    assert layers.stand([TEAM])["team"].name == "Billing"


def test_whatever_was_to_follow_the_commit_is_forgotten(layers: Layers) -> None:
    layers.stand([TEAM])

    assert connection.run_on_commit == []


def test_rows_that_a_test_has_lost_are_written_again(layers: Layers) -> None:
    layers.stand([TEAM, AGENT])
    connection.needs_rollback = True

    assert layers.stand([TEAM, AGENT])["team"] == Team.objects.get()
    assert made == ["team", "agent"] * 2


def test_what_happened_a_moment_ago_is_written_again_when_the_moment_is_over(
    layers: Layers, monkeypatch: pytest.MonkeyPatch
) -> None:
    layers.stand([TEAM])
    monkeypatch.setattr(lasting_rows, "MOMENT", 0)
    layers.stand([TEAM])

    assert made == ["team", "team"]
    assert Team.objects.count() == 1


def test_what_never_looks_at_the_time_of_day_outlasts_the_moment(
    layers: Layers, monkeypatch: pytest.MonkeyPatch
) -> None:
    ageless = Lasting("ageless", make_team, (), ages=False)
    layers.stand([ageless])
    kept = Team.objects.get().pk
    monkeypatch.setattr(lasting_rows, "MOMENT", 0)

    layers.stand([ageless])

    assert Team.objects.get().pk == kept


def test_rows_that_must_not_be_leave_none_behind(layers: Layers) -> None:
    stray = Lasting("stray", lambda: Agent.teams.through.objects.create(agent_id=1, team_id=1), ())

    with pytest.raises(IntegrityError):
        layers.stand([TEAM, stray])
    assert layers.stand([TEAM])["team"] == Team.objects.get()
    assert made == ["team"]


def test_what_lasts_asks_for_nothing_that_does_not(layers: Layers) -> None:
    stray = Lasting("stray", lambda settings: None, ("settings",))

    with pytest.raises(pytest.UsageError, match="stray lasts, and settings does not"):
        layers.stand([stray])


def test_what_never_changes_is_not_copied(layers: Layers) -> None:
    asked: Any = Lasting("asked", lambda: TEAM, ())

    assert layers.stand([asked])["asked"] is TEAM


def test_rows_that_know_each_other_are_copied_with_each_other(layers: Layers) -> None:
    before = layers.stand([TEAM, AGENT])
    before["agent"].team_of_hers = before["team"]
    layers._standing[-1].values |= before

    copied = layers.stand([TEAM, AGENT])

    assert copied["agent"].team_of_hers is copied["team"]
    assert copied["agent"] is not before["agent"]
    assert copied["agent"]._state is not before["agent"]._state
