"""Everything Baton needs, on one machine, from one command."""

import http.client
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections
from django.utils import timezone

from config import checks, demo_start, processes, startup
from config.demo.directory import is_loaded
from config.demo.sign_ins import in_lines
from config.embedded_redis import EmbeddedRedis, NoEmbeddedRedis, answers
from config.startup import CannotStart
from tickets import table_sizes
from tickets.models import Agent

# A house that keeps falling down is left down, so that somebody looks.
MOST_RESTARTS = 3
WITHIN_SECONDS = 60


class Command(BaseCommand):
    """Prepare, start and keep the portal, its worker and its scheduler; Ctrl-C stops all of it."""

    help = "Run Baton on this machine: the portal, the Celery worker and beat, and what they need. Ctrl-C stops it."
    # The whole list of checks costs as much as the rest of a start; these are the ones about this machine.
    requires_system_checks = [checks.TAG]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
        parser.add_argument("--port", type=int, default=8000, help="the port to listen on (%(default)s)")
        parser.add_argument("--no-demo", action="store_true", help="start empty: load no demo data")

    def handle(self, *args: Any, **options: Any) -> None:
        self.host, self.port, self.with_demo = options["host"], options["port"], not options["no_demo"]
        redis = self.redis = EmbeddedRedis(settings.EMBEDDED_REDIS_SOCKET, settings.VAR_DIR / "valkey")
        try:
            startup.require_free_port(self.host, self.port)
            self._only_here = startup.require_folder(settings.VAR_DIR)
            startup.require_database()
            with_broker = self._find_broker(redis)
            self._prepare()
            self._serve(with_broker=with_broker)
        except CannotStart as problem:
            sys.exit(str(problem))
        except KeyboardInterrupt:
            sys.exit("Stopped before everything was ready; the next start goes on from here.")
        finally:
            redis.stop()

    def _find_broker(self, redis: EmbeddedRedis) -> bool:
        """Whether there is a broker; without one Baton works too, a little slower."""
        if not settings.REDIS_IS_EMBEDDED:
            if answers(settings.REDIS_URL):
                return True
            raise CannotStart("Redis does not answer at REDIS_URL; start it, or unset REDIS_URL to use Baton's own.")
        try:
            redis.start()
        except NoEmbeddedRedis as reason:
            self.stderr.write(f"Baton runs without Redis, so pages and notices follow a little slower ({reason}).")
            return False
        return True

    def _prepare(self) -> None:
        startup.migrate()
        startup.collect_static_files(settings.STATIC_ROOT)
        self.refresh_demo = self.with_demo and is_loaded()
        if self.with_demo and not self.refresh_demo:
            demo_start.furnish(timezone.now())
        table_sizes.measure()
        connections.close_all()  # the processes to come must not inherit ours

    def _serve(self, *, with_broker: bool) -> None:
        once_started, restarts = self._welcome, list[float]()
        while True:
            house = self._house(once_started, with_broker=with_broker)
            house.loop()
            if house.asked_to_stop:
                return
            restarts = [*(at for at in restarts if at > time.monotonic() - WITHIN_SECONDS), time.monotonic()]
            if len(restarts) > MOST_RESTARTS:
                raise CannotStart(f"Baton stopped: {house.ended_first} ends again and again; the lines above say why.")
            self.stderr.write(f"{house.ended_first} ended unexpectedly; everything is started again.")
            once_started = self._announce

    def _house(self, once_started: Callable[[], None], *, with_broker: bool) -> processes.House:
        web = processes.web(self.host, self.port)
        background = processes.background(with_broker=with_broker)
        return processes.House(
            [web, *background], folder=settings.BASE_DIR, once_started=once_started, look_after=self._revive_redis
        )

    def _revive_redis(self) -> None:
        """Nothing is lost with it, so nothing else has to be started again."""
        try:
            if self.redis.revive():
                self.stderr.write("Redis ended unexpectedly and is started again.")
        except NoEmbeddedRedis as reason:
            self.stderr.write(f"Redis ended unexpectedly and cannot be started again ({reason}); the worker goes on.")

    def _welcome(self) -> None:
        """While the processes start: set the demo's live work anew, and say where Baton is in any case."""
        try:
            if self.refresh_demo:
                demo_start.refresh(timezone.now())
        finally:
            self._announce()

    def _announce(self) -> None:
        """Say where Baton is as soon as it really answers."""
        address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        while not _answers(address, self.port):
            time.sleep(0.05)
        shown = f"[{address}]" if ":" in address else address
        self.stdout.write(
            f"\nBaton is ready: http://{shown}:{self.port}/\n{in_lines() or _first_steps()}Ctrl-C stops it.\n"
        )
        connections.close_all()
        self.stdout.flush()


def _first_steps() -> str:
    """What to do where nobody could sign in."""
    if Agent.objects.exists():
        return ""
    return "Nobody has an account yet. Make the first admin: .venv/bin/python manage.py createsuperuser\n"


def _answers(address: str, port: int) -> bool:
    web = http.client.HTTPConnection(address, port, timeout=5)
    try:
        web.request("HEAD", "/", headers={"Host": "localhost"})
        web.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return True
    finally:
        web.close()
