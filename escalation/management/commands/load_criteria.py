from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from escalation.criteria import STARTER
from escalation.criteria.definition import Criteria
from escalation.criteria.files import read_file
from escalation.criteria.loading import UnknownName, load
from escalation.criteria.placing import Unfit
from escalation.criteria.publishing import NotPublishable, publish_all
from escalation.criteria.reading import CriteriaError
from escalation.criteria.renaming import renamed
from escalation.criteria.values import TooManyGroups


class Command(BaseCommand):
    help = "Put the criteria of a YAML file in place of the drafted ones; with --publish they hold from now on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the file, or `starter` for the criteria that Baton comes with")
        parser.add_argument("--as", dest="renames", action="append", default=[], metavar="NAME=NAME",
                            help="read one short name of a team or handoff type as another")  # fmt: skip
        parser.add_argument("--publish", action="store_true", help="publish them at once")

    def handle(self, *args: Any, **options: Any) -> None:
        criteria = renamed(self._read(options["file"]), self._pairs(options["renames"]))
        try:
            with transaction.atomic():
                load(criteria)
                published = publish_all(by=None, at=timezone.now()) if options["publish"] else []
        except (UnknownName, Unfit, TooManyGroups, NotPublishable) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Loaded {len(criteria.triggers)} triggers, {len(criteria.routes)} routes and {len(criteria.trees)} trees. "
            + (f"Published: {', '.join(map(str, published))}." if published else "Nothing new was published.")
        )

    def _read(self, name: str) -> Criteria:
        path = STARTER if name == "starter" else Path(name)
        try:
            return read_file(path)
        except (OSError, CriteriaError) as error:
            raise CommandError(f"{path.name}: {error}") from error

    def _pairs(self, renames: list[str]) -> dict[str, str]:
        if wrong := [each for each in renames if each.count("=") != 1]:
            raise CommandError(f"“{wrong[0]}” is no NAME=NAME.")
        return dict(each.split("=") for each in renames)
