import gc

from django.apps import AppConfig
from django.core.checks import register

from config import checks


class ConfigConfig(AppConfig):
    """The wiring of the house, and the commands that start and furnish it."""

    name = "config"

    def ready(self) -> None:
        register(checks.environment, checks.TAG)
        gc.freeze()
        gc.enable()
