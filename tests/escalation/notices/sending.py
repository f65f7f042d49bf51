"""Notices told and sent, for the tests of deliveries."""

from typing import Any

import pytest
from django.core import mail

from escalation import notices
from escalation.duty import Recipient
from escalation.models import (
    NoticeKind,
)
from escalation.notices import deliveries
from tests.clock import NOON
from tickets.models import Agent


def tell(reader: Agent, event: str = "1", **fields: Any) -> None:
    fields = {"kind": NoticeKind.BREACHED, "title": f"Missed {event}", "at": NOON, **fields}
    notices.tell([Recipient(reader, "Test")], event=event, **fields)


def refuse(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(message: mail.EmailMessage) -> None:
        raise error

    monkeypatch.setattr(mail.EmailMessage, "send", fail)


def send(limit: int = 100) -> int:
    return deliveries.send_some(limit=limit)
