"""Choosing one row among many: what was sent and can be no row's key is refused at the field, and looked up nowhere."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, ManyToManyField
from django.http import HttpRequest


class SearchedSelect(AutocompleteSelect):
    """Shows the row that is chosen, and finds others by their names."""

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> list[Any]:
        return super().optgroups(name, [each for each in value if _is_key(each, self.choices.queryset)], attr)


class SeveralRows(forms.ModelMultipleChoiceField):
    def clean(self, value: Any) -> Any:
        strangers = [each for each in value or () if not _is_key(each, self.queryset)]
        if isinstance(value, (list, tuple)) and strangers:
            message = self.error_messages["invalid_choice"]
            raise ValidationError(message, code="invalid_choice", params={"value": strangers[0]})
        return super().clean(value)


def _is_key(value: Any, rows: Any) -> bool:
    """Whether a row of these could have it: a database asks for no more than fits into its columns."""
    try:
        rows.model._meta.pk.clean(value, None)
    except ValidationError:
        return False
    return True


class ChoosesAmongMany(BaseModelAdmin):
    """An admin, or a table within one, that takes whatever was sent for a row."""

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(db_field, request, **{"form_class": SeveralRows, **kwargs})

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs = {"widget": SearchedSelect(db_field, self.admin_site), **kwargs}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
