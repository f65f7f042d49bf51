"""The difference of two versions of a criteria file, as people read it."""

from escalation.criteria.comparing import difference

BEFORE = """triggers:
  long:
    name: Long
    verdict: suggests
    handoff: incident
    why: Nobody else looks.
    when:
      all:
        - age: {is more than: 2 hours}
routes:
  rest: {name: The rest, team: front}
"""


def test_a_change_says_in_which_part_of_the_file_it_stands() -> None:
    found = difference(BEFORE, BEFORE.replace("2 hours", "4 hours"))

    assert found[0] == "@triggers / long / when / all"
    assert [line for line in found if line[0] in "+-"] == [
        "-        - age: {is more than: 2 hours}",
        "+        - age: {is more than: 4 hours}",
    ]


def test_what_is_new_from_the_first_line_on_begins_without_a_place() -> None:
    assert difference("", "routes: {}\n") == ["+routes: {}"]
    assert difference("routes: {}\n", "") == ["-routes: {}"]


def test_what_says_the_same_has_no_difference() -> None:
    assert difference(BEFORE, BEFORE) == []


def test_two_changes_far_apart_have_each_their_place() -> None:
    long = BEFORE.replace("    why: Nobody else looks.\n", "".join(f"    line-{n}: x\n" for n in range(12)))
    after = long.replace("name: Long", "name: Longer").replace("team: front", "team: back")

    assert [line for line in difference(long, after) if line[0] == "@"] == ["@triggers / long", "@routes"]
