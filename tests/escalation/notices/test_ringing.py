"""That a call rang in somebody's browser is part of the handoff's story."""

from collections.abc import Iterable

import pytest
from django.utils import timezone

from escalation import notices
from escalation.duty import Recipient
from escalation.models import EventKind, Handoff, HandoffEvent, Notice, NoticeKind
from tests.factories import AgentFactory, TeamFactory, send_handoff
from tests.pages import signed_in, text
from tests.support.lasting_rows import lasting
from tickets.models import Agent

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
RANG = "/notices/rang/"


@lasting
def handoff() -> Handoff:
    receiver = AgentFactory(name="Sarah Okafor", team=TeamFactory(name="Tier 2"))
    AgentFactory(name="Lena Vogt", team=receiver.teams.get())
    return send_handoff(receiver=receiver, at=timezone.now())


def told(handoff: Handoff, kind: NoticeKind = NoticeKind.SENT) -> list[Notice]:
    return list(handoff.notices.filter(kind=kind).select_related("recipient").order_by("recipient__name"))


def rings(handoff: Handoff) -> list[HandoffEvent]:
    return list(handoff.events.filter(kind=EventKind.RANG).order_by("pk"))


def say(agent: Agent, notices: Iterable[Notice]) -> None:
    response = signed_in(agent).post(RANG, {"rang": [notice.pk for notice in notices]})
    assert response.status_code == 204


def test_what_rang_stands_in_the_story_once_however_many_browsers_say_so(handoff: Handoff) -> None:
    _, sarahs = told(handoff)

    say(sarahs.recipient, [sarahs])
    say(sarahs.recipient, [sarahs])

    (ring,) = rings(handoff)
    assert (ring.by, ring.notice) == (sarahs.recipient, sarahs)
    assert "Rang in the browser of Sarah Okafor: a new handoff." in text(
        signed_in(sarahs.recipient), f"/tickets/{handoff.ticket_id}/"
    )


def test_those_who_heard_the_same_are_named_together(handoff: Handoff) -> None:
    for notice in told(handoff):
        say(notice.recipient, [notice])
    sarah = told(handoff)[1].recipient
    notices.tell(
        [Recipient(sarah, "On duty")], handoff=handoff, event="1", kind=NoticeKind.PAGED, title="!", at=timezone.now()
    )
    say(sarah, told(handoff, NoticeKind.PAGED))

    page = text(signed_in(sarah), f"/tickets/{handoff.ticket_id}/")

    assert "Rang in the browser of Lena Vogt and Sarah Okafor: a new handoff." in page
    assert "Rang in the browser of Sarah Okafor: a page." in page
    assert "heard it ring" not in page, "to be called is no part in a ticket"


def test_nobody_says_so_for_somebody_else_nor_of_what_calls_for_nothing(handoff: Handoff) -> None:
    lenas, sarahs = told(handoff)
    for about in (handoff, None):
        asked = [Recipient(sarahs.recipient, "Asked it")]
        notices.tell(asked, handoff=about, event="2", kind=NoticeKind.ANSWERED, title="Answered", at=timezone.now())

    say(sarahs.recipient, [lenas, *Notice.objects.filter(kind=NoticeKind.ANSWERED)])
    signed_in(sarahs.recipient).post(RANG, {"rang": ["", "x", "-1", "9" * 30]})

    assert rings(handoff) == []


def test_looking_says_nothing(handoff: Handoff) -> None:
    assert signed_in(told(handoff)[0].recipient).get(RANG).status_code == 405
