"""The demo, from the command line."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.demo.history import TICKETS
from config.demo.loading import NotEmpty, load
from config.demo.sign_ins import in_lines


class Command(BaseCommand):
    help = "Load the demo into an empty database; where it is loaded, bring it up to the present."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            load(timezone.now(), progress=self._show)
        except NotEmpty as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"\nThe demo is ready.\n{in_lines()}")

    def _show(self, written: int) -> None:
        line = f"Loading the demo: {written:,} of about {TICKETS:,} tickets"
        if sys.stdout.isatty():
            self.stdout.write(f"\r{line}", ending="")
            self.stdout.flush()
        elif written % 1000 == 0:
            self.stdout.write(line)
