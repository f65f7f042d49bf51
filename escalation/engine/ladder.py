"""The steps that a handoff climbs while nobody acknowledges it, as they were when it was sent. No database.

Steps count from sending, round after round. When the last round is over the last resort is due, and again after each
pause: a handoff that nobody takes is never silent.
"""

from dataclasses import dataclass
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
class Ladder:
    """All steps of a policy, in order, with the hours in which they count."""

    policy: str
    steps: tuple[Step, ...]
    rounds: int
    pause: timedelta
    acknowledge_within: timedelta  # a team that it is sent on to has as long as the first one had
    hours: Hours

    def step(self, number: int) -> Step:
        """The step of this number, counted from 0 through all rounds; past the last round, the last resort."""
        if number >= self.rounds * len(self.steps):
            times = number - self.rounds * len(self.steps) + 1
            return Step(self._all_rounds() + times * self.pause, LAST_RESORT)
        passed, index = divmod(number, len(self.steps))
        step = self.steps[index]
        return Step(passed * self._round() + step.after, step.action, step.team_id, step.at_any_hour)

    def due_at(self, number: int, *, sent_at: datetime) -> datetime:
        """When a step is due, as planned."""
        step = self.step(number)
        return sent_at + step.after if step.at_any_hour else self.hours.add(sent_at, step.after)

    def next_due_at(self, number: int, *, sent_at: datetime, now: datetime) -> datetime:
        """When a step is due that follows one taken `now`: as planned, and a minute after that one at the earliest."""
        return max(self.due_at(number, sent_at=sent_at), now + BETWEEN_STEPS)

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
        return cls(
            policy=frozen["policy"],
            steps=tuple(steps),
            rounds=frozen["rounds"],
            pause=timedelta(seconds=frozen["pause"]),
            acknowledge_within=timedelta(seconds=frozen["acknowledge_within"]),
            hours=Hours.from_json(frozen["hours"]),
        )
