from django.contrib import admin

from metrics.models import SurveyAnswer
from tickets.admin.base import ReadOnlyAdmin


@admin.register(SurveyAnswer)
class SurveyAnswerAdmin(ReadOnlyAdmin):
    """What customers said is not ours to change."""

    list_display = ("ticket", "csat", "had_to_repeat", "answered_at")
    list_select_related = ("ticket",)
    list_filter = ("csat", "had_to_repeat")
    search_fields = ("=ticket__id", "comment")
    search_help_text = "The ticket's number without T-, or words of the comment"
    date_hierarchy = "answered_at"
    ordering = ("-answered_at", "-pk")
