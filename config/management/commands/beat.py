from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from config.celery import app


class Command(BaseCommand):
    """`celery -A config beat`, begun as the worker is."""

    help = "Send workers what is to be done each second, minute, hour and day, as Celery's beat."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--schedule",
            type=Path,
            default=settings.VAR_DIR / "beat-schedule",
            help="The file that keeps what was sent when; by default one in BATON_VAR.",
        )

    def handle(self, *args: Any, schedule: Path, **options: Any) -> None:
        app.Beat(schedule=str(schedule), quiet=True).run()
