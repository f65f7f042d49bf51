"""How a bench speaks: one JSON object a line, so that figures can be kept and compared."""

import json


def say(bench: str, figure: str, value: float, unit: str) -> None:
    print(json.dumps({"bench": bench, "figure": figure, "value": round(value, 3), "unit": unit}), flush=True)


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of the values do not exceed, by the nearest-rank method."""
    ranked = sorted(values)
    return ranked[max(0, -(-int(len(ranked) * share * 1000) // 1000) - 1)]
