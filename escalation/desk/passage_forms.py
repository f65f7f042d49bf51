"""What people fill in where a ticket is put off, goes on elsewhere, or changed hands without a word."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from escalation.desk.fields import Line
from escalation.hidden import LateContext
from escalation.hours.wall_time import first_reading, minutes_of
from escalation.models.transition import SAID_LIMIT
from tickets.days import DayField
from tickets.models import Agent, Channel

SPOKEN = [(channel.value, channel.label) for channel in Channel if channel != Channel.NOTE]


def words(label: str, rows: int = 3, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


class FollowUpForm(forms.Form):
    """A day and a time, as the clock of whoever marks it shows them."""

    on_date = DayField(
        label="Day",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Choose the day on which somebody looks again."},
    )
    at_time = forms.TimeField(label="Time", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    said = words(
        "What was said to whom",
        max_length=SAID_LIMIT,
        help_text="For example: told Maria that the fix goes out on Thursday, and that we call her then.",
        error_messages={"required": "Say what was promised, and to whom."},
    )

    def due_at(self, agent: Agent) -> datetime:
        """When it is to be taken up."""
        chosen = self.cleaned_data
        return first_reading(chosen["on_date"], minutes_of(chosen["at_time"]), ZoneInfo(agent.time_zone))


class ChannelForm(forms.Form):
    """Where the talk with the customer goes on."""

    to = forms.ChoiceField(label="Goes on by", choices=SPOKEN)
    said = words(
        "What was said to whom",
        max_length=SAID_LIMIT,
        help_text="For example: asked Maria in the chat to send the log by mail; she will within the hour.",
        error_messages={"required": "Say what was said about it, and to whom."},
    )


class LateContextForm(forms.Form):
    """What the package would have said. How much is enough is judged by `LateContext.problems()`."""

    why = forms.CharField(label="Why there was no handoff", required=False, widget=Line)
    issue_summary = words("What the customer needs", required=False, help_text="One to three sentences.")
    tried = words("What was tried, and what came of it (if anything)", required=False)
    next_best_action = forms.CharField(label="What to do first", required=False, widget=Line)

    def context(self) -> LateContext:
        return LateContext(**self.cleaned_data)
