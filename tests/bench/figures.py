"""How a bench speaks: one JSON object a line, so that figures can be kept and compared."""

import json
import sys

# What a figure is to stay within, in its own unit; printed beside it. Pages have their own, see `of_page`.
LIMITS = {
    "steady_p50_ms": 25,
    "steady_p99_ms": 250,
    "storm_p99_ms": 1000,
    "storm_sqlite_p99_ms": 2000,
    "storm_ack_p99_ms": 100,
    "told_p99_ms": 2000,
    "stream_p99_ms": 250,
    "kill_lost": 0,
    "kill_twice": 0,
    "kill_wrong": 0,
    "race_wrong": 0,
    "db_kill_catchup_s": 10,
    "worker_return_s": 15,
    "import_s": 60,
}
PAGE_MS = 25
PAGE_QUERIES = 12
SLOWER = {"scorecard": 60}

_past: list[str] = []


def say(bench: str, figure: str, value: float, unit: str, limit: float | None = None) -> None:
    """Print a figure, beside its limit where it has one."""
    limit = LIMITS.get(figure) if limit is None else limit
    beside = {} if limit is None else {"limit": limit}
    print(json.dumps({"bench": bench, "figure": figure, "value": round(value, 3), "unit": unit, **beside}), flush=True)
    if limit is not None and value > limit:
        _past.append(figure)


def of_page(page: str) -> float:
    """Milliseconds within which half of the answers are to be there."""
    return SLOWER.get(page, PAGE_MS)


def close() -> None:
    """Name what went past its limit, where a person reads it."""
    if _past:
        sys.stderr.write(f"Past their limits: {', '.join(_past)}\n")


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of the values do not exceed, by the nearest-rank method."""
    ranked = sorted(values)
    return ranked[max(0, -(-int(len(ranked) * share * 1000) // 1000) - 1)]
