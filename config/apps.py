from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The wiring of the house, and the commands that start and furnish it."""

    name = "config"
