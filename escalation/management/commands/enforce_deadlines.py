import signal
import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from escalation import database_clock, lease, watcher


class Command(BaseCommand):
    help = "Watch the deadlines without a broker: the loop that the Celery worker runs, for as long as this runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Record and follow what is due now, then end.")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            while watcher.look():
                pass
            return
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: watcher.stopping.set())
        holder = uuid.uuid4().hex
        self.stdout.write("Watching the deadlines. Ctrl-C ends it.")
        while not watcher.stopping.is_set():
            # Where another watcher holds the lease, stand by: its end is noticed within half a second of the lease's.
            if watcher.watch(holder):
                break
            watcher.stopping.wait(watcher.RENEW_EVERY)
        lease.release(holder, now=database_clock.now())
