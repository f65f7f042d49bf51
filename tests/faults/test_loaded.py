"""A process that a test begins with its libraries loaded is as any other: what it is told, says, and how it ends."""

import signal
import sys
from subprocess import TimeoutExpired

import pytest

from tests.support.processes import Running, wait_until

pytestmark = pytest.mark.fault

SAYS_AND_ENDS = """
import os, sys, celery
print(os.environ["TOLD"], os.getsid(0) == os.getpid(), __name__, sys.argv[1:])
print("and an error", file=sys.stderr)
sys.exit(3)
"""


def test_it_is_told_its_own_settings_and_says_and_ends_as_it_would() -> None:
    with Running([sys.executable, "-c", SAYS_AND_ENDS, "one"], {"TOLD": "this"}, loaded=True) as running:
        assert running.wait() == 3
        assert running.output == "this True __main__ ['one']\nand an error\n"


def test_a_signal_ends_it() -> None:
    with Running([sys.executable, "-c", "import time; print('here'); time.sleep(60)"], loaded=True) as running:
        wait_until(lambda: running.output == "here\n", what="it runs")
        with pytest.raises(TimeoutExpired):
            running.wait(0.01)

        running.send(signal.SIGTERM)

        assert running.wait() == -signal.SIGTERM
