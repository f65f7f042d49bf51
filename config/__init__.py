"""The wiring of the house. What is made while it loads stays, so the garbage collector rests until all is there."""

import gc

gc.disable()  # looking through it again and again took a quarter of the time of each start

from config.celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
