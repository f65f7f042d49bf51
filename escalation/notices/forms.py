"""What people fill in about their alerts. Forms check; services do the rest."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Any

from django import forms
from django.utils.module_loading import import_string

from escalation.models import AlertChannel, AlertPreferences, Topic
from escalation.models.browser import Permission

# Loaded by whoever adds a place in chat: what it is built on is a tenth of what a server loads.
CHECK_ADDRESS = "escalation.notices.channels.by_chat.check"
AT_FIRST = ("by_browser", "by_email", "quiet_from", "quiet_until")


@dataclass(frozen=True)
class Box:
    """One box of the table: this topic on that way."""

    id: str
    field: str
    topic: str
    label: str
    is_checked: bool


class AlertsForm(forms.Form):
    """Which topics come on which way, and when nothing but the urgent does."""

    by_browser = forms.MultipleChoiceField(choices=Topic.choices, required=False, label="Browser")
    by_email = forms.MultipleChoiceField(choices=Topic.choices, required=False, label="E-mail")
    quiet_from = forms.TimeField(required=False, label="From")
    quiet_until = forms.TimeField(required=False, label="Until")

    def __init__(
        self, data: Any = None, *, preferences: AlertPreferences, channels: list[AlertChannel], **kwargs: Any
    ) -> None:
        chosen = {f"channel-{channel.pk}": channel.topics for channel in channels}
        at_first = {name: getattr(preferences, name) for name in AT_FIRST}
        super().__init__(data, initial={**at_first, **chosen}, **kwargs)
        self.channels = channels
        for channel in channels:
            column = forms.MultipleChoiceField(choices=Topic.choices, required=False, label=channel.name)
            self.fields[f"channel-{channel.pk}"] = column

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        if ("quiet_from" not in self.errors and "quiet_until" not in self.errors) and (
            (fields.get("quiet_from") is None) != (fields.get("quiet_until") is None)
        ):
            self.add_error("quiet_until", "Give both times, or leave both empty.")
        return fields

    @property
    def quiet(self) -> tuple[time, time] | None:
        start, end = self.cleaned_data["quiet_from"], self.cleaned_data["quiet_until"]
        return (start, end) if start is not None and end is not None else None

    @property
    def by_channel(self) -> dict[int, list[str]]:
        return {channel.pk: self.cleaned_data[f"channel-{channel.pk}"] for channel in self.channels}

    def table(self) -> Iterator[tuple[str, list[Box]]]:
        """Each topic with its boxes: in the browser and by e-mail first, then each channel."""
        columns = ["by_browser", "by_email", *(f"channel-{channel.pk}" for channel in self.channels)]
        for topic in Topic:
            yield topic.label, [self._box(column, topic) for column in columns]

    def _box(self, column: str, topic: Topic) -> Box:
        label = f"{topic.label}: {self.fields[column].label}"
        return Box(f"{column}-{topic}", column, topic, label, topic in (self[column].value() or []))


def _check_address(address: str) -> None:
    import_string(CHECK_ADDRESS)(address)


class ChannelForm(forms.Form):
    """A new place in chat."""

    name = forms.CharField(max_length=60, help_text="As you will recognize it, such as: My phone.")
    address = forms.CharField(
        max_length=500,
        validators=[_check_address],
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Such as slack://…, workflows://… (Teams), discord://…, mmost://… or ntfy://….",
    )


class BrowserForm(forms.Form):
    """What a browser says of itself."""

    browser = forms.UUIDField()
    permission = forms.ChoiceField(choices=Permission.choices)
