import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.celery import QUEUES, app


class Command(BaseCommand):
    """`celery -A config worker` with Baton's options. Celery's own command loads all others before it begins."""

    help = "Watch the deadlines, send notices and do what else is done beside the pages, as a Celery worker."
    requires_system_checks: list[str] = []  # one that was killed is to be back soon

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", help="Tells workers of one machine apart in what Celery says of them.")
        parser.add_argument("--loglevel", default="WARNING", help="Such as INFO, which says of each task when it ran.")

    def handle(self, *args: Any, name: str | None, loglevel: str, **options: Any) -> None:
        # How many threads it has is in the settings.
        worker = app.Worker(
            hostname=f"{name}@" if name else None,
            queues=QUEUES,
            loglevel=loglevel,
            quiet=True,
            # It listens to no other worker: rows say what each of them must do.
            without_gossip=True,
            without_mingle=True,
        )
        worker.start()
        sys.exit(worker.exitcode)
