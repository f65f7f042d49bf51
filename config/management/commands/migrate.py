from typing import Any

from django.core.management.commands import migrate

from config import pauses


class Command(migrate.Command):
    """As Django's; a migration may think for as long as it must."""

    def handle(self, *args: Any, **options: Any) -> None:
        pauses.are_allowed()
        super().handle(*args, **options)
