"""The open streams alone, `/events/` and nothing else: what a second uvicorn serves in production."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from config.scopes import Receive, Scope, Send  # noqa: E402 - needs Django to be set up
from config.streaming.route import PATH, events, refuse  # noqa: E402


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await events().lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == PATH:
        await events()(scope, receive, send)
    elif scope["type"] == "http":
        await refuse(send, 404)
