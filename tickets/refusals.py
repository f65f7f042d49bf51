"""What people are told when a service refuses: one sentence for each named error, the same on pages and in the API."""

from collections.abc import Mapping
from dataclasses import dataclass

from tickets import attachments, ownership, services
from tickets.models import BODY_LIMIT


@dataclass(frozen=True)
class Refusal:
    """Why something was not done, and what to do instead.

    With a `field`, or `is_input`, what was sent in was wrong; without, it was right, but no longer fits the state of
    things.
    """

    code: str
    sentence: str
    field: str = ""
    is_input: bool = False


# A sentence may name what the error carries: {error.holder}.
SENTENCES: Mapping[type[Exception], Refusal] = {
    services.EmptyMessage: Refusal("empty_message", "Write something, or attach a file.", field="body"),
    services.MessageTooLong: Refusal(
        "message_too_long",
        f"A message has at most {BODY_LIMIT:,} characters: shorten it, or attach a file.",
        field="body",
    ),
    services.AlreadyHeld: Refusal(
        "already_held", "{error.holder} holds this ticket. Ask for it, or for it to be put back with the team."
    ),
    services.AlreadyResolved: Refusal("already_resolved", "{error}. Reopen it first."),
    services.NotResolved: Refusal("not_resolved", "This ticket is open already."),
    services.NotInTeam: Refusal("not_in_team", "{error}. Choose somebody of the team.", is_input=True),
    services.MovedOn: Refusal("moved_on", "Meanwhile this ticket moved: {error}. Nothing was done."),
    ownership.HeldByTheInactive: Refusal("inactive", "{error}. Choose somebody else.", is_input=True),
    attachments.Refused: Refusal("file_refused", "{error}", field="files"),
}


def refusal_of(error: Exception, sentences: Mapping[type[Exception], Refusal] = SENTENCES) -> Refusal | None:
    """What to say about this error; None where it is none of those that a person can do something about."""
    found = sentences.get(type(error))
    if found is None:
        return None
    return Refusal(found.code, found.sentence.format(error=error), found.field, found.is_input or bool(found.field))
