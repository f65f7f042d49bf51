"""`python -m tests.bench NAME`: run one bench and print its figures."""

import importlib
import sys
from pathlib import Path

from tests.bench import figures, setting

NAMES = sorted(
    path.stem
    for path in Path(__file__).parent.glob("*.py")
    if not path.stem.startswith("_") and "\ndef main() -> None:" in path.read_text()
)


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in NAMES:
        raise SystemExit(f"Say which: {', '.join(NAMES)}. For example: make bench NAME={NAMES[0]}")
    with setting.prepared():
        # Only now: what a bench imports reads the settings.
        importlib.import_module(f"tests.bench.{name}").main()
    figures.close()


if __name__ == "__main__":
    main()
