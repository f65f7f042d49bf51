from django.contrib import admin
from django.http import HttpRequest

from tickets.admin.base import BatonAdmin
from tickets.models import Site


@admin.register(Site)
class SiteAdmin(BatonAdmin):
    """One row, made by a migration: it is changed, never added or deleted."""

    list_display = ("name", "time_zone", "duty_manager", "at_risk_share", "learns_from_tickets")
    list_select_related = ("duty_manager",)
    autocomplete_fields = ("duty_manager",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Site | None = None) -> bool:
        return False
