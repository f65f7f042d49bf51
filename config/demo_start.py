"""The demo that an empty installation starts with, so that the first page has something to show."""

import sys
from datetime import datetime
from typing import TextIO

from config.demo.history import TICKETS
from config.demo.loading import NotEmpty, bring_up_to_date, load


def furnish(now: datetime, out: TextIO = sys.stdout) -> None:
    """Load the demo into an empty installation; leave one alone where people work already."""
    try:
        load(now, progress=lambda written: _show(written, out))
    except NotEmpty:
        return
    out.write("\n" if out.isatty() else "")


def refresh(now: datetime) -> None:
    """Set a loaded demo's live work anew."""
    bring_up_to_date(now)


def _show(written: int, out: TextIO) -> None:
    line = f"Loading the demo, the first time only: {written:,} of about {TICKETS:,} tickets"
    out.write(f"\r{line}" if out.isatty() else f"{line}\n" if written % 1000 == 0 else "")
    out.flush()
