from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from tickets import kept
from tickets.models import Agent
from tickets.sessions import agent_of

API = "/api/"


class Authentication(AuthenticationMiddleware):
    """As Django's; the agent comes along with her session."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: agent_of(request))  # type: ignore[assignment]


class OneEdition:
    """A page that has learned which edition holds keeps that to itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with kept.for_a_page():
            return self.get_response(request)


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
