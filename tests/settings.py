"""The settings of a test run: config.settings on a throwaway database, with nothing slow and nothing shared.

`BATON_TEST_DATABASE=sqlite` runs on SQLite; anything else on PostgreSQL (DATABASE_URL if it names a PostgreSQL, else
a server that tests.support.postgres starts for the run).
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.support import migrated, postgres

ON_SQLITE = os.environ.get("BATON_TEST_DATABASE", "") == "sqlite"

# Each process of a run (each xdist worker is one) has a folder of its own, gone when it ends.
_folder = Path(tempfile.mkdtemp(prefix="baton-test-", dir="/tmp" if os.path.isdir("/tmp") else None))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["BATON_VAR"] = str(_folder)
os.environ["REDIS_URL"] = ""
if ON_SQLITE:
    os.environ["DATABASE_URL"] = f"sqlite:///{_folder / 'baton.sqlite3'}"
else:
    os.environ["DATABASE_URL"] = postgres.url()

from config.settings import *  # noqa: E402, F403
from config.settings import CACHES, DATABASES, STORAGES  # noqa: E402

DEBUG = False
if not ON_SQLITE:
    # A test may think for longer than a person's request; what ends a frozen process is tested with real ones.
    DATABASES["default"]["OPTIONS"]["options"] = "-c idle_in_transaction_session_timeout=60s"
SECRET_KEY = "the tests keep no secrets"
# Cheap by default; a served portal runs in production's settings and knows the other one only.
PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("MD5", "PBKDF2")]
SENDS_EMAIL = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Nothing of a run before is counted; what Redis counts is tested with a Redis.
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
# Tasks are called by name where a test is about them; what a service merely sends goes nowhere slow.
CELERY_BROKER_URL = "memory://"
if ON_SQLITE:
    # A file, because threads and other processes must see the same data.
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
    if template := os.environ.get(migrated.SQLITE):
        worker = os.environ.get("PYTEST_XDIST_WORKER")
        shutil.copy(template, _folder / ("test.sqlite3" + (f"_{worker}" if worker else "")))
elif template := os.environ.get(migrated.POSTGRESQL):
    # Rounds run side by side, and their workers bear the same names.
    name = "_".join(filter(None, ("test", DATABASES["default"]["NAME"], os.environ.get("BATON_TEST_ROUND"))))
    DATABASES["default"]["TEST"] = {"TEMPLATE": template, "NAME": name}
