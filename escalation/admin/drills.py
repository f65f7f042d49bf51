"""Practice tickets as an admin writes them, and the drills that people took."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from escalation.models import Drill, DrillCase, DrillQuestion
from tickets.admin.base import KeepsHistory, ReadOnlyAdmin


@admin.register(DrillCase)
class DrillCaseAdmin(KeepsHistory):
    list_display = ("subject", "team", "issue_type", "plan", "is_active")
    list_select_related = ("team", "issue_type")
    list_filter = ("is_active", "team")
    search_fields = ("subject", "body")
    autocomplete_fields = ("team", "issue_type")
    ordering = ("-pk",)


class QuestionInline(admin.TabularInline):
    model = DrillQuestion
    fields = ("position", "subject", "right_team", "answer", "shown_at", "answered_at")
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[DrillQuestion]:
        return super().get_queryset(request).select_related("right_team", "answer").order_by("position")

    def has_add_permission(self, request: HttpRequest, obj: Drill | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Drill | None = None) -> bool:
        return False


@admin.register(Drill)
class DrillAdmin(ReadOnlyAdmin):
    list_display = ("agent", "begun_at", "finished_at", "right", "is_passed")
    list_select_related = ("agent",)
    list_filter = ("is_passed",)
    search_fields = ("agent__name", "agent__username")
    ordering = ("-begun_at",)
    inlines = (QuestionInline,)
