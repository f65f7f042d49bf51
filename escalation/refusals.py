"""What people are told when an act on a ticket or a handoff is refused; adds to what tickets has to say."""

from collections.abc import Mapping

from escalation import drills, handoffs, hidden, reply_drafts, shift_change, transitions, typed, warm
from escalation.criteria import grounds, loading, placing, publishing, reading, values, walks
from escalation.criteria.decision_tree import NoSuchAnswer
from escalation.desk import acts
from escalation.duty import NobodyToTell, watch_keeping
from escalation.facts import BadFact
from tickets import refusals
from tickets.refusals import Refusal

SENTENCES: Mapping[type[Exception], Refusal] = {
    **refusals.SENTENCES,
    acts.ThreadMovedOn: Refusal(
        "thread_moved_on",
        "While you wrote, the thread moved on: {error}. Read what is new, then change yours or send it as it is.",
    ),
    reply_drafts.ChangedElsewhere: Refusal(
        "changed_elsewhere", "This draft was changed elsewhere since you read it. Read it again, then save yours."
    ),
    typed.TooLong: Refusal("too_long", "{error}: shorten it.", field="text"),
    reply_drafts.NotShared: Refusal("not_shared", "This draft has been sent or taken back meanwhile."),
    transitions.NothingSaid: Refusal(
        "nothing_said", "Say in at most 1,000 characters what was said, and to whom.", field="said"
    ),
    transitions.DueAlready: Refusal("due_already", "Choose a time that is still to come.", field="on_date"),
    transitions.SameChannel: Refusal("same_channel", "The talk is on this channel already.", field="to"),
    transitions.NothingToTakeUp: Refusal("nothing_to_take_up", "{error}."),
    hidden.NotHidden: Refusal("not_hidden", "A handoff says already with what the ticket changed hands."),
    hidden.AlreadyExplained: Refusal("already_explained", "{error}."),
    acts.AlreadySaid: Refusal("already_said", "You have said exactly this already, a moment ago."),
    acts.HandoffWaits: Refusal(
        "handoff_waits", "This ticket waits for {error.handoff.to_team} to acknowledge it. Withdraw the handoff first."
    ),
    handoffs.AlreadyAcknowledged: Refusal(
        "already_acknowledged", "{error.by} acknowledged this handoff first, at {error.at:%H:%M:%S} UTC."
    ),
    handoffs.NotWaiting: Refusal("not_waiting", "{error}: it waits no more."),
    handoffs.ReadBackMissing: Refusal(
        "read_back_missing", "Say in a line what you do next: this kind of handoff asks for it.", field="read_back"
    ),
    handoffs.OwnHandoff: Refusal("own_handoff", "You sent this yourself. Withdraw it to go on with it."),
    handoffs.AlreadyWaiting: Refusal(
        "already_waiting",
        "{error.handoff.sent_by} has handed this ticket to {error.handoff.to_team} already, at "
        "{error.handoff.sent_at:%H:%M:%S} UTC. Withdraw that handoff first.",
    ),
    handoffs.SameTeam: Refusal("same_team", "{error}. Give it to a colleague instead.", field="to_team"),
    handoffs.OtherTeam: Refusal("other_team", "{error}. Choose another kind.", field="type"),
    handoffs.NobodyNamed: Refusal("nobody_named", "{error}. Choose one, not yourself.", field="to_agent"),
    handoffs.NobodyThere: Refusal("nobody_there", "{error}. Choose another team.", field="to_team"),
    handoffs.TypeNotActive: Refusal("type_not_active", "{error}. Choose another type.", field="type"),
    handoffs.EmptyQuestion: Refusal("empty_question", "Write what you want to say.", field="text"),
    handoffs.NothingToAsk: Refusal(
        "nothing_to_ask", "This handoff was withdrawn or returned: there is nothing left to ask or answer."
    ),
    handoffs.ReasonMissing: Refusal("reason_missing", "Say in a few words what is wrong.", field="note"),
    handoffs.NotAsked: Refusal("not_asked", "You were not asked about this handoff."),
    handoffs.AlreadyAnswered: Refusal("already_answered", "You have answered this question before."),
    handoffs.NotAPart: Refusal("not_a_part", "This handoff has no such field: {error}.", field="missing"),
    handoffs.NotReturnable: Refusal(
        "not_returnable", "This ticket has moved on since the handoff was acknowledged. Hand it over anew."
    ),
    handoffs.NotReturned: Refusal("not_returned", "{error}: there is nothing to take back."),
    watch_keeping.NotWatching: Refusal("not_watching", "{error}. If it is your turn, a colleague can take the watch."),
    watch_keeping.EndsBeforeItBegins: Refusal(
        "ends_before_it_begins", "Choose an end after the beginning, and after now.", field="ends_at"
    ),
    watch_keeping.TooLong: Refusal("too_long", "This is longer than a year. Choose an earlier end.", field="ends_at"),
    publishing.NotPublishable: Refusal("not_publishable", "Not published. {error}", is_input=True),
    publishing.NothingToPublish: Refusal("nothing_to_publish", "{error}: there is nothing to publish."),
    publishing.DraftInTheWay: Refusal("draft_in_the_way", "{error}. Publish or undo them first."),
    publishing.DraftMovedOn: Refusal("draft_moved_on", "Not published. {error}. Look at the difference again."),
    publishing.PublishedMeanwhile: Refusal("published_meanwhile", "{error}. Look at it, then publish again."),
    placing.Unfit: Refusal("unfit", "{error}", is_input=True),
    reading.CriteriaError: Refusal("criteria_unreadable", "{error}", is_input=True),
    values.TooManyGroups: Refusal("too_many_groups", "{error}", is_input=True),
    BadFact: Refusal("bad_fact", "{error}", is_input=True),
    loading.UnknownName: Refusal("unknown_name", "{error}", is_input=True),
    grounds.NoGround: Refusal(
        "no_ground", "{error}. Say in a few words why you hand it over.", field="ground_reason", is_input=True
    ),
    walks.NoSuchTree: Refusal("no_such_tree", "{error}. Begin again with what is published now."),
    walks.NotDecided: Refusal("not_decided", "{error}.", is_input=True),
    walks.OverrideWithoutReason: Refusal("override_without_reason", "{error}.", field="reason", is_input=True),
    NoSuchAnswer: Refusal("no_such_answer", "The questions were published anew meanwhile. Answer them again."),
    shift_change.NotAllowedNow: Refusal("shift_change_over", "This shift change is over."),
    shift_change.NotHeld: Refusal("not_held", "{error}."),
    shift_change.AlreadyTaken: Refusal(
        "already_taken", "{error.by} took this ticket first, at {error.at:%H:%M:%S} UTC."
    ),
    typed.ChangedElsewhere: Refusal(
        "changed_elsewhere", "This was changed in another window. Reload the page to see it."
    ),
    shift_change.NotNoted: Refusal("not_noted", "{error}. Ask for it."),
    shift_change.NothingSaid: Refusal("nothing_said", "Write what you want to ask or say.", field="text"),
    shift_change.NotAllNoted: Refusal("not_all_noted", "Not signed off: {error} no note or no next action yet."),
    shift_change.SomeLeft: Refusal("some_left", "Not signed off: {error}."),
    shift_change.NothingHeld: Refusal("nothing_held", "{error}: there is nothing to hand over."),
    shift_change.OpenAlready: Refusal("open_already", "{error}."),
    shift_change.NobodyFollows: Refusal("nobody_follows", "{error}, so nobody could take over."),
    warm.TalkIsOver: Refusal("talk_over", "{error}."),
    warm.NotAskedNow: Refusal("not_asked_now", "{error}. You can acknowledge the handoff instead."),
    warm.NothingSaid: Refusal("nothing_said", "Write what you want to ask or say.", field="text"),
    warm.NoIntroduction: Refusal(
        "no_introduction", "Write the line that introduces you to the customer.", field="introduction"
    ),
    warm.NotAsTalk: Refusal("not_as_talk", "{error}. Hand it over without a talk.", field="warm"),
    warm.NobodyToTalkTo: Refusal("nobody_to_talk_to", "{error}. Hand it over without a talk.", field="warm"),
    warm.AskedBefore: Refusal("asked_before", "{error}. Choose somebody else.", field="agent"),
    drills.NotEnough: Refusal(
        "not_enough", "{error}. More come as tickets are resolved, and an administrator can write practice tickets."
    ),
    drills.AlreadyAnswered: Refusal("already_answered", "You have answered this ticket before."),
    NobodyToTell: Refusal("nobody_to_tell", "Nobody could be told. {error}"),
}


def refusal_of(error: Exception) -> Refusal | None:
    """What to say about this error; None where it is none of those that a person can do something about."""
    return refusals.refusal_of(error, SENTENCES)


def refused(error: Exception) -> Refusal:
    """The same for who tries something: what a person can do nothing about is raised again."""
    refusal = refusal_of(error)
    if refusal is None:
        raise error
    return refusal
