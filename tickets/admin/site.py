from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from tickets.admin.base import BatonAdmin
from tickets.models import Agent, Role, Site


class SiteForm(forms.ModelForm):
    """Who is told when nobody else is must be able to do something about it."""

    def clean_duty_manager(self) -> Agent | None:
        manager: Agent | None = self.cleaned_data["duty_manager"]
        if manager and (not manager.is_active or manager.role not in (Role.MANAGER, Role.ADMIN)):
            raise ValidationError("Choose a manager or an admin whose account is active: she must see every team.")
        return manager


@admin.register(Site)
class SiteAdmin(BatonAdmin):
    """One row, made by a migration: it is changed, never added or deleted."""

    form = SiteForm
    list_display = ("name", "time_zone", "duty_manager", "at_risk_share", "learns_from_tickets")
    list_select_related = ("duty_manager",)
    autocomplete_fields = ("duty_manager",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Site | None = None) -> bool:
        return False
