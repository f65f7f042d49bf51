"""Everything over ASGI: what uvicorn serves under `manage.py up`. Open streams and static files pass Django by."""

import gc
import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["BATON_SERVES"] = "asgi"
pages = get_asgi_application()

from django.urls import resolve  # noqa: E402

from config.scopes import Receive, Scope, Send  # noqa: E402 - needs Django to be set up
from config.static_files import StaticFilesAhead  # noqa: E402
from config.streaming.route import PATH, events  # noqa: E402
from escalation.routing.standing import keep_ready  # noqa: E402

static_files = StaticFilesAhead()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        keep_ready()
        _set_apart_what_stays()
        await events().lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == PATH:
        await events()(scope, receive, send)
    elif scope["type"] == "http" and (file := static_files.find(scope)):
        await static_files.send(file, scope, send)
    else:
        # Before anything is read for a page: whatever is told later, it may not have seen.
        await pages({**scope, "seen": events().mark}, receive, send)


def _set_apart_what_stays() -> None:
    """Load all pages ahead of the first request, and let the collector pass by what was loaded from then on."""
    resolve("/")
    gc.collect()
    gc.freeze()
