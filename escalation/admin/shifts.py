"""The admin of shift changes: when a team's shifts change and who follows it, and what became of them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from escalation.models import AgentHours, Occasion, Rota, ShiftChange, ShiftPlan, ShiftTicket, ShiftWord, TeamHours
from tickets.admin.base import BatonAdmin, ReadOnlyAdmin
from tickets.models import Team

NEEDS = {
    Occasion.TURN: "This team has no rota: give it one first, or choose another occasion.",
    Occasion.HOURS: "Nobody of this team has working hours: give them some first, or choose another occasion.",
    Occasion.CLOSING: "This team keeps no opening hours: give it some first, or choose another occasion.",
}


def has_what_it_needs(team: Team, occasion: str) -> bool:
    """Whether shifts of the team can end on such an occasion at all."""
    if occasion == Occasion.TURN:
        return Rota.objects.filter(team=team).exists()
    if occasion == Occasion.CLOSING:
        return TeamHours.objects.filter(team=team).exists()
    return AgentHours.objects.filter(agent__memberships__team=team).exists()


class PlanForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        team, occasion = cleaned.get("team"), cleaned.get("occasion")
        if team and occasion and not has_what_it_needs(team, occasion):
            raise ValidationError({"occasion": NEEDS[Occasion(occasion)]})
        return cleaned


@admin.register(ShiftPlan)
class ShiftPlanAdmin(BatonAdmin):
    form = PlanForm
    list_display = ("team", "occasion", "followed_by", "opens_before", "closes_after", "is_active")
    list_select_related = ("team", "followed_by")
    list_filter = ("occasion", "is_active")
    search_fields = ("team__name",)
    ordering = ("team__name",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = Team.objects.filter(is_active=True).order_by("name")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class TicketInline(admin.TabularInline):
    model = ShiftTicket
    fields = ("ticket", "note", "next_action", "goes_to", "taken_at", "taken_by", "left_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("ticket", "goes_to", "taken_by")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ShiftChange)
class ShiftChangeAdmin(ReadOnlyAdmin):
    list_display = ("team", "outgoing", "to_team", "incoming", "covers_queue", "changes_at", "closed_at", "ended")
    list_select_related = ("team", "outgoing", "to_team", "incoming", "called_off_by")
    list_filter = ("team",)
    search_fields = ("outgoing__name", "incoming__name", "=tickets__ticket__id")
    search_help_text = "Who went or came, or the number of a ticket without T-"
    date_hierarchy = "changes_at"
    ordering = ("-changes_at", "-pk")
    inlines = (TicketInline,)

    @admin.display(description="How it ended")
    def ended(self, shift_change: ShiftChange) -> str:
        if shift_change.called_off_by:
            return f"called off by {shift_change.called_off_by}"
        if shift_change.closed_at is None:
            return "open" if timezone.now() < shift_change.ends_at else "about to be closed"
        return "signed off by both" if shift_change.closed_at < shift_change.ends_at else "time was up"


@admin.register(ShiftTicket)
class ShiftTicketAdmin(ReadOnlyAdmin):
    list_display = ("shift_change", "ticket", "goes_to", "taken_by", "taken_at", "left_at")
    list_select_related = ("shift_change__outgoing", "shift_change__team", "ticket", "goes_to", "taken_by")
    search_fields = ("=ticket__id",)
    search_help_text = "The number of the ticket without T-"
    ordering = ("-pk",)


@admin.register(ShiftWord)
class ShiftWordAdmin(ReadOnlyAdmin):
    list_display = ("shift_ticket", "by", "at", "text")
    list_select_related = ("shift_ticket", "by")
    search_fields = ("=shift_ticket__ticket__id", "by__name")
    ordering = ("-pk",)
