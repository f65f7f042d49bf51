"""What a customer says between the lines: error codes, and who has the problem. No database."""

import re

from escalation.expressions import expression
from escalation.facts import Affected

_FOLLOWED = r"error|bad|internal|gateway|service|not found|forbidden|too"
_CODES = (
    expression(r"\b(?:error|code|status|http)[\s:#-]{1,3}(?:code[\s:#-]{1,3})?(\d{3,5})\b", re.IGNORECASE),
    expression(rf"\b([45]\d\d)\b(?= (?:{_FOLLOWED}))", re.IGNORECASE),
    expression(r"\b(E[A-Z]{0,4}[-_]?\d{2,6}|ERR_[A-Z0-9_]{2,40})\b"),
)

# Whom a message is addressed to says nothing of who has the problem.
_GREETING = expression(
    r"\b(?:hi|hello|hey|dear|greetings|good (?:morning|afternoon|evening|day)|thanks|thank you|cheers|regards)\b"
    r"[\s,]*(?:(?:there|and|again|so much|to|for reading|you)[\s,]+){0,3}(?:every(?:body|one)|all)\b",
    re.IGNORECASE,
)
_ANSWERED = r"answer|repl|respon|call|wr[io]t|got back|help|car|told|tell|contact|look|pick|react"
_PEOPLE = "users|people|colleagues|staff|customers"
_AFFECTED = {
    Affected.ONE: r"only me|just me|only for me|only (?:one|a single) (?:user|person|colleague)|one of our users",
    Affected.SOME: rf"not (?:every(?:body|one)|all (?:of )?(?:our |the )?(?:{_PEOPLE}|us))|"
    rf"(?:some|several|a few|two|three) (?:of )?(?:our |the )?(?:{_PEOPLE})",
    Affected.ALL: rf"every(?:body|one)|all (?:of )?(?:our |the )?(?:{_PEOPLE}|us)|whole (?:company|team|office)|"
    rf"nobody(?! (?:(?:has|had|have|is|was|ever) ){{0,2}}(?:{_ANSWERED}))",
}
_AFFECTED_WORDS = {who: expression(rf"\b(?:{words})\b", re.IGNORECASE) for who, words in _AFFECTED.items()}


def error_codes(words: str) -> tuple[str, ...]:
    """Every code of an error in a text, once, in the order in which they come.

    >>> error_codes("Error code 502, then 503 Service Unavailable, in the end E1042 and error 502 again")
    ('502', '503', 'E1042')
    """
    hits = sorted((match.start(1), match[1]) for pattern in _CODES for match in pattern.finditer(words))
    return tuple(dict.fromkeys(code for _, code in hits))


def affected(words: str) -> str | None:
    """Who has the problem, as a customer says it; nothing where it is not said, as in a greeting.

    >>> affected("It is slow for everybody here"), affected("It is slow")
    ('all', None)
    """
    words = _GREETING.sub(" ", words)
    return next((who.value for who, pattern in _AFFECTED_WORDS.items() if pattern.search(words)), None)
