"""Endpoints of programs elsewhere: their secrets, and which events they hear of."""

import base64
import secrets

from django import forms

SECRET_BYTES = 32


def new_secret() -> str:
    """A key to sign with, in the form that Standard Webhooks libraries take."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


class KindsField(forms.MultipleChoiceField):
    """Several kinds of notices, kept as a list."""

    widget = forms.CheckboxSelectMultiple
