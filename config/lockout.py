"""What somebody hears who tried too many wrong passwords: a page, or in the API the shape of its errors."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

SENTENCE = "There were too many wrong passwords for this user name. Try again in {minutes} minutes."
TOO_MANY = 429


def answer(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    if not request.path.startswith("/api/"):
        return render(request, settings.AXES_LOCKOUT_TEMPLATE, status=TOO_MANY)
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    error = {"code": "locked_out", "detail": SENTENCE.format(minutes=seconds // 60), "attr": None}
    headers = {"Retry-After": str(seconds)}
    return JsonResponse({"type": "client_error", "errors": [error]}, status=TOO_MANY, headers=headers)
