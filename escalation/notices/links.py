"""Links by which a handoff is acknowledged from e-mail or chat: signed, for one person and deed, and they expire."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing

# The salt is the deed: what is signed for one deed is no signature for another.
ACKNOWLEDGE = "escalation.links.acknowledge"


class NotALink(Exception):
    """Nobody here has signed this."""


class Expired(Exception):
    """It was signed here, too long ago."""


@dataclass(frozen=True)
class Signed:
    """Who may acknowledge what."""

    handoff_id: int
    agent_id: int


def token_for(handoff_id: int, agent_id: int) -> str:
    return signing.dumps([handoff_id, agent_id], salt=ACKNOWLEDGE)


def read(token: str) -> Signed:
    """What a token says. Raises Expired, NotALink."""
    try:
        handoff_id, agent_id = signing.loads(token, salt=ACKNOWLEDGE, max_age=settings.LINKS_LAST)
    except signing.SignatureExpired as error:
        raise Expired from error
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NotALink from error
    return Signed(handoff_id, agent_id)
