"""What happened: what was said, who held what, who took part. To be looked up, and changed nowhere."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from tickets import corrections, search
from tickets.admin.base import BatonAdmin, ReadOnlyAdmin
from tickets.models import Attachment, Message, Ownership, Participant, Ticket


class TicketAdmin(BatonAdmin):
    """What was taken down about a ticket can be put right; what follows from its thread and its ledger cannot.

    Registered by `escalation.admin`, which adds how a ticket is placed with another team.
    """

    list_display = ("number", "subject", "customer", "account", "team", "holder", "status", "last_activity_at")
    list_display_links = ("number", "subject")
    list_select_related = ("customer", "account", "team", "holder")
    list_filter = ("status", "team", "account__plan")
    search_fields = ("subject",)
    search_help_text = "Words of the thread, a customer, a company, or a number such as T-4821"
    ordering = ("-last_activity_at", "-pk")
    fields = (
        "subject",
        "customer",
        "issue_type",
        "account",
        "status",
        "team",
        "holder",
        "opened_at",
        "last_activity_at",
        "waiting_since",
        "resolved_at",
        "resolved_by",
        "source",
        "external_id",
    )
    readonly_fields = fields[3:]
    autocomplete_fields = ("customer", "issue_type")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Ticket], search_term: str
    ) -> tuple[QuerySet[Ticket], bool]:
        return (search.find(queryset, search_term) if search_term else queryset), False

    def save_model(self, request: HttpRequest, obj: Ticket, form: Any, change: bool) -> None:
        corrections.correct(obj, subject=obj.subject, customer=obj.customer, issue_type=obj.issue_type)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Ticket | None = None) -> bool:
        return False


class OfOneTicket(ReadOnlyAdmin):
    """Rows too many to browse: asked for by their ticket's number."""

    search_fields = ("=ticket__id",)
    search_help_text = "The ticket's number, without T-"
    ordering = ("-pk",)


@admin.register(Message)
class MessageAdmin(OfOneTicket):
    list_display = ("ticket", "author", "channel", "visibility", "posted_at")
    list_select_related = ("ticket", "agent", "customer")
    list_filter = ("channel", "visibility", "author_kind")


@admin.register(Attachment)
class AttachmentAdmin(ReadOnlyAdmin):
    list_display = ("filename", "ticket", "size", "uploaded_at")
    list_select_related = ("message__ticket",)
    search_fields = ("=message__ticket__id", "filename")
    ordering = ("-pk",)
    # The file itself is handed out by the portal, to those who may see its ticket.
    exclude = ("file", "message")
    readonly_fields = ("ticket",)

    @admin.display(description="Ticket")
    def ticket(self, attachment: Attachment) -> Ticket:
        return attachment.message.ticket


@admin.register(Ownership)
class OwnershipAdmin(OfOneTicket):
    list_display = ("ticket", "team", "held_by", "cause", "by", "started_at", "ended_at")
    list_select_related = ("ticket", "team", "agent", "by")
    list_filter = ("cause", "team")


@admin.register(Participant)
class ParticipantAdmin(OfOneTicket):
    list_display = ("ticket", "agent", "team", "since")
    list_select_related = ("ticket", "agent", "team")
