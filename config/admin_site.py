"""The admin's front door: who may enter, and by which sign-in."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.apps import AppConfig
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.checks import CheckMessage
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.views.decorators.cache import never_cache

from config.admin_app import furnish
from tickets.models import Agent
from tickets.permissions import can_administer

# What an admin comes to do, in the order in which a new installation needs it.
ROOMS = {
    "People and teams": ["tickets.Team", "tickets.Agent", "tickets.IssueType", "tickets.Account", "tickets.Customer"],
    "Who handles what": [
        "escalation.DecisionTree",
        "escalation.Trigger",
        "escalation.Route",
        "escalation.TeamGuide",
        "escalation.IssueTypeGuide",
        "escalation.CriteriaRevision",
        "escalation.DrillCase",
        "escalation.Drill",
    ],
    "Handing over": ["escalation.HandoffType", "escalation.EscalationPolicy", "escalation.Handoff", "tickets.Ticket"],
    "Hours and duty": [
        "escalation.BusinessCalendar",
        "escalation.Rota",
        "escalation.WatchOverride",
        "escalation.Leave",
        "escalation.ShiftPlan",
    ],
    "This installation": ["tickets.Site", "escalation.WebhookEndpoint", "knox.AuthToken"],
}
# What is looked up there, and changed nowhere.
RECORDS = {
    "What happened: tickets": [
        "tickets.Message",
        "tickets.Attachment",
        "tickets.Ownership",
        "tickets.Participant",
        "escalation.ReplyDraft",
        "escalation.TreeWalk",
        "metrics.SurveyAnswer",
    ],
    "What happened: handoffs": [
        "escalation.HandoffDraft",
        "escalation.HandoffGround",
        "escalation.HandoffEvent",
        "escalation.AddedContext",
        "escalation.Clock",
        "escalation.Rung",
        "escalation.Continuation",
        "escalation.Transition",
    ],
    "What happened: shift changes": ["escalation.ShiftChange", "escalation.ShiftTicket", "escalation.ShiftWord"],
    "What happened: who was told": [
        "escalation.Notice",
        "escalation.Delivery",
        "escalation.AlertPreferences",
        "escalation.AlertChannel",
        "escalation.BrowserReport",
    ],
    "What happened: this installation": [
        "admin.LogEntry",
        "axes.AccessAttempt",
        "axes.AccessLog",
        "escalation.WatcherLease",
        "escalation.Canary",
    ],
}


class BatonAdminSite(AdminSite):
    site_title = site_header = "Baton"
    index_title = "Administration"
    site_url = "/"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._rooms: dict[tuple[str, int], list[Any]] = {}
        self._sidebars: dict[tuple[str, int, tuple[str, ...]], SafeString] = {}

    def check(self, app_configs: Sequence[AppConfig] | None) -> list[CheckMessage]:
        """Django's checks of every page there is."""
        furnish()
        return super().check(app_configs)

    def has_permission(self, request: HttpRequest) -> bool:
        return isinstance(request.user, Agent) and can_administer(request.user)

    @method_decorator([never_cache, login_not_required])
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The portal's own sign-in, so that wrong passwords are counted in one place."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """By what one comes to do, not by the app that a model happens to live in."""
        if app_label or not self.has_permission(request):
            return super().get_app_list(request, app_label)
        furnished = (get_script_prefix(), len(self._registry))
        if furnished not in self._rooms:
            self._rooms[furnished] = self._in_rooms(super().get_app_list(request))
        return self._rooms[furnished]

    def _in_rooms(self, apps: list[Any]) -> list[Any]:
        """The same for whoever administers: she may do everything, and what nobody may do is so by its kind."""
        models = {row["model"]._meta.label: row for app in apps for row in app["models"]}
        rooms = {**ROOMS, **RECORDS}.items()
        found = [(name, [models.pop(label) for label in labels if label in models]) for name, labels in rooms]
        rest = sorted(models.values(), key=lambda row: str(row["name"]))
        return [_room(name, rows) for name, rows in [*found, ("Everything else", rest)] if rows]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        return {**context, "sidebar": self._sidebar(request, context["available_apps"])}

    def _sidebar(self, request: HttpRequest, rooms: list[Any]) -> SafeString:
        """The list of all lists beside each page, made once for each that can be the one in which one is."""
        path = quote(request.path)
        addresses = [row["admin_url"] for room in rooms for row in room["models"]]
        here = tuple(address for address in addresses if address and address in path)
        shown = (get_script_prefix(), len(addresses), here)
        if shown not in self._sidebars:
            listed = {"app_list": rooms, "show_changelinks": False, "request": request}
            self._sidebars[shown] = render_to_string("admin/app_list.html", listed)
        return self._sidebars[shown]


def _room(name: str, rows: list[Any]) -> dict[str, Any]:
    """As Django describes an app."""
    label = slugify(name)
    address = f"{reverse('admin:index')}#{label}"
    return {"name": name, "app_label": label, "app_url": address, "has_module_perms": True, "models": rows}
