"""A worker of the suite and the process of PostgreSQL that answers it keep to one core: `-p tests.support.one_core`.

The two take turns, for one question after the other, and hundreds of thousands of times in a run. On one core a turn is
a change of process; on two, each time a sleeping core is woken, and neither finds in its cache what it had there. With
a worker for each core that is an eighth of the time of a run. What other threads ask stays free to run at once.
"""

import os
import threading
from contextlib import suppress
from typing import Any

import pytest
from django.db.backends.signals import connection_created


def pytest_configure(config: pytest.Config) -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not worker or not hasattr(os, "sched_setaffinity"):
        return
    allowed = sorted(os.sched_getaffinity(0))
    core = {allowed[int(worker.removeprefix("gw")) % len(allowed)]}
    os.sched_setaffinity(0, core)

    def follow(*, connection: Any, **_: Any) -> None:
        info = connection.connection.info if connection.vendor == "postgresql" else None
        # Only what comes by a socket's file is a process of this machine.
        if info and info.host.startswith("/") and threading.current_thread() is threading.main_thread():
            # A server of somebody else's stays where it is, and so does one that is gone already.
            with suppress(PermissionError, ProcessLookupError):
                os.sched_setaffinity(info.backend_pid, core)

    connection_created.connect(follow, weak=False)
