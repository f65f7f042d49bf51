from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Session(AbstractBaseSession):
    """A browser that somebody signed in with, and whose it is, so that she comes along where it is read."""

    agent = models.ForeignKey("tickets.Agent", null=True, blank=True, on_delete=models.CASCADE, related_name="sessions")

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "session"

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        raise NotImplementedError("What a session holds is read by `tickets.sessions`.")
