"""What other packages put into the admin, as Baton wants it: to be looked up, and at most revoked."""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.http import HttpRequest
from knox.models import AuthToken

from tickets.admin.base import ReadOnlyAdmin

# Roles say what people may do; Django's groups say nothing here.
admin.site.unregister([Group, AuthToken, AccessAttempt, AccessFailureLog, AccessLog])


@admin.register(AuthToken)
class TokenAdmin(ReadOnlyAdmin):
    """Tokens are made by their owners, who alone see them; an admin can revoke them by deleting."""

    list_display = ("token_key", "user", "created", "expiry")
    list_select_related = ("user",)
    search_fields = ("token_key", "user__name", "user__username")
    fields = list_display
    date_hierarchy = "created"
    ordering = ("-created", "pk")

    def has_delete_permission(self, request: HttpRequest, obj: AuthToken | None = None) -> bool:
        return self.admin_site.has_permission(request)


@admin.register(AccessAttempt)
class AccessAttemptAdmin(ReadOnlyAdmin):
    """Wrong passwords that count; deleting a row opens sign-in again for that name and address."""

    list_display = ("username", "ip_address", "failures_since_start", "attempt_time", "path_info")
    search_fields = ("username", "ip_address")
    date_hierarchy = "attempt_time"
    ordering = ("-attempt_time", "-pk")
    exclude = ("get_data", "post_data")

    def has_delete_permission(self, request: HttpRequest, obj: AccessAttempt | None = None) -> bool:
        return self.admin_site.has_permission(request)


@admin.register(AccessLog)
class AccessLogAdmin(ReadOnlyAdmin):
    list_display = ("username", "ip_address", "attempt_time", "logout_time", "path_info")
    search_fields = ("username", "ip_address")
    date_hierarchy = "attempt_time"
    ordering = ("-attempt_time", "-pk")
    exclude = ("session_hash",)


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    """What was changed in this admin, by whom and when."""

    list_display = ("action_time", "user", "content_type", "object_repr", "change_message")
    list_select_related = ("user", "content_type")
    list_filter = ("action_flag",)
    search_fields = ("object_repr", "user__name")
    ordering = ("-action_time", "-pk")
