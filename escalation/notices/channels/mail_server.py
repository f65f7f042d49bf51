"""The way to the mail server: as Django's own, with a limit for a whole conversation."""

import smtplib
import socket
from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends import smtp

from escalation.notices.channels import time_limit
from escalation.notices.channels.time_limit import TimeLimit

SECONDS = 45.0  # shorter than the longest lease of a sender


class EmailBackend(smtp.EmailBackend):
    """Mail by SMTP. What takes too long is cut, and fails like a server that breaks off."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _TlsConversation if self.use_ssl else _Conversation

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with time_limit.limited(SECONDS):
            return super().send_messages(email_messages) or 0


class _Conversation(smtplib.SMTP):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return _connected(host, port, timeout)


class _TlsConversation(smtplib.SMTP_SSL):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        opened = _connected(host, port, timeout)
        return self.context.wrap_socket(opened, server_hostname=host)


def _connected(host: str, port: int, timeout: float) -> socket.socket:
    """A connection to the first address that takes one. Raises OSError."""
    limit = time_limit.current() or TimeLimit(SECONDS)
    problem: OSError = OSError("The name has no address.")
    for *_, address in time_limit.look_up(host, port, limit):
        try:
            return _opened(address, timeout, limit)
        except OSError as error:
            problem = error
    raise problem


def _opened(address: tuple[Any, ...], timeout: float, limit: TimeLimit) -> socket.socket:
    opened = socket.create_connection(address[:2], min(timeout, limit.left()))
    opened.settimeout(timeout)  # for each answer
    limit.add(opened)
    return opened
