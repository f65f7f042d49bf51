"""Each kind of bad line is refused with a reason that a person can act on, and keeps no good line out."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from metrics.history import lines
from tests.clock import NOON
from tests.factories import TeamFactory
from tests.metrics.history_lines import after, answered, as_bytes, changed, history, run_import, said
from tests.metrics.test_import import everything
from tickets.models import Ticket


def without(part: str, field: str) -> dict[str, Any]:
    line = history("bad")
    del line[part][field]
    return line


def with_message(**fields: Any) -> dict[str, Any]:
    return history("bad", messages=[said(0, "Help"), {**said(5, "More"), **fields}])


BAD: dict[str, tuple[dict[str, Any] | str | bytes, str]] = {
    "no JSON": ('{"ticket": ', "is not JSON"),
    "not UTF-8": (b'{"ticket": "\xff"}', "is not UTF-8"),
    "nested too deeply": ("[" * 200_000, "nested too deeply"),
    "a number of thousands of digits": ('{"ticket": ' + "9" * 10_000 + "}", "is not JSON"),
    "no object": ("[1, 2]", "The line must be an object"),
    "no ticket": ({}, "ticket is missing"),
    "a ticket that is a text": ({"ticket": "A-1"}, "ticket must be an object"),
    "no id": (without("ticket", "id"), "ticket.id is missing"),
    "no subject": (without("ticket", "subject"), "ticket.subject is missing"),
    "no opening": (without("ticket", "opened_at"), "ticket.opened_at is missing"),
    "no account": (without("account", "name"), "account.name is missing"),
    "an id that is a number": (history(ticket={"id": 7}), "ticket.id must be a text"),
    "a list that is none": (history("bad", messages={}), "messages must be a list"),
    "a message that is none": (history("bad", messages=["Help"]), "messages[0] must be an object"),
    "an unknown field": (with_message(visibilty="internal"), "fields that are not known: visibilty"),
    "an unknown channel": (with_message(channel="fax"), "messages[1].channel is 'fax', none of chat"),
    "an unknown author kind": (with_message(author_kind="boss"), "messages[1].author_kind is 'boss'"),
    "an unknown status": (history("bad", changes=[changed(1, status="shut")]), "changes[0].status is 'shut'"),
    "no time": (with_message(at="yesterday"), "messages[1].at is no time"),
    "a date alone": (with_message(at="2026-02-10"), "messages[1].at has no time zone"),
    "a time without zone": (with_message(at="2026-02-10T12:00:00"), "messages[1].at has no time zone"),
    "a time in the future": (with_message(at=(NOON + timedelta(seconds=1)).isoformat()), "is in the future"),
    "a time at the edge of all time": (with_message(at="0001-01-01T00:00:00+14:00"), "is before 1970"),
    "a message before the opening": (with_message(at=after(-1)), "is before the ticket was opened"),
    "a change before the opening": (
        history("bad", changes=[changed(-1, status="open")]),
        "before the ticket was opened",
    ),
    "a message after the end": (
        history("bad", messages=[said(9, "Thanks")], changes=[changed(5, status="resolved")]),
        "posted while the ticket was resolved",
    ),
    "an over-long body": (with_message(body="x" * 100_001), "messages[1].body has 100,001 characters, of 100,000"),
    "an empty body": (with_message(body="  "), "messages[1].body is missing or empty"),
    "a NUL character": (with_message(body="a\0b"), "messages[1].body has a NUL character"),
    "half of a character": (with_message(body="a\ud800b"), "has half of a character"),
    "a public note": (with_message(channel="note", visibility="public"), "a note is always internal"),
    "a customer's note": (with_message(channel="note"), "a customer's message never is"),
    "two messages of one id": (
        history("bad", messages=[said(0, "a", id="m"), said(1, "b", id="m")]),
        "Two messages have the id 'm'",
    ),
    "an agent without a team": (
        history("bad", changes=[changed(1, agent={"name": "Priya"})]),
        "changes[0].team is missing: say in which team Priya",
    ),
    "a change of nothing": (history("bad", changes=[changed(1)]), "one of them must change"),
    "a person without a name": (with_message(author_kind="agent", author={}), "messages[1].author.name is missing"),
    "a survey out of range": (history("bad", survey={"csat": 6, "answered_at": after(9)}), "from 1 to 5"),
    "a survey of a yes": (history("bad", survey={"csat": True, "answered_at": after(9)}), "from 1 to 5"),
    "too many messages": (
        history("bad", messages=[said(1, "x")] * 5_000, changes=[]),
        "5,001 messages and changes, of 5,000 at most",
    ),
    "an absurdly long line": (b" " * (lines.LINE_LIMIT + 1), "bytes, of 5,242,880 at most"),
    "the message of another ticket": (
        history("bad", messages=[said(0, "Mine", id="of-the-first")]),
        "Message 'of-the-first' belongs to ticket 'first' already",
    ),
    "an id that was there before": (history("first"), "Line 1 has the same ticket id, 'first'"),
}


@pytest.mark.django_db
@pytest.mark.both_databases
@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_is_refused_with_its_number_and_reason_and_its_neighbors_come_in(name: str) -> None:
    TeamFactory(name="First line", slug="first-line")
    bad, reason = BAD[name]

    summary, rejects = run_import(
        history("first", messages=[said(0, "Mine", id="of-the-first")]), bad, "", history("last")
    )

    assert [reject.line for reject in rejects] == [2]
    assert reason in rejects[0].reason
    assert (summary.lines, summary.new, summary.rejected) == (3, 2, 1)
    assert set(Ticket.objects.values_list("external_id", flat=True)) == {"first", "last"}


@pytest.mark.django_db
def test_what_the_database_refuses_costs_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should a check ever be missing, the chunk is tried line by line."""
    TeamFactory(name="First line", slug="first-line")
    monkeypatch.setattr("metrics.history.reading.NAME_LIMIT", 1_000)

    summary, rejects = run_import(history("first"), _of_a_long_name(), history("last"))

    assert (summary.new, [reject.line for reject in rejects]) == (2, [2])
    assert "The database refused it" in rejects[0].reason


def _of_a_long_name() -> dict[str, Any]:
    return history("bad", customer={"id": "long", "name": "y" * 151})


GOOD = st.lists(
    st.builds(
        lambda name, messages, ends: history(
            f"ticket-{name}",
            messages=[
                (said if by_customer else answered)(minute, f"Said at {minute}", id=f"{name}/{place}")
                for place, (minute, by_customer) in enumerate(messages)
            ],
            changes=[changed(3_000, status="resolved")] if ends else [],
        ),
        st.integers(0, 30),
        st.lists(st.tuples(st.integers(0, 2_000), st.booleans()), max_size=4),
        st.booleans(),
    ),
    max_size=6,
    unique_by=lambda line: line["ticket"]["id"],
)
NOISE = st.one_of(
    st.binary(max_size=40).map(lambda noise: noise.replace(b"\n", b"")),
    st.sampled_from(
        [json.dumps(bad).encode() if isinstance(bad, dict) else bad for bad, _ in list(BAD.values())[2:30]]
    ),
)
FAST = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


class ManyFilesTests(TestCase):
    """Files of every make, each tried on a fresh database."""

    def setup_example(self) -> None:
        super().setup_example()
        TeamFactory(name="First line", slug="first-line")

    @FAST
    @given(good=GOOD)
    def test_importing_twice_equals_importing_once(self, good: list[dict[str, Any]]) -> None:
        run_import(*good)
        once = everything()

        summary, rejects = run_import(*good)

        assert everything() == once
        assert (summary.unchanged, rejects) == (len(good), [])

    @FAST
    @given(good=GOOD, cut=st.floats(0, 1))
    def test_a_file_cut_anywhere_and_run_again_ends_as_if_it_had_come_whole(
        self, good: list[dict[str, Any]], cut: float
    ) -> None:
        whole = b"".join(as_bytes(good))
        run_import(whole[: int(cut * len(whole))])

        run_import(*good)

        assert _tickets() == _tickets_of(good)

    @FAST
    @given(good=GOOD, noise=st.lists(NOISE, max_size=4), random=st.randoms(use_true_random=False))
    def test_good_lines_come_in_whatever_their_neighbors_are(
        self, good: list[dict[str, Any]], noise: list[bytes], random: Any
    ) -> None:
        mixed: list[Any] = [*good, *noise]
        random.shuffle(mixed)

        run_import(*mixed)

        assert _tickets() == _tickets_of(good)


def _tickets() -> dict[str, tuple[int, str]]:
    tickets = Ticket.objects.prefetch_related("messages")
    return {ticket.external_id: (ticket.messages.count(), ticket.subject) for ticket in tickets}


def _tickets_of(good: list[dict[str, Any]]) -> dict[str, tuple[int, str]]:
    return {line["ticket"]["id"]: (len(line["messages"]), line["ticket"]["subject"]) for line in good}


def test_a_line_of_any_length_is_read_to_its_end() -> None:
    found = list(lines.lines_of(io.BytesIO(b"abc\n" + b"x" * 25 + b"\n12345678\n\nend"), limit=10))

    assert [(line.number, line.size, line.is_too_long) for line in found] == [
        (1, 4, False),
        (2, 26, True),
        (3, 9, False),
        (4, 1, False),
        (5, 3, False),
    ]
