"""Placing tickets from the admin; what was sent, and what became of it, can be looked up and is changed nowhere."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from escalation.desk import acts
from escalation.models import (
    AddedContext,
    Clock,
    Handoff,
    HandoffDraft,
    HandoffEvent,
    Notice,
    ReplyDraft,
    Transition,
    WarmAsk,
    WatcherLease,
)
from escalation.refusals import refused
from tickets.admin.base import ReadOnlyAdmin
from tickets.admin.records import TicketAdmin
from tickets.models import Cause, Team, Ticket


class ChooseTeam(ActionForm):
    team = forms.ModelChoiceField(queryset=Team.objects.filter(is_active=True).order_by("name"), required=False)


def _chosen_team(request: HttpRequest) -> Team | None:
    """The team chosen beside the action; None where there is none, or none that could be chosen."""
    try:
        team: Team | None = ChooseTeam.base_fields["team"].clean(request.POST.get("team"))
    except ValidationError:
        return None
    return team


@admin.register(Ticket)
class DeskTicketAdmin(TicketAdmin):
    """Placing a ticket is an act of the desk, with what it means for clocks; the ledger says an admin did it."""

    action_form = ChooseTeam
    actions = ("place_with_team",)

    @admin.action(description="Place with this team, without a handoff:")
    def place_with_team(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> None:
        team = _chosen_team(request)
        if team is None:
            self.message_user(request, "Choose the team beside the action.", messages.ERROR)
            return
        refused = [self._place(request, ticket, team) for ticket in queryset.order_by("pk")]
        placed = refused.count("")
        self.message_user(request, f"{placed} of {len(refused)} tickets placed with {team}.", messages.INFO)

    def _place(self, request: HttpRequest, ticket: Ticket, team: Team) -> str:
        """Place one, and say why where that is refused."""
        refusal = self._try_to_place(ticket, team, by=request.user)
        if refusal:
            self.message_user(request, f"{ticket}: {refusal}", messages.ERROR)
        else:
            self.log_change(request, ticket, f"Placed with {team}, without a handoff.")
        return refusal

    def _try_to_place(self, ticket: Ticket, team: Team, *, by: Any) -> str:
        try:
            acts.place(ticket, team=team, agent=None, by=by, cause=Cause.ADMIN)
        except Exception as error:
            return refused(error).sentence
        return ""


class ClockInline(admin.TabularInline):
    model = Clock
    fields = ("kind", "generation", "state", "started_at", "due_at", "met_at", "breached_at", "recorded_at")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Handoff | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Handoff | None = None) -> bool:
        return False


class EventInline(admin.TabularInline):
    model = HandoffEvent
    fields = ("kind", "at", "by", "text")
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[HandoffEvent]:
        return super().get_queryset(request).select_related("by")

    def has_add_permission(self, request: HttpRequest, obj: Handoff | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Handoff | None = None) -> bool:
        return False


class AskInline(admin.TabularInline):
    model = WarmAsk
    fields = ("agent", "reason", "asked_at", "due_at", "joined_at", "answer", "answered_at")
    extra = 0
    can_delete = False
    verbose_name_plural = "Asked to talk it over"

    def get_queryset(self, request: HttpRequest) -> QuerySet[WarmAsk]:
        return super().get_queryset(request).select_related("agent")

    def has_add_permission(self, request: HttpRequest, obj: Handoff | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Handoff | None = None) -> bool:
        return False


@admin.register(Handoff)
class HandoffAdmin(ReadOnlyAdmin):
    list_display = ("ticket", "type", "from_team", "to_team", "sent_by", "sent_at", "state")
    list_select_related = ("ticket", "type", "from_team", "to_team", "sent_by")
    list_filter = ("type", "to_team", "urgency", "talk")
    search_fields = ("=ticket__id", "issue_summary")
    search_help_text = "The ticket's number without T-, or words of the summary"
    date_hierarchy = "sent_at"
    ordering = ("-sent_at", "-pk")
    inlines = (ClockInline, EventInline, AskInline)


@admin.register(HandoffEvent)
class HandoffEventAdmin(ReadOnlyAdmin):
    list_display = ("handoff", "kind", "at", "by")
    list_select_related = ("handoff", "by")
    list_filter = ("kind",)
    search_fields = ("=handoff__id", "=handoff__ticket__id")
    search_help_text = "The number of the handoff, or of its ticket without T-"
    ordering = ("-pk",)


@admin.register(Clock)
class ClockAdmin(ReadOnlyAdmin):
    list_display = ("handoff", "kind", "state", "started_at", "due_at", "met_at", "breached_at")
    list_select_related = ("handoff",)
    list_filter = ("state", "kind")
    search_fields = ("=handoff__id", "=handoff__ticket__id")
    search_help_text = "The number of the handoff, or of its ticket without T-"
    ordering = ("-pk",)


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = ("title", "recipient", "kind", "reason", "created_at", "read_at")
    list_select_related = ("recipient",)
    list_filter = ("kind",)
    search_fields = ("=handoff__id", "recipient__name")
    search_help_text = "The number of the handoff, or a recipient's name"
    ordering = ("-pk",)


@admin.register(HandoffDraft)
class HandoffDraftAdmin(ReadOnlyAdmin):
    list_display = ("ticket", "agent", "saved_at")
    list_select_related = ("ticket", "agent")
    search_fields = ("=ticket__id", "agent__name")
    ordering = ("-saved_at", "-pk")


@admin.register(ReplyDraft)
class ReplyDraftAdmin(ReadOnlyAdmin):
    list_display = ("ticket", "agent", "saved_at", "is_shared", "taken_over_by")
    list_select_related = ("ticket", "agent", "taken_over_by")
    list_filter = ("is_shared",)
    search_fields = ("=ticket__id", "agent__name")
    search_help_text = "The number of the ticket without T-, or the writer's name"
    ordering = ("-saved_at", "-pk")


@admin.register(Transition)
class TransitionAdmin(ReadOnlyAdmin):
    list_display = ("ticket", "kind", "made_by", "made_at", "follow_up_due_at", "to_channel", "taken_up_by")
    list_select_related = ("ticket", "made_by", "taken_up_by")
    list_filter = ("kind", "to_channel")
    search_fields = ("=ticket__id", "said")
    search_help_text = "The number of the ticket without T-, or words of what was said"
    date_hierarchy = "made_at"
    ordering = ("-made_at", "-pk")


@admin.register(AddedContext)
class AddedContextAdmin(ReadOnlyAdmin):
    list_display = ("ownership", "answer", "issue_summary", "added_by", "added_at")
    list_select_related = ("ownership__agent", "ownership__team", "answer__agent", "answer__customer", "added_by")
    search_fields = ("=ownership__ticket__id", "=answer__ticket__id", "issue_summary")
    search_help_text = "The number of the ticket without T-, or words of the summary"
    ordering = ("-added_at", "-pk")


@admin.register(WatcherLease)
class WatcherLeaseAdmin(ReadOnlyAdmin):
    list_display = ("name", "held_by", "expires_at")
