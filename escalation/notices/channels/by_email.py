"""Notices by e-mail."""

import smtplib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from escalation.notices.channels.message import Message, NotDelivered

FINAL = range(500, 600)  # SMTP: permanent


def send(message: Message, *, to: str) -> None:
    """Hand a message to the mail server. Raises NotDelivered."""
    try:
        _mail(message, to).send()
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        raise _refused(code, words) from error
    except smtplib.SMTPResponseException as error:
        # A server that refuses us, rather than one address, may be set right; only an address is wrong for good.
        raise _refused(error.smtp_code, error.smtp_error, is_ours=True) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotDelivered(f"The mail server does not answer ({type(error).__name__}).") from error


def _mail(message: Message, to: str) -> EmailMessage:
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    headers = {"Message-ID": f"<{message.id}@{host}>", "Auto-Submitted": "auto-generated"}
    if message.urgent:
        headers |= {"Importance": "high", "X-Priority": "1"}
    return EmailMessage(_one_line(message.subject), message.lines, to=[to], headers=headers)


def _one_line(words: str) -> str:
    """What people typed must not begin a header of its own."""
    return " ".join(words.split())


def _refused(code: int, words: bytes | str, *, is_ours: bool = False) -> NotDelivered:
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    return NotDelivered(f"The mail server answered {code}: {said[:150]}", is_final=code in FINAL and not is_ours)
