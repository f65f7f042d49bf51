"""A storm of deadlines in which everything that can be killed is killed, and what must hold after it."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from escalation import database_clock, duty, handoffs
from escalation.engine.ladder import Ladder, Step
from escalation.models import StepAction
from tests.faults.scene import Scene
from tests.support.many_handoffs import evenly, start_ladders
from tests.support.processes import Processes, Running
from tickets.models import Team


def one_step(team: Team) -> Ladder:
    """A policy that tells the sender a moment after sending, and the duty manager in an hour."""
    return Ladder(
        policy="At once",
        steps=(Step(timedelta(milliseconds=1), StepAction.TELL_SENDER, at_any_hour=True),),
        rounds=1,
        pause=timedelta(hours=1),
        acknowledge_within=timedelta(minutes=15),
        hours=duty.hours_of(team),
    )


@dataclass
class Storm:
    """So many deadlines fall due over `lasts`, while workers, schedulers and plain loops are killed at random.

    Each tenth handoff has a policy, whose only step tells the sender at once.
    """

    deadlines: int
    lasts: timedelta
    dice: random.Random
    least_kills: int = 0
    kills: int = 0

    def rage(self, processes: Processes, scene: Scene) -> None:
        """Returns when the last deadline has fallen due and enough was killed, with one whole watcher left."""
        starters = self._starters(processes)
        running = [start() for start in starters]
        begin = database_clock.now() + timedelta(seconds=2)
        sent = scene.many(evenly(self.deadlines, start=begin, over=self.lasts))
        start_ladders(sent[::10], one_step(scene.receiver.teams.get()))
        self.dice.shuffle(sent)
        while database_clock.now() < begin + self.lasts or self.kills < self.least_kills:
            if sent:
                # In time or late, as it happens; the verdict must say which.
                handoffs.acknowledge(sent.pop(), by=scene.receiver)
            self._kill_or_start(running, starters)
            time.sleep(self.dice.uniform(0.05, 0.2))
        processes.manage("enforce_deadlines")

    def _starters(self, processes: Processes) -> list[Callable[[], Running]]:
        return [
            processes.beat,
            lambda: processes.start_worker(f"--name={self.dice.random()}"),
            lambda: processes.manage("enforce_deadlines"),
            lambda: processes.manage("enforce_deadlines"),
        ]

    def _kill_or_start(self, running: list[Running], starters: list[Callable[[], Running]]) -> None:
        victim = self.dice.randrange(len(running))
        if not running[victim].is_alive:
            running[victim] = starters[victim]()
        elif self.dice.random() < 0.5:
            running[victim].kill()
            self.kills += 1
