"""The Celery application, and the whole beat schedule in one place."""

import os

from celery import Celery

from config import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# What Django checks is checked where Baton is installed and started, not by each worker that comes back from a crash.
os.environ.setdefault("CELERY_SKIP_CHECKS", "true")

broker.use()
app = Celery("baton")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Everything that happens by itself, in one place. A beat that ticks twice does no harm, and one that misses little:
# a tick that finds a watcher at work ends after one query, and a tick nobody took within its second is dropped.
app.conf.beat_schedule = {
    "watch-deadlines": {
        "task": "escalation.tasks.watch_deadlines",
        "schedule": 1.0,
        "options": {"expires": 1},
    },
    "announce-gaps": {
        "task": "escalation.tasks.announce_gaps",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "walk-trees-again": {
        "task": "escalation.tasks.walk_trees_again",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "sweep-files": {
        "task": "tickets.tasks.sweep_files",
        "schedule": 86_400.0,
        "options": {"expires": 3600},
    },
    "clear-sessions": {
        "task": "tickets.tasks.clear_sessions",
        "schedule": 86_400.0,
        "options": {"expires": 3600},
    },
    "measure-tables": {
        "task": "tickets.tasks.measure_tables",
        "schedule": 86_400.0,
        "options": {"expires": 3600},
    },
    "send-notices": {
        "task": "escalation.tasks.send_notices",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
}
QUEUES = ["deadlines", "notices", "default"]
app.conf.task_default_queue = "default"
app.conf.task_routes = {
    "escalation.tasks.watch_deadlines": {"queue": "deadlines"},
    "escalation.tasks.send_notices": {"queue": "notices"},
}
# Should beat, the broker or a free thread be missing, whichever worker lives watches the deadlines all the same.
app.steps["worker"].add("escalation.engine.standby:StandBy")
# Beat keeps its list of ticks in a file; writing it every second would serve nobody.
app.conf.beat_sync_every = 0
