"""Companies, the people who write, and what they write about."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest

from tickets import customers
from tickets.admin.base import KeepsHistory
from tickets.models import Account, AccountEvent, Customer, IssueType


class AccountEventInline(admin.TabularInline):
    model = AccountEvent
    extra = 0
    ordering = ("-happened_at",)


class FindsByName(KeepsHistory):
    """Tickets are found by these names: a new one is followed as it is saved."""

    names: frozenset[str]

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and self.names & set(form.changed_data):
            customers.follow_names(obj)


@admin.register(Account)
class AccountAdmin(FindsByName):
    names = frozenset({"name"})
    list_display = ("name", "plan", "country", "source")
    list_filter = ("plan",)
    search_fields = ("name",)
    ordering = ("name", "pk")
    inlines = (AccountEventInline,)
    readonly_fields = ("source", "external_id")
    instead = "Rename it, if it must not be recognized."


@admin.register(Customer)
class CustomerAdmin(FindsByName):
    names = frozenset({"name", "email"})
    list_display = ("name", "email", "account", "title")
    list_select_related = ("account",)
    list_filter = ("account__plan",)
    search_fields = ("name", "email", "account__name")
    ordering = ("name", "pk")
    autocomplete_fields = ("account",)
    readonly_fields = ("source", "external_id")
    instead = "Rename her, if she must not be recognized."


class IssueTypeForm(forms.ModelForm):
    class Meta:
        labels = {"slug": "Short name", "parent": "Part of"}
        help_texts = {
            "slug": "In addresses, and in files of criteria.",
            "parent": "A wider issue type that this is one kind of. Leave it empty if there is none.",
        }


@admin.register(IssueType)
class IssueTypeAdmin(KeepsHistory):
    form = IssueTypeForm
    list_display = ("name", "parent", "is_active")
    list_select_related = ("parent",)
    list_filter = ("is_active",)
    search_fields = ("name", "slug")
    ordering = ("name", "pk")
    autocomplete_fields = ("parent",)
    prepopulated_fields = {"slug": ("name",)}
