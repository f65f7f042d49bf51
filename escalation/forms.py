"""What people fill in about the watch and their leave."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q
from django.utils.dateparse import parse_datetime

from escalation.hours.business_time import DAY
from escalation.hours.wall_time import first_reading
from tickets.days import DayField, in_utc
from tickets.models import Agent, Team
from tickets.permissions import led_team_ids_of


class LeaveForm(forms.Form):
    """Whole days away, in the zone of whoever is away."""

    agent = forms.ModelChoiceField(Agent.objects.none(), empty_label=None, label="Who")
    first_date = DayField(label="First day away", error_messages={"required": "Choose the first day."})
    last_date = DayField(label="Last day away", error_messages={"required": "Choose the last day."})

    def __init__(self, *args: Any, by: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agent"].queryset = _may_be_away(by)  # type: ignore[attr-defined]
        self.fields["agent"].initial = by.pk

    def clean(self) -> dict[str, Any]:
        """Adds `starts_at` and `ends_at`: from the first midnight to the one after the last day."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_date"), cleaned.get("last_date")
        if first and last and "agent" in cleaned:
            if last < first:
                raise forms.ValidationError({"last_date": "Choose a last day that is not before the first."})
            zone = ZoneInfo(cleaned["agent"].time_zone)
            cleaned |= {"starts_at": first_reading(first, 0, zone), "ends_at": first_reading(last, DAY, zone)}
        return cleaned


def _may_be_away(by: Agent) -> Any:
    """Whose leave she may note, as `can_note_leave` says for one."""
    people = Agent.objects.people().order_by("name")
    if by.oversees:
        return people
    return people.filter(Q(pk=by.pk) | Q(memberships__team__in=led_team_ids_of(by))).distinct()


class Instant(forms.Field):
    """An instant with its offset, as programs write it."""

    def to_python(self, value: Any) -> datetime:
        try:
            instant = parse_datetime(value or "")
            if instant is not None and instant.tzinfo is not None:
                return in_utc(instant)
        except ValueError as error:
            raise forms.ValidationError("This is not an instant.") from error
        raise forms.ValidationError("This is not an instant.")


class CoverForm(forms.Form):
    """Who watches a team's queue for a while."""

    agent = forms.ModelChoiceField(Agent.objects.none())
    starts_at = Instant()
    ends_at = Instant()

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agent"].queryset = Agent.objects.people().filter(memberships__team=team)  # type: ignore[attr-defined]
