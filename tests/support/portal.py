"""The portal as people reach it: a real server, in production's settings, on the test's own database."""

import fcntl
import http.client
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.test import override_settings

from config import startup
from config.processes import web
from tests.support.processes import Running, free_port, wait_until

# Kept between runs: made anew only when a static file changed.
STATIC_FILES = Path(settings.BASE_DIR, "var", "static-for-tests")


class Portal:
    """A served portal and its address."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._env = env
        self.start()

    def start(self) -> None:
        """Start it, at its address; where it was killed, again."""
        process = web("127.0.0.1", self.port)
        self._running = Running(process.command, {**self._env, **process.env}, loaded=True)

    def wait(self) -> None:
        """Return once it answers, or fail with what it printed."""
        wait_until(lambda: self._answers() or not self._running.is_alive, within=30, what="the portal answers")
        assert self._running.is_alive, self._running.output

    def stop(self) -> None:
        self._running.stop()

    def kill(self) -> None:
        """End it at once, as a crash would."""
        self._running.kill()

    @property
    def output(self) -> str:
        return self._running.output

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("HEAD", "/")
            connection.getresponse()
        except OSError:
            return False
        else:
            return True
        finally:
            connection.close()


def collect_static_files(var: Path) -> None:
    """Give a folder of Baton's the static files, named and compressed as in production."""
    STATIC_FILES.parent.mkdir(exist_ok=True)
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "config.storage.HashedStaticFiles"}}
    with _alone(), override_settings(STATIC_ROOT=STATIC_FILES, STORAGES=storages):
        startup.collect_static_files(STATIC_FILES)
    (var / "static").symlink_to(STATIC_FILES)


@contextmanager
def _alone() -> Iterator[None]:
    """Workers of the suite share the files: the first to come collects them, the others wait."""
    with STATIC_FILES.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
