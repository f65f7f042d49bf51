"""Notices in chat rooms and on phones, by way of apprise."""

from urllib.parse import parse_qsl, urlsplit

import apprise
from django.core.exceptions import ValidationError

from escalation.notices.channels import safe_http
from escalation.notices.channels.message import Message, NotDelivered

SECONDS = 10.0
SERVICES = {
    "slack": "Slack",
    "workflow": "Microsoft Teams",
    "workflows": "Microsoft Teams",
    "discord": "Discord",
    "mmost": "Mattermost",
    "mmosts": "Mattermost",
    "ntfy": "ntfy",
    "ntfys": "ntfy",
    "gchat": "Google Chat",
    "rocket": "Rocket.Chat",
    "rockets": "Rocket.Chat",
    "tgram": "Telegram",
}
# Between the parts of a long message. How often somebody is told at all was decided before; apprise's own pause of
# 5.5 seconds would leave no time for a third part.
BETWEEN_PARTS = 0.2  # seconds
# Apprise has options that read files of this machine, or switch checks off.
OPTIONS = {"api-version", "route", "mode", "priority"}


def check(address: str) -> None:
    """Raise ValidationError, saying what to write instead, unless it is the address of a chat service we speak."""
    parts = urlsplit(address.strip())
    if parts.scheme not in SERVICES:
        names = ", ".join(sorted(set(SERVICES.values())))
        raise ValidationError(f"Write an address such as slack://… or discord://… ({names}).")
    if unknown := {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)} - OPTIONS:
        raise ValidationError(f"Leave out what follows the question mark: {', '.join(sorted(unknown))}.")
    if apprise.Apprise.instantiate(address.strip(), suppress_exceptions=True) is None:
        raise ValidationError(f"This is no complete address of {SERVICES[parts.scheme]}: a part of it is missing.")


def _service(address: str) -> apprise.NotifyBase:
    try:
        check(address)
    except ValidationError as error:
        raise NotDelivered(error.messages[0], is_final=True) from error
    service = apprise.Apprise.instantiate(address)
    assert service is not None  # as just checked
    service.overflow_mode = apprise.OverflowMode.SPLIT  # what is too long for a service comes in several messages
    service.request_rate_per_sec = BETWEEN_PARTS
    return service


def send(message: Message, *, address: str) -> None:
    """Say it there. Raises NotDelivered; apprise does not say why a service refused."""
    service = _service(address)
    notify_type = apprise.NotifyType.WARNING if message.urgent else apprise.NotifyType.INFO
    with safe_http.guarded(SECONDS):
        taken = service.notify(body=message.lines, title=message.subject, notify_type=notify_type)
    if not taken:
        name = SERVICES[urlsplit(address).scheme]
        raise NotDelivered(f"{name} does not answer, or refuses the address. Check it, and send yourself a test.")
