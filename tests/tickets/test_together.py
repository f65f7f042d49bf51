"""Several tables are written at once, as each of them would be by itself."""

import pytest
from django.db import IntegrityError, transaction

from tests.clock import NOON
from tests.factories import AgentFactory, TeamFactory, open_ticket
from tickets import together
from tickets.models import Channel, Message, Participant, SearchText, Team

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_rows_come_and_go_in_one_piece() -> None:
    ticket, agent, team = open_ticket(), AgentFactory(), TeamFactory()
    parts = [Participant(ticket=ticket, agent=agent, since=NOON), Participant(ticket=ticket, team=team, since=NOON)]
    parts[0].save()

    together.write(
        together.inserting([Team(name="Made", slug="made")]),
        together.inserting([Participant(**values_of(part)) for part in parts], unless_there=True),
        together.inserting([]),
        together.deleting(SearchText.objects.filter(ticket=ticket)),
    )

    assert Team.objects.get(slug="made").tier == Team().tier
    assert set(ticket.participants.values_list("agent", "team")) == {(agent.pk, None), (None, team.pk)}
    assert not SearchText.objects.filter(ticket=ticket).exists()


def values_of(part: Participant) -> dict[str, object]:
    return {"ticket": part.ticket, "agent": part.agent, "team": part.team, "since": part.since}


def test_all_of_it_is_written_or_nothing() -> None:
    ticket, team = open_ticket(), TeamFactory()
    message = Message(
        ticket=ticket,
        author_kind="customer",
        customer=ticket.customer,
        channel=Channel.EMAIL,
        body="Hm.",
        posted_at=NOON,
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        together.write(together.inserting([message]), together.inserting([Team(name="Another", slug=team.slug)]))

    assert not ticket.messages.filter(body="Hm.").exists()
