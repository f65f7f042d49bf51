"""What is drafted becomes what holds, whole or not at all, and can be taken back."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from escalation.criteria import publishing
from escalation.criteria.definition import Criteria
from escalation.criteria.live import live, part_of
from escalation.criteria.loading import UnknownName, load
from escalation.criteria.reading import read_criteria
from escalation.criteria.rows import drafted
from escalation.criteria.writing import write_criteria
from escalation.models import RULES, CriteriaRevision, DecisionTree, TreeAnswer, Trigger
from tests.clock import NOON, minutes_after
from tests.factories import AgentFactory, TeamFactory
from tickets.models import Team

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SLOW = part_of("slow-pages")


def test_rows_say_what_the_file_said(starter: Criteria) -> None:
    found = drafted()

    assert (found.triggers, found.routes) == (starter.triggers, starter.routes)
    assert found.trees == starter.trees
    assert {team.key: team.examples for team in found.teams if team.examples} == {
        team.key: team.examples for team in starter.teams
    }


def test_what_is_dumped_loads_and_dumps_the_same(starter: Criteria, tmp_path: Path) -> None:
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    call_command("dump_criteria", str(first))

    Trigger.objects.all().delete()
    DecisionTree.objects.all().delete()
    call_command("load_criteria", str(first))
    call_command("dump_criteria", str(second))

    assert first.read_text() == second.read_text()


def test_saving_is_not_publishing(published: Criteria) -> None:
    TreeAnswer.objects.filter(question="who", label="One user", tree__slug="slow-pages").update(label="A single user")

    state = publishing.state(SLOW)
    assert state is not None
    assert not state.is_live
    changed = [line for line in state.difference if line[0] in "+-"]
    assert [line[0] for line in changed] == ["-", "+"]
    assert "A single user" in changed[1]
    assert "A single user" not in write_criteria(live().criteria)

    revision = publishing.publish(SLOW, by=AgentFactory(), at=minutes_after(5))

    assert revision.number == 2
    assert "A single user" in write_criteria(live().criteria)


def test_a_tree_that_leads_nowhere_is_not_published(published: Criteria) -> None:
    TreeAnswer.objects.filter(tree__slug="slow-pages", question="who", label="One user").update(then="nowhere-at-all")

    with pytest.raises(publishing.NotPublishable, match="nowhere-at-all"):
        publishing.publish(SLOW, by=AgentFactory(), at=NOON)

    assert CriteriaRevision.objects.of(SLOW).count() == 1


def test_what_is_live_already_is_not_published_again(published: Criteria) -> None:
    with pytest.raises(publishing.NothingToPublish):
        publishing.publish(RULES, by=AgentFactory(), at=NOON)


def test_a_tree_switched_off_leaves_the_tickets_when_that_is_published(published: Criteria) -> None:
    DecisionTree.objects.filter(slug="slow-pages").update(is_active=False)
    assert "slow-pages" in {tree.key for tree in live().criteria.trees}

    publishing.publish(SLOW, by=AgentFactory(), at=NOON)

    assert "slow-pages" not in {tree.key for tree in live().criteria.trees}


def test_rolling_back_publishes_the_earlier_one_and_drafts_it(published: Criteria) -> None:
    first = CriteriaRevision.objects.of(SLOW).get()
    TreeAnswer.objects.filter(tree__slug="slow-pages", label="One user").update(label="A single user")
    publishing.publish(SLOW, by=AgentFactory(), at=minutes_after(5))

    again = publishing.roll_back(first, by=AgentFactory(), at=minutes_after(10))

    state = publishing.state(SLOW)
    assert (again.number, again.content) == (3, first.content)
    assert state is not None
    assert state.is_live
    with pytest.raises(publishing.NothingToPublish):
        publishing.roll_back(first, by=AgentFactory(), at=minutes_after(11))


def test_a_file_that_names_a_strange_team_changes_nothing(published: Criteria) -> None:
    strange = read_criteria("routes: {strange: {team: moon}}")
    before = write_criteria(drafted())

    with pytest.raises(UnknownName, match="There is no team “moon” here"):
        load(strange)

    assert write_criteria(drafted()) == before


def test_the_starter_loads_under_the_names_of_another_portal(teams: dict[str, Team]) -> None:
    with pytest.raises(CommandError, match="There is no team “moon”"):
        call_command("load_criteria", "starter", "--as", "tier-2=moon")

    TeamFactory(slug="specialists")
    call_command("load_criteria", "starter", "--as", "tier-2=specialists", "--publish")

    assert {route.team for route in live().criteria.routes} == {"billing", "engineering", "specialists"}


DEEDS = st.lists(st.tuples(st.sampled_from(["edit", "publish", "back"]), st.integers(0, 5)), max_size=8)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(deeds=DEEDS)
def test_no_revision_is_ever_altered_and_the_latest_is_live(published: Criteria, deeds: list[tuple[str, int]]) -> None:
    """Whatever is edited, published and rolled back."""
    agent, seen = AgentFactory(), dict(CriteriaRevision.objects.values_list("pk", "content"))

    for deed, number in deeds:
        revisions = list(CriteriaRevision.objects.of(RULES))
        if deed == "edit":
            Trigger.objects.filter(slug="data-lost").update(why=f"Reason {number}")
        elif deed == "publish":
            _if_any(lambda: publishing.publish(RULES, by=agent, at=NOON))
        else:
            earlier = revisions[number % len(revisions)]
            _if_any(lambda: publishing.roll_back(earlier, by=agent, at=NOON))  # noqa: B023 - called at once
        now = dict(CriteriaRevision.objects.values_list("pk", "content"))
        assert {pk: now[pk] for pk in seen} == seen
        seen = now

    latest = CriteriaRevision.objects.of(RULES).first()
    assert latest is not None
    assert live().criteria.triggers == read_criteria(latest.content).triggers


def _if_any(deed: Callable[[], object]) -> None:
    with suppress(publishing.NothingToPublish):
        deed()
