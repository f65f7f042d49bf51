"""What Baton's admin pages have in common: they are lean on large tables, and guard what must hold."""

import zoneinfo
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.paginator import Paginator
from django.db.models import PROTECT, Field, ForeignObjectRel, Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property

from tickets.admin import lengths
from tickets.admin.choices import ChoosesAmongMany

PAGED_THROUGH = 10_000  # rows; beyond these one searches
ZONES = [(zone, zone) for zone in sorted(zoneinfo.available_timezones())]


class BoundedPaginator(Paginator):
    """Counts no further than anybody pages."""

    @cached_property
    def count(self) -> int:
        rows = cast(QuerySet[Any], self.object_list)
        return rows.order_by()[:PAGED_THROUGH].count()


class BatonAdmin(ChoosesAmongMany, admin.ModelAdmin):
    """Each change is one row's, each list is one page's worth of work."""

    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator
    formfield_overrides = lengths.OF_MODELS

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        try:
            return super().get_changelist_instance(request)
        except (OverflowError, ValueError) as error:  # a day at the end of the calendar has none after it
            raise IncorrectLookupParameters from error

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "time_zone":
            return forms.ChoiceField(choices=ZONES, initial="UTC", help_text=db_field.help_text)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class KeepsHistory(BatonAdmin):
    """What others' records refer to is not deleted, and the page says what to do instead."""

    instead = "Switch it off instead."

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        thing = self.get_object(request, object_id)
        if thing is not None and (reason := self.reason_to_keep(thing)):
            self.message_user(request, f"{reason} {self.instead}", messages.ERROR)
            return HttpResponseRedirect("../change/")
        return super().delete_view(request, object_id, extra_context)

    def reason_to_keep(self, thing: Any) -> str:
        """Why this one cannot be deleted; empty where it can."""
        return f"{thing} is part of what happened, which is kept." if _is_referred_to(thing) else ""


def _is_referred_to(thing: Model) -> bool:
    """Whether any row points here by a protected key."""
    relations = thing._meta.get_fields(include_hidden=True)
    protected = [each for each in relations if isinstance(each, ForeignObjectRel) and each.on_delete is PROTECT]
    return any(each.field.model._base_manager.filter(**{each.field.name: thing}).exists() for each in protected)


class ReadOnlyAdmin(BatonAdmin):
    """To look things up: nothing here is added, changed or deleted."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
