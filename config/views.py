import logging
import sys
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.views import defaults
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_GET

from config import outages, palette
from config.demo.sign_ins import demo_sign_ins
from config.forms import SignInForm
from tickets import changes
from tickets.live import PortalRequest
from tickets.models import Agent

logger = logging.getLogger(__name__)


class SignIn(LoginView):
    """The sign-in page, with people to try while the demo is loaded, and the way in where nobody has an account yet."""

    form_class = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        nobody = not Agent.objects.exists()
        return super().get_context_data(demo_sign_ins=demo_sign_ins(), nobody=nobody, **kwargs)


class SignOut(LogoutView):
    """Ends the session, and with it the streams that her open pages hold."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        agent_id = request.user.pk
        response = super().post(request, *args, **kwargs)
        if agent_id is not None:
            changes.announce(f"rights:{agent_id}")
        return response


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """What a page answers where something went wrong; what is no fault of Baton's is said in words of its own."""
    error = sys.exc_info()[1]
    if outages.disk_is_full(error):
        logger.error("The disk is full: nothing can be saved before somebody makes room.")
        return HttpResponse(loader.get_template("507.html").render(), status=HTTPStatus.INSUFFICIENT_STORAGE)
    if outages.database_is_away(error):
        return HttpResponse(loader.get_template("503.html").render(), status=HTTPStatus.SERVICE_UNAVAILABLE)
    return defaults.server_error(request)


@require_GET
def no_stream(request: HttpRequest) -> HttpResponse:
    """What `/events/` answers where no ASGI server streams: pages then ask by themselves, and do not try again soon."""
    return HttpResponse(status=204)


@require_GET
def find_in_palette(request: PortalRequest) -> JsonResponse:
    """What the command palette offers for the words `q`."""
    query = request.GET.get("q", "").replace("\0", "").strip()[: palette.LONGEST]
    return JsonResponse({"entries": [asdict(entry) for entry in palette.find(query, request.user)]})
