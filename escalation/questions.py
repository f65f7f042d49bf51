"""Questions to senders that nobody has answered, by whom they wait for."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from escalation.models import EventKind, HandoffEvent
from tickets.compiled import any_of, compiled
from tickets.models import Agent, Role, Status
from tickets.permissions import led_team_ids_of


def questions_to(agent: Agent) -> list[HandoffEvent]:
    """Questions to her as the sender, or as the lead of a team whose sender is a bot or has left, oldest first."""
    found = _questions_to_sender(agent_id=agent.pk)
    if led := led_team_ids_of(agent):
        found += _questions_to_lead(led=list(led))
    return sorted(found, key=lambda question: question.pk)


@compiled
def _questions_to_sender(*, agent_id: int) -> QuerySet[HandoffEvent, HandoffEvent]:
    return _open_questions().filter(handoff__sent_by=agent_id)


@compiled
def _questions_to_lead(*, led: list[int]) -> QuerySet[HandoffEvent, HandoffEvent]:
    cannot = Q(handoff__sent_by__role=Role.BOT) | Q(handoff__sent_by__is_active=False)
    return _open_questions().filter(cannot, any_of("handoff__from_team_id", led))


def _open_questions() -> QuerySet[HandoffEvent]:
    """Questions to senders that still wait for an answer."""
    answers = HandoffEvent.objects.filter(handoff=OuterRef("handoff"), kind=EventKind.ANSWERED, pk__gt=OuterRef("pk"))
    asked = HandoffEvent.objects.filter(kind=EventKind.ASKED).filter(~Exists(answers))
    gone = Q(handoff__withdrawn_at__isnull=False) | Q(handoff__returned_at__isnull=False)
    return asked.exclude(gone).exclude(handoff__ticket__status=Status.RESOLVED).select_related("by")
