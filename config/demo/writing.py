"""Saves the rows of many tickets at once."""

from collections.abc import Iterable
from typing import TypeVar

from config.demo.afterwards import asked_afterwards
from config.demo.rows import TicketRows
from escalation.models import Clock, Continuation, Handoff, HandoffEvent
from metrics.models import SurveyAnswer
from tickets import search
from tickets.models import Message, Ownership, Participant, SearchText, Ticket

T = TypeVar("T")


def save(chunk: list[TicketRows]) -> None:
    """In the order in which rows refer to each other."""
    Ticket.objects.bulk_create(rows.ticket for rows in chunk)
    Ownership.objects.bulk_create(_all(rows.ledger for rows in chunk))
    Message.objects.bulk_create(_all(rows.messages for rows in chunk))
    Participant.objects.bulk_create(_all(list(rows.participants.values()) for rows in chunk))
    Handoff.objects.bulk_create(_all(rows.handoffs for rows in chunk))
    Clock.objects.bulk_create(_all(rows.clocks for rows in chunk))
    Continuation.objects.bulk_create(asked_afterwards(handoff for rows in chunk for handoff in rows.handoffs))
    HandoffEvent.objects.bulk_create(_all(rows.events for rows in chunk))
    SurveyAnswer.objects.bulk_create(rows.survey_answer for rows in chunk if rows.survey_answer)
    SearchText.objects.bulk_create(rows.search_text for rows in chunk)
    search.refresh(Ticket.objects.filter(pk__in=[rows.ticket.pk for rows in chunk]))


def _all(lists: Iterable[list[T]]) -> list[T]:
    return [row for rows in lists for row in rows]
