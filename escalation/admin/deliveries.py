"""The admin of what leaves the portal: what was sent, what was given up, and the programs that are told."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from escalation.models import AlertChannel, AlertPreferences, BrowserReport, Delivery, NoticeKind, WebhookEndpoint
from escalation.notices import deliveries, webhooks
from tickets.admin.base import BatonAdmin, ReadOnlyAdmin


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("dead", "Given up"), ("waiting", "To be sent"), ("sent", "Sent")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = {"dead": queryset.dead, "waiting": queryset.unfinished}.get(self.value() or "")
        if chosen is not None:
            return chosen()
        return queryset.filter(sent_at__isnull=False) if self.value() == "sent" else queryset


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ("notice", "medium", "state", "attempts", "next_attempt_at", "sent_at", "last_error")
    list_select_related = ("notice",)
    list_filter = (StateFilter, "medium")
    search_fields = ("=notice__handoff__id", "notice__recipient__name")
    search_help_text = "The number of the handoff, or a recipient's name"
    ordering = ("-pk",)
    actions = ("send_again",)

    @admin.action(description="Send again what was given up")
    def send_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        count = deliveries.send_again(queryset)
        self.message_user(request, f"{count} of those chosen had been given up; they are sent again.", messages.INFO)


@admin.register(AlertChannel)
class AlertChannelAdmin(ReadOnlyAdmin):
    """Chat addresses are their owners'; they hold secrets, and are shown to nobody."""

    list_display = ("name", "agent", "masked", "is_active", "created_at")
    list_select_related = ("agent",)
    fields = ("agent", "name", "masked", "topics", "is_active", "created_at")
    search_fields = ("agent__name", "name")
    ordering = ("-pk",)


@admin.register(AlertPreferences)
class AlertPreferencesAdmin(ReadOnlyAdmin):
    list_display = ("agent", "by_browser", "by_email", "quiet_from", "quiet_until")
    list_select_related = ("agent",)
    search_fields = ("agent__name",)
    ordering = ("pk",)


@admin.register(BrowserReport)
class BrowserReportAdmin(ReadOnlyAdmin):
    list_display = ("agent", "permission", "seen_at")
    list_select_related = ("agent",)
    list_filter = ("permission",)
    search_fields = ("agent__name",)
    ordering = ("-pk",)


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(BatonAdmin):
    """Its secret is shown once, when it is made; who lost it has another one made."""

    list_display = ("name", "url", "is_active", "disabled_because")
    list_filter = ("is_active",)
    search_fields = ("name", "url")
    ordering = ("name",)
    fields = ("name", "url", "kinds", "is_active", "disabled_because")
    readonly_fields = ("disabled_because",)
    actions = ("new_secret",)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "kinds":
            return webhooks.KindsField(
                choices=NoticeKind.choices, required=False, help_text="Choose none to be told of all."
            )
        if db_field.name == "url":
            return forms.URLField(label="Address", max_length=500, assume_scheme="https")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: WebhookEndpoint, form: Any, change: bool) -> None:
        if obj.is_active:
            obj.disabled_because = ""
        if not change:
            obj.secret = webhooks.new_secret()
            self._show(request, obj)
        super().save_model(request, obj, form, change)

    @admin.action(description="Make a new secret; the old one signs too for 24 hours")
    def new_secret(self, request: HttpRequest, queryset: QuerySet[WebhookEndpoint]) -> None:
        for endpoint in queryset:
            self._show(request, webhooks.change_secret(endpoint, at=timezone.now()))

    def _show(self, request: HttpRequest, endpoint: WebhookEndpoint) -> None:
        words = f"The secret of {endpoint} is {endpoint.secret}. Copy it now: it is not shown again."
        self.message_user(request, words, messages.WARNING)
