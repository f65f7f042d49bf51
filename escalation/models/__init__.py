from escalation.models.added_context import AddedContext
from escalation.models.alert import AlertChannel, AlertPreferences, Topic, WebhookEndpoint, topic_of
from escalation.models.browser import BrowserReport, Permission
from escalation.models.calendar import AgentHours, BusinessCalendar, OpeningWindow, SpecialDay, TeamHours, Weekday
from escalation.models.canary import Canary
from escalation.models.clock import Clock, ClockKind, ClockState
from escalation.models.continuation import Continuation
from escalation.models.criteria import RULES, Against, Basis, CriteriaRevision, HandoffGround, TreeWalk
from escalation.models.delivery import Delivery, Medium
from escalation.models.draft import HandoffDraft
from escalation.models.drill import Drill, DrillCase, DrillQuestion
from escalation.models.event import EventKind, HandoffEvent
from escalation.models.handoff import Handoff, ReturnReason, State
from escalation.models.handoff_type import HandoffType, HandoffTypeField
from escalation.models.lease import WatcherLease
from escalation.models.notice import ANSWERED_BY_ACKNOWLEDGING, CALLS_TO_ACKNOWLEDGE, Notice, NoticeKind
from escalation.models.policy import EscalationPolicy, PolicyStep, Rung, StepAction
from escalation.models.reply_draft import ReplyDraft
from escalation.models.rota import Leave, Rota, RotaMember, WatchOverride
from escalation.models.rule import IssueTypeGuide, Route, RouteCondition, TeamGuide, Trigger, TriggerCondition
from escalation.models.shift import Occasion, ShiftChange, ShiftPlan, ShiftTicket, ShiftWord
from escalation.models.transition import Transition, TransitionKind
from escalation.models.tree import DecisionTree, TreeAnswer, TreeOutcome, TreeQuestion
from escalation.models.type_version import HandoffTypeVersion
from escalation.models.warm import Answer, Talk, WarmAsk, WarmWord
from escalation.package import Asks, Sentiment, Urgency

__all__ = [
    "ANSWERED_BY_ACKNOWLEDGING",
    "CALLS_TO_ACKNOWLEDGE",
    "RULES",
    "AddedContext",
    "Against",
    "AgentHours",
    "AlertChannel",
    "AlertPreferences",
    "Answer",
    "Asks",
    "Basis",
    "BrowserReport",
    "BusinessCalendar",
    "Canary",
    "Clock",
    "ClockKind",
    "ClockState",
    "Continuation",
    "CriteriaRevision",
    "DecisionTree",
    "Delivery",
    "Drill",
    "DrillCase",
    "DrillQuestion",
    "EscalationPolicy",
    "EventKind",
    "Handoff",
    "HandoffDraft",
    "HandoffEvent",
    "HandoffGround",
    "HandoffType",
    "HandoffTypeField",
    "HandoffTypeVersion",
    "IssueTypeGuide",
    "Leave",
    "Medium",
    "Notice",
    "NoticeKind",
    "Occasion",
    "OpeningWindow",
    "Permission",
    "PolicyStep",
    "ReplyDraft",
    "ReturnReason",
    "Rota",
    "RotaMember",
    "Route",
    "RouteCondition",
    "Rung",
    "Sentiment",
    "ShiftChange",
    "ShiftPlan",
    "ShiftTicket",
    "ShiftWord",
    "SpecialDay",
    "State",
    "StepAction",
    "Talk",
    "TeamGuide",
    "TeamHours",
    "Topic",
    "Transition",
    "TransitionKind",
    "TreeAnswer",
    "TreeOutcome",
    "TreeQuestion",
    "TreeWalk",
    "Trigger",
    "TriggerCondition",
    "Urgency",
    "WarmAsk",
    "WarmWord",
    "WatchOverride",
    "WatcherLease",
    "WebhookEndpoint",
    "Weekday",
    "topic_of",
]
