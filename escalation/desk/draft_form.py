"""What the composer saves while somebody types."""

from datetime import datetime

from django import forms
from django.utils.dateparse import parse_datetime

from escalation.reply_drafts import Typed
from tickets.models import BODY_LIMIT, Channel, Visibility


class ReplyDraftForm(forms.Form):
    """The composer as it stands; nothing in it has to be right yet."""

    kind = forms.ChoiceField(choices=[("reply", "Reply"), ("note", "Internal note")])
    body = forms.CharField(required=False, max_length=BODY_LIMIT, strip=False)
    channel = forms.ChoiceField(choices=Channel.choices, required=False)
    shared = forms.BooleanField(required=False)
    window = forms.CharField(required=False, max_length=32)
    draft_seen = forms.CharField(required=False, max_length=40)

    @property
    def typed(self) -> Typed:
        said = self.cleaned_data
        visibility = Visibility.INTERNAL if said["kind"] == "note" else Visibility.PUBLIC
        return Typed(said["body"], visibility, said["channel"], is_shared=said["shared"])

    @property
    def seen(self) -> datetime | None:
        """When the draft that the window began from had been saved; nothing where there was none, or it is damaged."""
        try:
            return parse_datetime(self.cleaned_data["draft_seen"])
        except ValueError:
            return None
