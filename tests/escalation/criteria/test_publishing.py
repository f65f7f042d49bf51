"""What is drafted becomes what holds, whole or not at all, and can be taken back."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
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
from escalation.models import (
    RULES,
    CriteriaRevision,
    DecisionTree,
    HandoffType,
    Route,
    TreeAnswer,
    TreeOutcome,
    Trigger,
    TriggerCondition,
)
from tests.clock import NOON, minutes_after
from tests.factories import AgentFactory, TeamFactory
from tickets.models import IssueType, Team

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SLOW = part_of("slow-pages")


def test_rows_say_what_the_file_said(starter: Criteria) -> None:
    found = drafted()

    assert (found.triggers, found.routes) == (starter.triggers, starter.routes)
    assert found.trees == tuple(sorted(starter.trees, key=lambda tree: tree.key))
    assert {team.key: team.examples for team in found.teams if team.examples} == {
        team.key: team.examples for team in starter.teams if team.examples
    }


def test_what_is_dumped_loads_and_dumps_the_same(starter: Criteria, tmp_path: Path) -> None:
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    call_command("dump_criteria", str(first))

    Trigger.objects.all().delete()
    DecisionTree.objects.all().delete()
    call_command("load_criteria", str(first))
    call_command("dump_criteria", str(second))

    assert first.read_text() == second.read_text()


def test_what_is_switched_off_is_dumped_and_loaded_as_such(starter: Criteria, tmp_path: Path) -> None:
    switched_off = (Trigger, "data-lost"), (Route, "slow-pages"), (DecisionTree, "sign-in")
    for model, slug in switched_off:
        model.objects.filter(slug=slug).update(is_active=False)
    Team.objects.filter(slug="tier-2").update(is_active=False)
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    call_command("dump_criteria", str(first))

    for model, _ in switched_off:
        model.objects.all().delete()
    call_command("load_criteria", str(first))
    call_command("dump_criteria", str(second))

    assert first.read_text() == second.read_text()
    assert not any(model.objects.get(slug=slug).is_active for model, slug in switched_off)
    assert "slow-pages" not in {route.key for route in drafted().routes}


def test_what_does_not_fit_its_column_is_said_in_words(teams: dict[str, Team], tmp_path: Path) -> None:
    file = tmp_path / "long.yaml"
    file.write_text(f"routes: {{money: {{team: billing, name: {'m' * 121}}}}}")
    with pytest.raises(CommandError, match=r"Route “money”, name: .* at most 120 characters"):
        call_command("load_criteria", str(file))

    file.write_text("trees: {t: {questions: {a b: {ask: A?, answers: []}}, outcomes: {}}}")
    with pytest.raises(CommandError, match="Tree “t”, short name: "):
        call_command("load_criteria", str(file))

    file.write_text('routes: {money: {team: billing, why: "a\\0b"}}')
    with pytest.raises(CommandError, match="NUL"):
        call_command("load_criteria", str(file))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Line 1: the file is empty"),
        (b"\xef\xbb\xbf# nothing yet\r\n\r\n", "Line 1: the file is empty"),
        ("routes: {}\nteams: {x: {name: Süd}}".encode("latin-1"), "Line 2: this is not UTF-8"),
    ],
)
def test_a_file_that_was_cut_off_or_is_in_another_encoding_alters_nothing(
    starter: Criteria, tmp_path: Path, content: bytes, said: str
) -> None:
    before, file = Trigger.objects.count(), tmp_path / "odd.yaml"
    file.write_bytes(content)

    with pytest.raises(CommandError, match=said):
        call_command("load_criteria", str(file))

    assert Trigger.objects.count() == before > 0


def test_a_file_may_begin_with_a_byte_order_mark(teams: dict[str, Team], tmp_path: Path) -> None:
    file = tmp_path / "marked.yaml"
    file.write_bytes(b"\xef\xbb\xbfroutes: {money: {team: billing}}\r\n")

    call_command("load_criteria", str(file))

    assert Route.objects.get().slug == "money"


def test_a_dump_that_cannot_be_written_says_so(teams: dict[str, Team], tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("dump_criteria", str(tmp_path / "missing" / "criteria.yaml"))


def test_rules_that_name_a_team_out_of_use_are_not_published_and_can_be_dumped(
    published: Criteria, tmp_path: Path
) -> None:
    Team.objects.filter(slug="billing").update(is_active=False)
    Trigger.objects.filter(slug="data-lost").update(why="Another")
    sentence = "Route “Money” names the team “billing”, which is not in use any more: choose another."

    with pytest.raises(publishing.NotPublishable) as raised:
        publishing.publish(RULES, by=AgentFactory(), at=NOON)
    assert sentence in raised.value.problems

    file = tmp_path / "criteria.yaml"
    call_command("dump_criteria", str(file))
    with pytest.raises(CommandError, match="names the team “billing”"):
        call_command("load_criteria", str(file), "--publish")
    call_command("load_criteria", str(file))


def test_an_issue_type_out_of_use_keeps_its_rules(published: Criteria) -> None:
    IssueType.objects.filter(slug="billing").update(is_active=False)
    Trigger.objects.filter(slug="data-lost").update(why="Another")

    publishing.publish(RULES, by=AgentFactory(), at=NOON)

    money = next(route for route in live().criteria.routes if route.key == "billing")
    assert money.issue_types == ("billing",)


def test_a_tree_that_hands_over_by_a_type_out_of_use_has_a_problem(published: Criteria) -> None:
    HandoffType.objects.filter(slug="to-billing").update(is_active=False)

    state = publishing.state(part_of("billing"))

    assert state is not None
    assert any("names the handoff type “to-billing”" in problem for problem in state.problems)


def test_any_short_name_can_be_published(teams: dict[str, Team]) -> None:
    load(read_criteria("routes: {-Money_1: {team: billing, words: [refund]}}"))
    TeamFactory(slug="_Second-Line", name="Second line")

    publish_everything()

    assert [route.key for route in live().criteria.routes] == ["-Money_1"]
    assert "_Second-Line" in {team.key for team in live().criteria.teams}


@pytest.mark.parametrize("length", [timedelta(hours=-2), timedelta(days=4000), timedelta(seconds=1.5)])
def test_a_strange_time_of_watching_is_a_problem(published: Criteria, length: timedelta) -> None:
    TreeOutcome.objects.filter(tree__slug="slow-pages", key="watch-one").update(monitor_for=length)

    with pytest.raises(publishing.NotPublishable, match="watches for a strange length of time"):
        publishing.publish(SLOW, by=AgentFactory(), at=NOON)


def test_a_row_that_cannot_be_meant_stops_publishing_and_is_named(published: Criteria) -> None:
    TriggerCondition.objects.filter(trigger__slug="everybody-and-long", fact="age").update(value="soon")

    with pytest.raises(publishing.NotPublishable, match="Trigger “Everybody, for over two hours”: “soon” is no length"):
        publishing.publish(RULES, by=AgentFactory(), at=NOON)


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


def test_whatever_names_a_team_that_is_not_there_is_named_too(teams: dict[str, Team], tmp_path: Path) -> None:
    file = tmp_path / "criteria.yaml"
    file.write_text("routes: {money: {team: moon}}")

    with pytest.raises(CommandError, match="Route “money”: There is no team “moon” here"):
        call_command("load_criteria", str(file))


def test_the_starter_loads_under_the_names_of_another_portal(teams: dict[str, Team]) -> None:
    with pytest.raises(CommandError, match="There is no team “moon”"):
        call_command("load_criteria", "starter", "--as", "tier-2=moon")

    TeamFactory(slug="specialists")
    call_command("load_criteria", "starter", "--as", "tier-2=specialists", "--publish")

    assert {route.team for route in live().criteria.routes} == {"billing", "engineering", "specialists", "tier-1"}


def test_a_draft_is_given_up_only_by_who_has_seen_it(published: Criteria) -> None:
    first, admin = CriteriaRevision.objects.of(RULES).get(), AgentFactory()
    Trigger.objects.filter(slug="data-lost").update(why="Second")
    publishing.publish(RULES, by=admin, at=minutes_after(5))
    Trigger.objects.filter(slug="data-lost").update(why="Somebody's work")

    with pytest.raises(publishing.DraftInTheWay) as raised:
        publishing.roll_back(first, by=admin, at=minutes_after(10))
    Trigger.objects.filter(slug="data-lost").update(why="More of it meanwhile")
    with pytest.raises(publishing.DraftInTheWay):
        publishing.roll_back(first, by=admin, at=minutes_after(11), over_draft=raised.value.state.fingerprint)
    assert Trigger.objects.get(slug="data-lost").why == "More of it meanwhile"

    state = publishing.state(RULES)
    assert state is not None
    publishing.roll_back(first, by=admin, at=minutes_after(12), over_draft=state.fingerprint)
    assert Trigger.objects.get(slug="data-lost").why == "Backups are kept for days, not for ever."


def test_rolling_back_switches_off_what_the_revision_does_not_know(published: Criteria) -> None:
    first = CriteriaRevision.objects.of(RULES).get()
    Route.objects.create(slug="new", name="New", team=Team.objects.get(slug="billing"), words="brand new", position=90)
    publish_everything()

    publishing.roll_back(first, by=AgentFactory(), at=NOON)

    assert not Route.objects.get(slug="new").is_active


def publish_everything() -> None:
    publishing.publish_all(by=None, at=NOON)


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
    with suppress(publishing.NothingToPublish, publishing.DraftInTheWay):
        deed()
