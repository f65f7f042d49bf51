"""Where the demo is not, and where it may not go."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from config.demo.loading import NotEmpty, load
from config.demo.sign_ins import demo_sign_ins
from tests.factories import AgentFactory, TeamFactory, open_ticket
from tickets.models import Agent, Ticket

NOW = datetime(2026, 3, 10, 14, 30, tzinfo=UTC)


@pytest.mark.django_db
def test_nobody_is_shown_where_the_demo_is_not_loaded():
    assert demo_sign_ins() == []


@pytest.mark.django_db
def test_a_database_in_use_is_refused_and_left_alone():
    AgentFactory(team=TeamFactory())

    with pytest.raises(NotEmpty, match="agents or tickets of its own"):
        load(NOW, tickets=50)

    assert Agent.objects.count() == 1
    assert not Ticket.objects.exists()


@pytest.mark.django_db
def test_the_command_says_in_a_sentence_why_it_refuses():
    open_ticket()

    with pytest.raises(CommandError, match="loaded into an empty one only"):
        call_command("load_demo")
