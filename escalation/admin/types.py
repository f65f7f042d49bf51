"""The admin of handoff types: what each asks for, the time it gives, and who is accountable when."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from escalation import type_versions
from escalation.criteria.live import live
from escalation.criteria.naming import that_hand_over_by
from escalation.desk.hand_over_form import HandOverForm
from escalation.models import Continuation, HandoffType, HandoffTypeField
from escalation.notices import in_words
from tickets.admin.base import KeepsHistory, ReadOnlyAdmin
from tickets.models import Agent, Ticket


class FieldInline(admin.StackedInline):
    model = HandoffTypeField
    fields = (("label", "key"), ("kind", "required", "position"), "choices", "help_text", "example")
    prepopulated_fields = {"key": ("label",)}
    ordering = ("position", "pk")
    extra = 0
    verbose_name = "field"
    verbose_name_plural = "What it asks for beyond the package"

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "choices":
            field.widget.attrs["rows"] = 4
        return field


class HandoffTypeForm(forms.ModelForm):
    """A handoff type is switched off once the criteria that hold lead to it no more."""

    def clean_is_active(self) -> bool:
        is_active: bool = self.cleaned_data["is_active"]
        if not is_active and self.instance.pk and "is_active" in self.changed_data:
            self._must_not_be_named()
        return is_active

    def _must_not_be_named(self) -> None:
        # By the short name that it had: that is what the criteria name.
        named = that_hand_over_by(self.initial["slug"], live().criteria)
        if named:
            some = ", ".join(named[:3]) + (f" and {len(named) - 3} more" if len(named) > 3 else "")
            raise ValidationError(
                f"{some} {'leads' if len(named) == 1 else 'lead'} to it: publish criteria that name another one first."
            )


@admin.register(HandoffType)
class HandoffTypeAdmin(KeepsHistory):
    form = HandoffTypeForm
    list_display = (
        "name", "version", "to_acknowledge", "to_respond", "number_of_fields", "policy", "position", "is_active"
    )  # fmt: skip
    list_select_related = ("policy",)
    list_filter = ("is_active",)
    search_fields = ("name", "slug")
    ordering = ("position", "pk")
    prepopulated_fields = {"slug": ("name",)}
    readonly_fields = ("preview_link", "told_versions")
    inlines = (FieldInline,)
    fieldsets = (
        (None, {"fields": ("name", "slug", "description", "asks", "begun_by", "within_team", "position", "is_active")}),
        (
            "Time it gives",
            {
                "fields": ("acknowledge_within", "respond_within", "take_back_within", "policy"),
                "description": "Holds for handoffs sent from now on. Those sent already keep the deadlines they have.",
            },
        ),
        (
            "Warm transfers",
            {
                "fields": ("may_be_warm", "warm_from_plan", "warm_from_urgency", "talk_within", "introduction"),
                "description": "The sender asks somebody to talk it over first, and it changes hands once she is "
                "ready. Who does not answer in time makes room for the next; then it waits like any other.",
            },
        ),
        ("The receiver's word", {"fields": ("needs_read_back", "asked_share")}),
        (
            "Who is accountable",
            {
                "fields": ("accountable_before", "accountable_waiting", "accountable_after"),
                "description": "As senders read it. The ledger of each ticket says who it was.",
            },
        ),
        (
            "Its own fields",
            {
                "fields": ("preview_link", "told_versions"),
                "description": "Edited below. A change holds for handoffs sent from then on; those sent already keep "
                "the fields they were sent with.",
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[HandoffType]:
        return super().get_queryset(request).prefetch_related("fields")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A change makes a new version: what is sent from now on is sent under that one."""
        edited = change and (form.has_changed() or any(formset.has_changed() for formset in formsets))
        if edited:
            type_versions.keep_first(HandoffType.objects.get(pk=form.instance.pk))  # its fields are not saved yet
        super().save_related(request, form, formsets, change)
        if edited:
            type_versions.begin_next(form.instance, by=cast(Agent, request.user), at=timezone.now())

    @admin.display(description="Acknowledge within", ordering="acknowledge_within")
    def to_acknowledge(self, kind: HandoffType) -> str:
        return in_words(kind.acknowledge_within)

    @admin.display(description="Respond within", ordering="respond_within")
    def to_respond(self, kind: HandoffType) -> str:
        return in_words(kind.respond_within)

    @admin.display(description="Fields")
    def number_of_fields(self, kind: HandoffType) -> int:
        return len(kind.fields.all())

    @admin.display(description="As a sender sees it")
    def preview_link(self, kind: HandoffType) -> SafeString | str:
        if kind._state.adding:
            return "Save it, and see here what a sender will see."
        return format_html(
            '<a href="{}" target="_blank">Show the form</a>', reverse("admin:handoff-type-preview", args=[kind.pk])
        )

    @admin.display(description="Versions")
    def told_versions(self, kind: HandoffType) -> SafeString:
        """What each asked for and since when, with what it changed; of one that was never edited there is nothing."""
        told = type_versions.told(kind) if kind.pk else []
        return render_to_string("admin/type_versions.html", {"told": told, "kind": kind})

    def get_urls(self) -> list[URLPattern]:
        preview = self.admin_site.admin_view(self.preview)
        return [path("<int:pk>/preview/", preview, name="handoff-type-preview"), *super().get_urls()]

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form as it asks a sender now, with nothing to send."""
        kind = get_object_or_404(self.get_queryset(request), pk=pk)
        form = HandOverForm(ticket=Ticket(), kind=kind)
        return render(request, "escalation/type_preview.html", {"kind": kind, "form": form})


@admin.register(Continuation)
class ContinuationAdmin(ReadOnlyAdmin):
    list_display = ("handoff", "asked_of", "asked_at", "could", "missing")
    list_select_related = ("handoff", "asked_of")
    list_filter = ("could",)
    search_fields = ("=handoff__id", "=handoff__ticket__id", "missing")
    search_help_text = "The number of the handoff or of its ticket without T-, or words of what was missing"
    ordering = ("-pk",)
