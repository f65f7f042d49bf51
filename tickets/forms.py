"""What people fill in about tickets. Forms check what was typed; services do the rest."""

from typing import Any

from django import forms

from tickets.models import BODY_LIMIT, Account, Agent, Channel, Customer, IssueType, Team


class OpenTicketForm(forms.Form):
    """A ticket that an agent opens for a customer who called, or wrote somewhere else.

    The customer is known by her e-mail address; somebody new needs a name and a company as well.
    """

    email = forms.EmailField(label="Customer's e-mail address", help_text="Who has written before is found by it.")
    name = forms.CharField(label="Name, if she is new", max_length=150, required=False)
    company = forms.CharField(label="Company, if she is new", max_length=200, required=False)
    team = forms.ModelChoiceField(Team.objects.none(), empty_label=None)
    issue_type = forms.ModelChoiceField(
        IssueType.objects.none(), label="What it is about", required=False, empty_label="Not known yet"
    )
    channel = forms.ChoiceField(
        label="How the customer reached you",
        choices=[choice for choice in Channel.choices if choice[0] != Channel.NOTE],
        initial=Channel.PHONE,
    )
    subject = forms.CharField(label="Subject", max_length=200)
    body = forms.CharField(
        label="What the customer said", max_length=BODY_LIMIT, widget=forms.Textarea(attrs={"rows": 6})
    )
    take_it = forms.BooleanField(label="I take this ticket myself", required=False, initial=True)

    def __init__(self, *args: Any, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Any] = {
            "team": Team.objects.open_to(agent).in_order(),
            "issue_type": IssueType.objects.filter(is_active=True).select_related("parent").order_by("name"),
        }
        for name, queryset in choices.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("email") or self.known_customer:
            return cleaned
        for name, wanted in {"name": "her name", "company": "her company"}.items():
            if not cleaned.get(name):
                self.add_error(name, f"Nobody with this address has written before: say {wanted}.")
        return cleaned

    @property
    def known_customer(self) -> Customer | None:
        """Who has this address; of several the one who came first."""
        email = self.cleaned_data.get("email", "")
        return Customer.objects.select_related("account").filter(email__iexact=email).order_by("pk").first()

    @property
    def known_account(self) -> Account | None:
        company = self.cleaned_data.get("company", "")
        return Account.objects.filter(name__iexact=company).order_by("pk").first()
