"""The admin of policies: what happens, step by step, while nobody acknowledges."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from escalation.engine.policies import in_words
from escalation.models import Canary, EscalationPolicy, PolicyStep, Rung
from escalation.notices import in_words as span_in_words
from tickets.admin import lengths
from tickets.admin.base import KeepsHistory, ReadOnlyAdmin
from tickets.models import Team


class Steps(forms.BaseInlineFormSet):
    """Together the steps must say something, and only to teams that are there."""

    def clean(self) -> None:
        super().clean()
        if not any(form.cleaned_data.get("action") for form in self.forms if not form.cleaned_data.get("DELETE")):
            raise ValidationError("Give the policy at least one step.")


class StepInline(admin.TabularInline):
    model = PolicyStep
    formfield_overrides = lengths.OF_MODELS
    formset = Steps
    fields = ("after", "action", "team", "at_any_hour")
    ordering = ("after", "pk")
    extra = 1

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "team":
            kwargs["queryset"] = Team.objects.filter(is_active=True).order_by("name")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(EscalationPolicy)
class EscalationPolicyAdmin(KeepsHistory):
    instead = "Choose another policy at those handoff types first."
    list_display = ("name", "number_of_steps", "rounds", "pause_in_words")
    search_fields = ("name", "slug")
    ordering = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    readonly_fields = ("in_plain_words",)
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "slug", "description", "rounds", "pause", "in_plain_words"),
                "description": "Holds for handoffs sent from now on. Those sent already keep the steps they have.",
            },
        ),
    )
    inlines = (StepInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("steps__team")

    @admin.display(description="Pause", ordering="pause")
    def pause_in_words(self, policy: EscalationPolicy) -> str:
        return span_in_words(policy.pause)

    @admin.display(description="Steps")
    def number_of_steps(self, policy: EscalationPolicy) -> int:
        return len(policy.steps.all())

    @admin.display(description="What it says")
    def in_plain_words(self, policy: EscalationPolicy) -> SafeString | str:
        if policy._state.adding:
            return "Save it, and read here what will happen."
        return format_html_join("", "<div>{}</div>", ((line,) for line in in_words(policy)))


@admin.register(Rung)
class RungAdmin(ReadOnlyAdmin):
    list_display = ("handoff", "number", "due_at", "climbed_at", "left_at", "failures")
    list_select_related = ("handoff",)
    search_fields = ("=handoff__id", "=handoff__ticket__id")
    search_help_text = "The number of the handoff, or of its ticket without T-"
    ordering = ("-pk",)


@admin.register(Canary)
class CanaryAdmin(ReadOnlyAdmin):
    list_display = ("name", "due_at", "recorded_at")
