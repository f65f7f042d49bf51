"""What the demo tells, before any of it is in a database."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from config.demo.company import BOT, SHIFT_CHANGE
from config.demo.history import DAYS, stories
from config.demo.live_plots import live_stories
from config.demo.people import customers
from config.demo.scenarios import SCENARIOS
from config.demo.story import Deed, Story
from escalation.brief import in_brief
from escalation.drafting.thread import own_sentences
from escalation.package import problems

NOW = datetime(2026, 3, 10, 14, 30, tzinfo=UTC)  # a Tuesday


@pytest.fixture(scope="module")
def told() -> list[tuple[str, Story]]:
    return list(stories(since=(NOW - timedelta(days=DAYS)).date(), until=NOW))


def test_ninety_days_have_about_three_thousand_tickets(told):
    assert 2_700 < len(told) < 3_300


def test_the_same_moment_tells_the_same_stories(told):
    customers.cache_clear()

    again = list(stories(since=(NOW - timedelta(days=20)).date(), until=NOW))

    assert len(again) > 500
    assert told[-len(again) :] == again
    assert list(live_stories(NOW)) == list(live_stories(NOW))


def test_a_day_tells_the_same_whenever_it_is_told(told):
    week_later = dict(stories(since=(NOW - timedelta(days=10)).date(), until=NOW + timedelta(days=7)))

    shared = [key for key, _ in told if key in week_later]

    assert len(shared) > 200
    assert all(week_later[key] == story for key, story in told if key in week_later)


def test_every_text_reads_clean(told):
    texts = {act.text for _, story in told for act in story.acts if act.text}
    texts |= {act.text for story in live_stories(NOW) for act in story.acts if act.text}
    texts |= {story.subject for _, story in told}

    unclean = re.compile(r"[{}]|  | ,| \.\s|\.\.$|lorem|ipsum|&\w+;", re.IGNORECASE)

    assert [text for text in texts if unclean.search(text) or text != text.strip()] == []


def test_the_threads_do_not_repeat_themselves(told):
    spoken = [act.text for _, story in told for act in story.acts if act.text]
    within = [Counter(act.text for act in story.acts if len(act.text) > 60) for _, story in told]

    assert len(set(spoken)) > 8_000
    assert max(Counter(spoken).values()) < len(told) / 10
    assert max(max(thread.values(), default=0) for thread in within) == 1


def test_every_scenario_is_told_in_every_voice_it_has(told):
    subjects = {story.issue_type for _, story in told}

    assert len(SCENARIOS) >= 45
    assert len(subjects) >= 20
    assert all("plain" in scenario.openings and len(scenario.openings) >= 3 for scenario in SCENARIOS)


def test_every_package_could_be_sent(told):
    sent = [act.package for _, story in told for act in story.acts if act.deed == Deed.SENT]

    # What its type asks for beyond the package is checked where the types are.
    found = [problems(replace(package, details={})) for package in sent]

    assert len(sent) > 1_500
    assert not any(found)


def packages_of(told):
    """What agents sent, each with what was said before."""
    for story in (*(story for _, story in told), *live_stories(NOW)):
        for number, act in enumerate(story.acts):
            if act.deed == Deed.SENT and act.package.troubleshooting and act.by != BOT:
                yield act.package, story.acts[:number]


def test_what_the_customer_said_when_she_was_asked_goes_along(told):
    lost = []
    for package, acts in packages_of(told):
        results = " ".join(step.result for step in package.troubleshooting)
        for asked, said in pairwise(act for act in acts if act.deed == Deed.SAID):
            if "?" in asked.text and not asked.by_customer and said.by_customer and asked.by != BOT:
                lost += [(asked.text, said.text)] if own_sentences(said.text)[0] not in results else []

    assert lost == []


def test_what_was_found_out_goes_along(told):
    notes = {note for scenario in SCENARIOS for note in scenario.notes if "{" not in note}
    sent = list(packages_of(told))
    found = [(package, act.text) for package, acts in sent for act in acts if act.deed == Deed.NOTED]
    found = [(package, text) for package, text in found if text in notes]

    assert len(found) > 100
    assert [text for package, text in found if text not in str(package.troubleshooting)] == []


def test_no_package_sends_its_reader_to_the_thread(told):
    texts = {
        text
        for package, _ in packages_of(told)
        for text in (package.issue_summary, package.next_best_action, package.business_impact, package.sentiment_note)
    }

    assert [text for text in texts if re.search(r"\bthread\b|earlier message|see note", text)] == []


def test_the_card_shows_the_whole_next_action_of_every_handoff(told):
    sent = [act for story in (*(story for _, story in told), *live_stories(NOW)) for act in story.acts if act.package]
    texts = ("next_best_action", "issue_summary", "business_impact", "sentiment_note")
    shown = [(in_brief({name: getattr(act.package, name) for name in texts}), act) for act in sent]

    assert [brief.next_best_action for brief, _ in shown if brief.next_best_action.endswith("…")] == []
    written = [(brief, act) for brief, act in shown if act.by != BOT and act.handoff_type != SHIFT_CHANGE]
    broken_off = [brief.issue_summary for brief, act in written if brief.issue_summary.endswith("…")]
    assert len(broken_off) < len(written) / 100, "what the sender wrote as a summary is read whole"


@pytest.mark.parametrize("day", range(0, 90, 3))
def test_on_no_day_does_anybody_pass_a_ticket_on_to_herself(day):
    sent = [act for story in live_stories(NOW + timedelta(days=day)) for act in story.acts if act.deed == Deed.SENT]

    assert len(sent) > 20
    assert [act for act in sent if act.agent == act.by] == []


def test_what_goes_on_now_names_no_time_of_day_before_it_came(told):
    zones = {person.email: ZoneInfo(person.account.time_zone) for person in customers()}
    named = [
        (act.at.astimezone(zones[act.by]), time)
        for story in live_stories(NOW)
        for act in story.acts
        if act.by_customer
        for time in re.findall(r"(?<!\d)\d\d:\d[05](?!\d)", act.text)
    ]
    passed = [(at - at.replace(hour=int(time[:2]), minute=int(time[3:]))) % timedelta(days=1) for at, time in named]

    assert len(passed) > 3
    assert all(since < timedelta(hours=5) for since in passed), [str(since) for since in passed]


def test_deeds_come_in_order_of_time(told):
    for key, story in told:
        times = [act.at for act in story.acts]
        assert times == sorted(times), key


DAYS_OF_THE_WEEK = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"


def test_what_a_handoff_says_of_since_when_agrees_with_its_summary(told):
    told_times = re.compile(rf"\b\d\d:\d\d\b|{DAYS_OF_THE_WEEK}")
    every = [act for story in [*(story for _, story in told), *live_stories(NOW)] for act in story.acts if act.package]
    since = [
        (act.package.details["since"], act.package.issue_summary) for act in every if "since" in act.package.details
    ]
    times = [(set(told_times.findall(when)), set(told_times.findall(summary))) for when, summary in since]

    assert len(times) > 50
    assert all(when and (when <= summary or not summary) for when, summary in times)
