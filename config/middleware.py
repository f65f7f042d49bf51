from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from tickets.models import Agent

API = "/api/"


class PeopleOnly:
    """The pages are for people: a bot with a session is sent to the API. Signing out stays open to everybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        if request.path.startswith(API) or not getattr(view, "login_required", True):
            return
        is_bot = isinstance(request.user, Agent) and request.user.is_bot
        if is_bot and request.resolver_match and request.resolver_match.url_name != "sign-out":
            raise PermissionDenied("Bots work through the API: these pages are for people.")
