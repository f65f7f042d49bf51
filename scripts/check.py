"""Everything that can be said about the code without running it, quick things first; the first complaint ends it."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]
CHECKS = {
    "lint": [str(BIN / "ruff"), "check", "--quiet"],
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet"],
    "import direction": [str(BIN / "lint-imports"), "--no-logo"],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "deployment": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
    "API document": [*MANAGE, "spectacular", "--validate", "--fail-on-warn", "--file", os.devnull],
    "types": [str(BIN / "mypy")],
}
# As in production, so that the deployment check means something; nothing is opened, so nothing need exist.
PRODUCTION = {
    "BEHIND_HTTPS": "true",
    "DEBUG": "false",
    "SECRET_KEY": "long enough for the check, and used for nothing else: 0123456789 abcdefghij",
    "ALLOWED_HOSTS": "baton.example",
}


def main() -> int:
    for name, command in CHECKS.items():
        started = time.monotonic()
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **PRODUCTION}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(f"{name}: failed\n{done.stdout}{done.stderr}")
            return 1
        print(f"{name}: fine ({time.monotonic() - started:.1f} s)", flush=True)
    print("Everything checked is fine.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
