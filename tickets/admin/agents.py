"""People and bots: made with a password, deactivated with their work placed, never the last admin."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from tickets import changes, people, services
from tickets.admin.base import KeepsHistory
from tickets.admin.choices import ChoosesAmongMany
from tickets.models import Agent, Membership, Role


class NewAgentForm(AdminUserCreationForm):
    class Meta:
        model = Agent
        fields = ("username", "name", "email", "role", "answered_for_by", "time_zone")


class AgentForm(UserChangeForm):
    class Meta:
        model = Agent
        fields = ("username", "name", "email", "role", "answered_for_by", "time_zone", "is_active")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("role") != Role.ADMIN or not cleaned.get("is_active"):
            self._must_not_be_the_last_admin("role" if cleaned.get("is_active") else "is_active")
        return cleaned

    def _must_not_be_the_last_admin(self, field: str) -> None:
        try:
            people.must_not_be_the_last_admin(self.instance)
        except people.LastAdmin as error:
            self.add_error(field, ValidationError(f"{error}."))


class TeamsInline(ChoosesAmongMany, admin.TabularInline):
    """Whoever is new joins teams here; who leaves one, and who leads it, is said at the team."""

    model = Membership
    fields = ("team",)
    autocomplete_fields = ("team",)
    extra = 1
    verbose_name = "team"
    verbose_name_plural = "Works in"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Agent)
class AgentAdmin(KeepsHistory, UserAdmin):
    form = AgentForm
    add_form = NewAgentForm
    add_form_template = "admin/add_agent.html"
    inlines = (TeamsInline,)
    list_display = ("name", "username", "role", "works_in", "is_active")
    list_filter = ("role", "is_active", "teams")
    search_fields = ("name", "username", "email")
    ordering = ("name", "pk")
    autocomplete_fields = ("answered_for_by",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "name", "email", "time_zone")}),
        ("What they may do", {"fields": ("role", "answered_for_by")}),
        (
            None,
            {
                "fields": ("is_active",),
                "description": "Deactivating places every ticket she holds with its team, and ends her sessions.",
            },
        ),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "name", "email", "time_zone", "usable_password", "password1", "password2")}),
        ("What they may do", {"fields": ("role", "answered_for_by")}),
    )
    instead = "Deactivate her instead."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agent]:
        return super().get_queryset(request).prefetch_related("teams")

    @admin.display(description="Works in")
    def works_in(self, agent: Agent) -> str:
        return ", ".join(sorted(team.name for team in agent.teams.all()))

    def reason_to_keep(self, thing: Any) -> str:
        try:
            people.must_not_be_the_last_admin(thing)
        except people.LastAdmin as error:
            return f"{error}."
        return super().reason_to_keep(thing)

    def save_model(self, request: HttpRequest, obj: Agent, form: forms.ModelForm, change: bool) -> None:
        leaves = change and "is_active" in form.changed_data and not obj.is_active
        super().save_model(request, obj, form, change)
        changes.announce(f"rights:{obj.pk}")
        if leaves and isinstance(request.user, Agent):
            placed = services.deactivate(obj, by=request.user, at=timezone.now())
            self._say_what_follows(request, obj, placed)

    def _say_what_follows(self, request: HttpRequest, agent: Agent, placed: int) -> None:
        tickets = f"{placed} {'ticket' if placed == 1 else 'tickets'}"
        self.message_user(request, f"{agent} is deactivated; {tickets} went back to their teams.", messages.INFO)
        for led in Membership.objects.filter(agent=agent, is_lead=True).select_related("team"):
            self.message_user(request, f"{agent} leads {led.team}: give it another lead.", messages.WARNING)
