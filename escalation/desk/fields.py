"""Fields that the desk's forms share."""

from collections.abc import Sequence
from typing import Any

from django import forms


class OneOf(forms.ModelChoiceField):
    """A choice among rows that are read already: what was chosen is not read again."""

    known: Sequence[Any] = ()

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        for row in self.known:
            if str(row.pk) == str(value):
                return row
        raise forms.ValidationError(
            self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
        )
