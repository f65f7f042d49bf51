"""When there were too many wrong passwords, and what somebody hears then: a page, or in the API its kind of error."""

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_ip_address, get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

SENTENCE = "There were too many wrong passwords. Try again in {minutes} minutes."
TOO_MANY = 429


class Handler(AxesDatabaseHandler):
    """Closes beside a name from an address also an address that tries many names, and a name tried from everywhere."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        return super().is_locked(request, credentials) or _is_sprayed(request, credentials)


def _is_sprayed(request: HttpRequest, credentials: dict[str, Any] | None) -> bool:
    address, name = get_client_ip_address(request), get_client_username(request, credentials)
    recent = AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))
    return (
        _failures(recent.filter(ip_address=address)) >= settings.FAILURES_OF_ADDRESS
        or _failures(recent.filter(username=name)) >= settings.FAILURES_OF_NAME
    )


def _failures(attempts: QuerySet[AccessAttempt]) -> int:
    return attempts.aggregate(count=Sum("failures_since_start"))["count"] or 0


def answer(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    if not request.path.startswith("/api/"):
        return render(request, settings.AXES_LOCKOUT_TEMPLATE, status=TOO_MANY)
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    error = {"code": "locked_out", "detail": SENTENCE.format(minutes=seconds // 60), "attr": None}
    headers = {"Retry-After": str(seconds)}
    return JsonResponse({"type": "client_error", "errors": [error]}, status=TOO_MANY, headers=headers)
