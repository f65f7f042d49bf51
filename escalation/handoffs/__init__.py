"""The life of a handoff: `handoffs.send(...)`, `handoffs.acknowledge(...)` and the rest."""

from escalation.handoffs.acknowledging import AlreadyAcknowledged, NotWaiting, OwnHandoff, ReadBackMissing, acknowledge
from escalation.handoffs.asking import EmptyQuestion, NothingToAsk, answer, ask
from escalation.handoffs.continuing import AlreadyAnswered, NotAsked, answer_whether_one_could
from escalation.handoffs.returning import (
    NotAPart,
    NotReturnable,
    NotReturned,
    ReasonMissing,
    is_still_there,
    return_to_sender,
    take_back,
)
from escalation.handoffs.sending import (
    AlreadyWaiting,
    NobodyNamed,
    NobodyThere,
    OtherTeam,
    SameTeam,
    TypeNotActive,
    as_columns,
    captured,
    said_by,
    send,
    send_locked,
    tell_receivers,
)
from escalation.handoffs.sending_on import send_on, where_to_send_on
from escalation.handoffs.talking import end as end_talk
from escalation.handoffs.withdrawing import withdraw

__all__ = [
    "AlreadyAcknowledged",
    "AlreadyAnswered",
    "AlreadyWaiting",
    "EmptyQuestion",
    "NobodyNamed",
    "NobodyThere",
    "NotAPart",
    "NotAsked",
    "NotReturnable",
    "NotReturned",
    "NotWaiting",
    "NothingToAsk",
    "OtherTeam",
    "OwnHandoff",
    "ReadBackMissing",
    "ReasonMissing",
    "SameTeam",
    "TypeNotActive",
    "acknowledge",
    "answer",
    "answer_whether_one_could",
    "as_columns",
    "ask",
    "captured",
    "end_talk",
    "is_still_there",
    "return_to_sender",
    "said_by",
    "send",
    "send_locked",
    "send_on",
    "take_back",
    "tell_receivers",
    "where_to_send_on",
    "withdraw",
]
