"""Events for programs elsewhere: a POST of JSON, signed after Standard Webhooks 1.0."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import urllib3
from standardwebhooks import Webhook

from escalation.notices.channels import safe_http
from escalation.notices.channels.message import NotDelivered

SECONDS = 10.0
GONE = 410
MOST_READ = 1024  # bytes of an answer; nothing is done with them


def send(event_id: str, payload: dict[str, Any], *, url: str, secrets: Sequence[str], at: datetime) -> None:
    """Post an event. Raises NotDelivered for anything but a 2xx within ten seconds; redirects are not followed."""
    body = json.dumps(payload, separators=(",", ":"))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Baton-Webhooks/1",
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(event_id, at, body) for secret in secrets),
    }
    try:
        with safe_http.guarded(SECONDS):
            status, retry_after = _post(url, body, headers)
    except safe_http.Forbidden as error:
        raise NotDelivered(str(error), is_final=True) from error
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        raise _unanswered(error) from error
    if not 200 <= status < 300:
        raise NotDelivered(f"It answered {status}.", is_gone=status == GONE, asked=retry_after)


def _post(url: str, body: str, headers: dict[str, str]) -> tuple[int, timedelta | None]:
    with urllib3.PoolManager(maxsize=1, retries=False, timeout=SECONDS) as pool:
        response = pool.request("POST", url, body=body.encode(), headers=headers, redirect=False, preload_content=False)
        try:
            response.read(MOST_READ, decode_content=False)
            return response.status, _retry_after(response.headers.get("Retry-After", ""))
        finally:
            response.close()


def _retry_after(text: str) -> timedelta | None:
    return timedelta(seconds=int(text)) if text.isdecimal() and len(text) < 7 else None


def _unanswered(error: Exception) -> NotDelivered:
    """Why nothing came back; the guard's refusal comes wrapped in that of the library."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, safe_http.Forbidden):
            return NotDelivered(str(cause), is_final=True)
        cause = cause.__cause__ or cause.__context__
    return NotDelivered(f"It does not answer within {SECONDS:.0f} seconds, or breaks off ({type(error).__name__}).")
