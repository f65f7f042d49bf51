"""A storm of deadlines in which everything that can be killed is killed, and what must hold after it."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from escalation import database_clock, handoffs
from tests.faults.scene import Scene
from tests.support.many_handoffs import evenly
from tests.support.processes import Processes, Running


@dataclass
class Storm:
    """So many deadlines fall due over `lasts`, while workers, schedulers and plain loops are killed at random."""

    deadlines: int
    lasts: timedelta
    dice: random.Random
    kills: int = 0

    def rage(self, processes: Processes, scene: Scene) -> None:
        """Returns when the last deadline has fallen due, with one whole watcher left."""
        starters = self._starters(processes)
        running = [start() for start in starters]
        begin = database_clock.now() + timedelta(seconds=2)
        sent = scene.many(evenly(self.deadlines, start=begin, over=self.lasts))
        self.dice.shuffle(sent)
        while database_clock.now() < begin + self.lasts:
            if sent:
                # In time or late, as it happens; the verdict must say which.
                handoffs.acknowledge(sent.pop(), by=scene.receiver)
            self._kill_or_start(running, starters)
            time.sleep(self.dice.uniform(0.05, 0.2))
        processes.manage("enforce_deadlines")

    def _starters(self, processes: Processes) -> list[Callable[[], Running]]:
        return [
            processes.beat,
            lambda: processes.start_worker("-n", f"{self.dice.random()}@%h"),
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
