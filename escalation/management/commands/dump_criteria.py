from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from escalation.criteria.live import live
from escalation.criteria.rows import everything
from escalation.criteria.writing import write_criteria
from escalation.facts import BadFact


class Command(BaseCommand):
    help = "Write the drafted criteria, or with --live the published ones, as one YAML file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="where to; otherwise they are printed")
        parser.add_argument("--live", action="store_true", help="what is published instead of what is drafted")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = write_criteria(live().criteria if options["live"] else everything())
            if options["file"]:
                Path(options["file"]).write_text(text, encoding="utf-8")
            else:
                self.stdout.write(text, ending="")
        except (BadFact, OSError) as error:
            raise CommandError(str(error)) from error
