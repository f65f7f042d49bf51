"""The database that the environment names, with what Baton asks of a connection; without a name, a SQLite file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from environ import Env

SQLITE = "django.db.backends.sqlite3"
DJANGOS_POSTGRESQL, POSTGRESQL = "django.db.backends.postgresql", "config.postgresql"
# A server that vanishes without a word, with its machine or its network, is noticed within eight seconds, whoever waits
# for it: what was sent is acknowledged within five, and who waits for an answer asks whether anybody is there.
NOTICES_SILENCE: dict[str, Any] = {
    "connect_timeout": 5,
    "tcp_user_timeout": 5000,  # milliseconds
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 1,
    "keepalives_count": 3,
}


@dataclass(frozen=True)
class Usual:
    """What holds of a process where neither the environment nor `.env` says otherwise."""

    patience: float = 0  # seconds that a statement has for its answer; 0 for as long as it takes
    kept: int = 60  # seconds that a thread keeps its connection
    pool: int = 0  # connections at most, kept from one request to the next; 0 for no pool


# By what the process says in BATON_SERVES. Whoever looks at a page has gone after the patience, and a frozen database
# would come to hold every thread. Over ASGI each request has a thread of its own: a connection that it kept would
# belong to one that nobody comes back to.
USUAL = {"": Usual(), "wsgi": Usual(patience=20), "asgi": Usual(patience=20, kept=0, pool=20)}
# Seconds. A server that is started again is waited for; one that is away for longer than that is said to be away.
POOLED: dict[str, Any] = {"min_size": 0, "timeout": 5, "reconnect_timeout": 5, "max_idle": 60}


def database_of(env: Env, var_dir: Path) -> dict[str, Any]:
    """What Django's DATABASES shall say of it."""
    if not env.str("DATABASE_URL", default=""):
        return _sqlite({"ENGINE": SQLITE, "NAME": str(var_dir / "baton.sqlite3")})
    given: dict[str, Any] = env.db("DATABASE_URL")
    if given["ENGINE"] == SQLITE:
        return _sqlite(given)
    return _postgresql(given, env) if given["ENGINE"] == DJANGOS_POSTGRESQL else given


def _sqlite(given: dict[str, Any]) -> dict[str, Any]:
    # IMMEDIATE takes the write lock when a transaction begins, so a read never has to be upgraded and fail.
    return given | {
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
    }


def _postgresql(given: dict[str, Any], env: Env) -> dict[str, Any]:
    options: dict[str, Any] = NOTICES_SILENCE | given.get("OPTIONS", {})
    if idle := env.int("IDLE_IN_TRANSACTION_SECONDS", default=5):
        # A process that is frozen in the middle of a transaction would keep its locks for good, and who waits for
        # them would wait with it. 0 where a pooler refuses to pass this on.
        options.setdefault("options", f"-c idle_in_transaction_session_timeout={idle}s")
    if env.bool("PREPARED_STATEMENTS", default=True):
        # A kept connection plans a query that it asks a third time once and for all. Off where a pooler changes
        # connections between transactions and does not know prepared statements.
        options |= {"server_side_binding": True, "prepare_threshold": 2}
    usual = USUAL[env.str("BATON_SERVES", default="")]
    if patience := env.float("DATABASE_PATIENCE_SECONDS", default=usual.patience):
        options.setdefault("patience", patience)
    kept = {"CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=usual.kept), "CONN_HEALTH_CHECKS": True}
    if size := env.int("DATABASE_POOL_SIZE", default=usual.pool):
        # Whoever takes a connection from the pool asks it herself whether it still lives.
        kept = {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}
        options["pool"] = POOLED | {"max_size": size}
    return given | kept | {"ENGINE": POSTGRESQL, "OPTIONS": options}
