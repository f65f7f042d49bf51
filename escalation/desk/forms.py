"""What people fill in at the desk. Forms check what was typed; acts and services do the rest."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from escalation.models import Handoff, ReturnReason
from escalation.package import ACTION_LIMIT, LINE_LIMIT
from tickets.models import BODY_LIMIT, Agent, Channel, Ticket

CHANNELS = [choice for choice in Channel.choices if choice[0] != Channel.NOTE]


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files."""

    widget = Files(attrs={"multiple": True, "class": "form-control"})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        chosen = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(file, initial) for file in chosen]


class ComposerForm(forms.Form):
    """An answer to the customer, or a note to colleagues."""

    kind = forms.ChoiceField(choices=[("reply", "Reply"), ("note", "Internal note")])
    body = forms.CharField(required=False, max_length=BODY_LIMIT)
    channel = forms.ChoiceField(choices=CHANNELS, required=False)
    seen = forms.IntegerField(required=False, min_value=0)
    resolve = forms.BooleanField(required=False)
    files = FilesField(required=False)  # type: ignore[assignment]  # a declared field is no attribute of the form


class WordsForm(forms.Form):
    """A question to the sender, or its answer."""

    text = forms.CharField(max_length=2000, error_messages={"required": "Write what you want to say."})


class ReadBackForm(forms.Form):
    """What the receiver does next, in a line."""

    read_back = forms.CharField(required=False, max_length=LINE_LIMIT)


class ContinuationForm(forms.Form):
    """Whether the receiver could go on without reading earlier messages."""

    could = forms.TypedChoiceField(
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda said: said == "yes",
        error_messages={"required": "Choose yes or no."},
    )
    missing = forms.CharField(required=False, max_length=LINE_LIMIT)


class ReturnForm(forms.Form):
    """Why a handoff goes back, and field by field what is missing: inputs named `missing.<field>`."""

    reason = forms.ChoiceField(choices=ReturnReason.choices, error_messages={"required": "Choose what is wrong."})
    note = forms.CharField(max_length=1000, required=False)

    def __init__(self, *args: Any, handoff: Handoff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.handoff = handoff
        self._parts = handoff.parts
        for name, label in self._parts.items():
            self.fields[f"missing.{name}"] = forms.CharField(label=label, required=False, max_length=LINE_LIMIT)

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """Name and label of each field, and what was typed."""
        return [(name, label, self[f"missing.{name}"].value() or "") for name, label in self._parts.items()]

    @property
    def missing(self) -> dict[str, str]:
        """What is missing, by name of the field, as far as something was said."""
        said = {name: self.cleaned_data.get(f"missing.{name}", "") for name in self._parts}
        return {name: words for name, words in said.items() if words}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("note") and not self.missing:
            self.add_error("note", "Say in a few words what is wrong.")
        return cleaned


class PlaceForm(forms.Form):
    """Who of the team takes the ticket, and what she should know. Whoever holds it already is not offered."""

    agent = forms.ModelChoiceField(
        Agent.objects.none(),
        label="Who takes it",
        error_messages={
            "required": "Choose the colleague who takes it.",
            "invalid_choice": "Choose somebody who works in this team.",
        },
    )
    line = forms.CharField(label="What to do next, in one line", required=False, max_length=ACTION_LIMIT)

    def __init__(self, *args: Any, ticket: Ticket, by: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        people = Agent.objects.people().filter(memberships__team=ticket.team).order_by("name")
        self.fields["agent"].queryset = people  # type: ignore[attr-defined]
        # The holder is not offered, and still understood: a button pressed twice names who has it by then.
        self.fields["agent"].choices = lambda: [  # type: ignore[attr-defined]
            ("", "Choose a colleague"),
            *((person.pk, str(person)) for person in people if person.pk != ticket.holder_id),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        to = cleaned.get("agent")
        if to and to != self.by and not cleaned.get("line"):
            self.add_error("line", f"Say what {to} should do next: one line is enough.")
        return cleaned
