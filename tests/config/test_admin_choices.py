"""What no list offers is refused at its field, however it was sent."""

from typing import Any

import pytest
from django import forms
from django.test import Client

from tests.config.test_admin import ADDED_HERE, REGISTERED, address
from tests.factories import AgentFactory
from tests.pages import signed_in
from tickets.models import Role

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def choosing(form: forms.BaseForm) -> list[str]:
    """The fields that choose among rows."""
    return [form.add_prefix(name) for name, field in form.fields.items() if isinstance(field, forms.ModelChoiceField)]


def forged(client: Client, page: str, value: str) -> dict[str, Any]:
    """What the page that adds something sends, with this value wherever rows are chosen, and one row of each table."""
    context = client.get(page).context
    sent: dict[str, Any] = dict.fromkeys(choosing(context["adminform"].form), value)
    for table in (each.formset for each in context["inline_admin_formsets"]):
        sent |= {f"{table.prefix}-TOTAL_FORMS": 1, f"{table.prefix}-INITIAL_FORMS": 0}
        row = table.empty_form
        names = [name for name in choosing(row) if not name.endswith("-id")]
        sent |= {name.replace("__prefix__", "0"): value for name in names}
    return sent


@pytest.mark.parametrize("value", ["999999999999999999999999", "words"])
def test_a_forged_choice_is_refused_at_its_field(value: str) -> None:
    client, asked = signed_in(AgentFactory(role=Role.ADMIN)), 0

    for registered in REGISTERED:
        if registered.opts.label_lower in ADDED_HERE:
            page = address(registered, "add")
            sent = forged(client, page, value)
            if value in sent.values():
                answer = client.post(page, sent)
                asked += 1
                assert answer.status_code == 200, registered
                assert "errorlist" in answer.content.decode(), registered

    assert asked > 8
