"""Settings that parse and yet cannot work, found before anything starts."""

import os
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core import checks

from config.database import POSTGRESQL, SQLITE

TAG = "baton"
BROKERS = {"redis", "rediss", "unix"}
DATABASES = {POSTGRESQL, SQLITE}


def environment(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every complaint about what the environment said."""
    return [*_broker(), *_database(), *_folder(), *_hosts()]


def _broker() -> list[checks.CheckMessage]:
    try:
        address = urlsplit(settings.REDIS_URL)
        understood = address.scheme in BROKERS and bool(address.path if address.scheme == "unix" else address.hostname)
        understood = understood and (address.port is None or address.port > 0)
    except ValueError:
        understood = False
    if understood:
        return []
    return [
        checks.Error("REDIS_URL is no address of a Redis server.", hint="Such as redis://host:6379/0.", id="baton.E001")
    ]


def _database() -> list[checks.CheckMessage]:
    if settings.DATABASES["default"]["ENGINE"] in DATABASES:
        return []
    hint = "Such as postgres://user:password@host/baton; unset it for SQLite."
    return [checks.Error("DATABASE_URL names a database that Baton does not run on.", hint=hint, id="baton.E002")]


def _folder() -> list[checks.CheckMessage]:
    if os.access(settings.VAR_DIR, os.W_OK | os.X_OK):
        return []
    return [checks.Error(f"Baton may not write to {settings.VAR_DIR}.", hint="Correct BATON_VAR.", id="baton.E003")]


def _hosts() -> list[checks.CheckMessage]:
    if settings.DEBUG or "*" not in settings.ALLOWED_HOSTS:
        return []
    hint = "Name the hosts people type, so that nobody else's name can be put into links."
    return [checks.Warning("ALLOWED_HOSTS lets any host name in.", hint=hint, id="baton.W001")]
