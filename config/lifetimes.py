"""A process that another started should not outlive it, however the other ends."""

import ctypes
import signal
import sys

PR_SET_PDEATHSIG = 1
# Looked up now: between fork and exec little is safe.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent(by: signal.Signals = signal.SIGTERM) -> None:
    """Have Linux send this process a signal when its parent ends, even by SIGKILL. Other systems cannot.

    Fit for `preexec_fn`.
    """
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, by)
