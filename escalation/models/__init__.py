from escalation.models.canary import Canary
from escalation.models.clock import Clock, ClockKind, ClockState
from escalation.models.draft import HandoffDraft
from escalation.models.event import EventKind, HandoffEvent
from escalation.models.handoff import Handoff, ReturnReason, State
from escalation.models.handoff_type import HandoffType
from escalation.models.lease import WatcherLease
from escalation.models.notice import CALLS_TO_ACKNOWLEDGE, Notice, NoticeKind
from escalation.models.policy import EscalationPolicy, PolicyStep, Rung, StepAction
from escalation.package import Sentiment, Urgency

__all__ = [
    "CALLS_TO_ACKNOWLEDGE",
    "Canary",
    "Clock",
    "ClockKind",
    "ClockState",
    "EscalationPolicy",
    "EventKind",
    "Handoff",
    "HandoffDraft",
    "HandoffEvent",
    "HandoffType",
    "Notice",
    "NoticeKind",
    "PolicyStep",
    "ReturnReason",
    "Rung",
    "Sentiment",
    "State",
    "StepAction",
    "Urgency",
    "WatcherLease",
]
