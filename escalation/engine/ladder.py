"""The steps that a handoff climbs while nobody acknowledges it, as they were when it was sent. No database.

Steps count from sending, round after round. When the last round is over the last resort is due, and again after each
pause: a handoff that nobody takes is never silent. Each comes when it is due, whichever stands first in the policy: at
night one at any hour overtakes one that waits for the doors to open.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from escalation.hours.business_time import Hours

LAST_RESORT = "last_resort"
# After an outage the steps that were missed come one a minute, not all at once: each gets its chance to work.
BETWEEN_STEPS = timedelta(minutes=1)


@dataclass(frozen=True)
class Step:
    """So long after sending, that is done; `at_any_hour` says whether closed hours count too."""

    after: timedelta
    action: str
    team_id: int | None = None
    at_any_hour: bool = False


@dataclass(frozen=True)
class Coming:
    """The step that comes next, by its number, and when it may be taken."""

    number: int
    due_at: datetime


@dataclass(frozen=True)
class Ladder:
    """All steps of a policy, in order, with the hours in which they count."""

    policy: str
    steps: tuple[Step, ...]
    rounds: int
    pause: timedelta
    acknowledge_within: timedelta  # a team that it is sent on to has as long as the first one had
    hours: Hours
    # Of a handoff that was sent on: what is left counts from then, in the new team's hours, as if so much had passed.
    since: datetime | None = None
    passed: timedelta = timedelta()

    def moved_on(self, number: int, *, hours: Hours, now: datetime) -> "Ladder":
        """What is left for the team that a step sends the handoff on to `now`."""
        return replace(self, hours=hours, since=now, passed=self.step(number).after)

    def step(self, number: int) -> Step:
        """The step of this number, counted from 0 through all rounds; past the last round, the last resort."""
        if number >= self._in_rounds:
            times = number - self._in_rounds + 1
            return Step(self._all_rounds() + times * self.pause, LAST_RESORT)
        passed, index = divmod(number, len(self.steps))
        step = self.steps[index]
        return Step(passed * self._round() + step.after, step.action, step.team_id, step.at_any_hour)

    def due_at(self, number: int, *, sent_at: datetime) -> datetime:
        """When a step is due, as planned."""
        step, start = self.step(number), self.since or sent_at
        left = max(step.after - self.passed, timedelta())
        if step.at_any_hour:
            return start + left
        return self.hours.add(start, left) if left else self.hours.next_opening(start)

    def coming(self, taken: Collection[int], *, sent_at: datetime, now: datetime) -> Coming:
        """What comes next after the steps `taken`, as it looks `now`.

        What was missed in an outage is made up for once: of a step that came round several times meanwhile the last
        time counts. One that waits for opening hours is not made up for while they are closed.
        """
        numbers = self._next_of_each(taken, sent_at=sent_at, now=now)
        ahead = [(self._may_be_taken_at(number, sent_at, now), number) for number in numbers]
        due_at, number = min(ahead, key=lambda each: (each[0], self.due_at(each[1], sent_at=sent_at), each[1]))
        return Coming(number, due_at)

    def following(self, number: int, taken: Collection[int], *, sent_at: datetime, now: datetime) -> Coming:
        """What comes after a step taken `now`: as planned; after one that was late, a minute later at the earliest.

        Steps that are planned for one instant come together all the same.
        """
        following = self.coming([*taken, number], sent_at=sent_at, now=now)
        planned = self.due_at(number, sent_at=sent_at)
        is_late = now - planned >= BETWEEN_STEPS and self.due_at(following.number, sent_at=sent_at) != planned
        return Coming(following.number, max(following.due_at, now + BETWEEN_STEPS)) if is_late else following

    def _may_be_taken_at(self, number: int, sent_at: datetime, now: datetime) -> datetime:
        """As planned; one that is late, and closed hours not for it, when they open."""
        planned = self.due_at(number, sent_at=sent_at)
        if self.step(number).at_any_hour or now - planned < BETWEEN_STEPS or self.hours.is_open(now):
            return planned
        return self.hours.next_opening(now)

    def _next_of_each(self, taken: Collection[int], *, sent_at: datetime, now: datetime) -> Iterator[int]:
        """Of each step, and of the last resort, the time that it comes next; of those missed only the last."""
        for index in range(len(self.steps)):
            times = range(index, self._in_rounds, len(self.steps))
            last = max((number for number in taken if number in times), default=-1)
            left = [number for number in times if number > last and self.step(number).after >= self.passed]
            missed = [number for number in left if self.due_at(number, sent_at=sent_at) <= now]
            yield from missed[-1:] or left[:1]
        untaken = max([self._in_rounds, *(number + 1 for number in taken)])
        yield max(untaken, self._in_rounds - 1 + self._last_resorts_until(now, sent_at=sent_at))

    def _last_resorts_until(self, now: datetime, *, sent_at: datetime) -> int:
        """How many times the last resort was due until now."""
        elapsed = self.passed + self.hours.elapsed(self.since or sent_at, now)
        return max((elapsed - self._all_rounds()) // self.pause, 0)

    @property
    def _in_rounds(self) -> int:
        """The number of steps in all rounds."""
        return self.rounds * len(self.steps)

    def _round(self) -> timedelta:
        return (self.steps[-1].after if self.steps else timedelta()) + self.pause

    def _all_rounds(self) -> timedelta:
        """From sending to the end of the last round, without the pause after it."""
        return self.rounds * self._round() - self.pause

    def to_json(self) -> dict[str, Any]:
        """As it is frozen with a handoff; lengths are seconds."""
        return {
            "policy": self.policy,
            "rounds": self.rounds,
            "pause": self.pause.total_seconds(),
            "acknowledge_within": self.acknowledge_within.total_seconds(),
            "hours": self.hours.to_json(),
            "since": self.since and self.since.isoformat(),
            "passed": self.passed.total_seconds(),
            "steps": [
                {
                    "after": step.after.total_seconds(),
                    "action": step.action,
                    "team_id": step.team_id,
                    "at_any_hour": step.at_any_hour,
                }
                for step in self.steps
            ],
        }

    @classmethod
    def from_json(cls, frozen: dict[str, Any]) -> "Ladder":
        steps = [Step(**{**step, "after": timedelta(seconds=step["after"])}) for step in frozen["steps"]]
        since = frozen.get("since")
        return cls(
            policy=frozen["policy"],
            steps=tuple(steps),
            rounds=frozen["rounds"],
            pause=timedelta(seconds=frozen["pause"]),
            acknowledge_within=timedelta(seconds=frozen["acknowledge_within"]),
            hours=Hours.from_json(frozen["hours"]),
            since=datetime.fromisoformat(since) if since else None,
            passed=timedelta(seconds=frozen.get("passed", 0)),
        )
