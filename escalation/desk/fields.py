"""Fields that the desk's forms share."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms

from escalation import duty
from tickets.keys import key_of
from tickets.models import Team


class Line(forms.Textarea):
    """One line that grows with its words, so that all of them can be read."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 1, "data-line": True, **(attrs or {})})


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


class Destination(forms.ModelChoiceField):
    """A team that work can go to, read together with whoever can acknowledge it there."""

    is_offered: Callable[[Team], bool]  # what its queryset says, of one team

    def to_python(self, value: Any) -> Any:
        key = key_of(value)
        team = duty.with_receivers(key) if key is not None else None
        return team if team and self.is_offered(team) else super().to_python(value)
