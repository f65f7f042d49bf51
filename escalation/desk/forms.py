"""What people fill in at the desk. Forms check what was typed; acts and services do the rest."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from escalation.models import ReturnReason
from escalation.package import LINE_LIMIT
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


class ReturnForm(forms.Form):
    """Why a handoff goes back."""

    reason = forms.ChoiceField(choices=ReturnReason.choices, error_messages={"required": "Choose what is wrong."})
    note = forms.CharField(max_length=1000, error_messages={"required": "Say in a few words what is wrong."})


class PlaceForm(forms.Form):
    """Who of the team takes the ticket; nobody puts it back with the team."""

    agent = forms.ModelChoiceField(
        Agent.objects.none(), required=False, empty_label="Nobody: put it back with the team"
    )

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Agent.objects.people().filter(memberships__team=ticket.team).order_by("name")
        self.fields["agent"].queryset = people  # type: ignore[attr-defined]
