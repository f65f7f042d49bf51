import signal
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from escalation import database_clock, rounds
from escalation.engine import lease, watcher
from escalation.engine.follower import Taken
from escalation.engine.watcher import Look
from escalation.notices import deliveries, sender

SAY_EVERY = 1.0  # seconds: a storm is one line a second


class Command(BaseCommand):
    help = "Watch the deadlines and send notices without a broker, as the Celery worker does, for as long as this runs."
    requires_system_checks: list[str] = []  # like a worker: one that was killed is to be back soon

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._recorded, self._taken = 0, Taken()
        self._said_at = 0.0

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Record and follow what is due now, then end.")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            self._work_off()
        else:
            self._watch()

    def _work_off(self) -> None:
        while seen := watcher.look():
            self._count(seen)
        while deliveries.send_some():
            pass
        rounds.make_all()
        self._say()

    def _watch(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: watcher.stopping.set())
        holder = watcher.new_holder()
        self.stdout.write("Watching the deadlines. Ctrl-C ends it.")
        rounds.start_beside(watcher.stopping)
        with sender.beside():
            while not watcher.stopping.is_set():
                # False where another watcher holds the lease: stand by, and notice its end soon after.
                watcher.watch(holder, report=self._report)
                watcher.stopping.wait(watcher.RENEW_EVERY)
            lease.release(holder, now=database_clock.now())
        self._say()

    def _report(self, seen: Look) -> None:
        self._count(seen)
        if time.monotonic() >= self._said_at + SAY_EVERY:
            self._say()

    def _count(self, seen: Look) -> None:
        self._recorded += seen.recorded
        self._taken += seen.taken

    def _say(self) -> None:
        """One line, if anything happened since the last."""
        if not (self._recorded or self._taken):
            return
        at = database_clock.now()
        self.stdout.write(
            f"{at:%H:%M:%S} UTC: {self._recorded} deadlines recorded, {self._taken.followed} breaches told, "
            f"{self._taken.climbed} steps taken."
        )
        self._recorded, self._taken = 0, Taken()
        self._said_at = time.monotonic()
