"""Endpoints of programs elsewhere: their secrets, and which events they hear of."""

import base64
import secrets
from datetime import datetime, timedelta

from django import forms
from django.db import transaction

from escalation.models import WebhookEndpoint

SECRET_BYTES = 32
BOTH_SIGN = timedelta(hours=24)


def new_secret() -> str:
    """A key to sign with, in the form that Standard Webhooks libraries take."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


@transaction.atomic
def change_secret(endpoint: WebhookEndpoint, *, at: datetime) -> WebhookEndpoint:
    """Sign with a new secret; for a day with the one before too, so that whoever receives has time to change."""
    locked = WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
    locked.previous_secret, locked.previous_until = locked.secret, at + BOTH_SIGN
    locked.secret = new_secret()
    locked.save(update_fields=["secret", "previous_secret", "previous_until"])
    return locked


class KindsField(forms.MultipleChoiceField):
    """Several kinds of notices, kept as a list."""

    widget = forms.CheckboxSelectMultiple
