"""What can be looked up in a thread: errors, ids, addresses, versions, where, since when, how many."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

from escalation.criteria.sayings import error_codes
from escalation.drafting.thread import READ_LIMIT, Quote, Said
from escalation.expressions import expression


class Sort(StrEnum):
    """What a finding is."""

    ERROR = "error"
    REQUEST = "request"
    URL = "url"
    VERSION = "version"
    ENVIRONMENT = "environment"
    SINCE = "since"
    AFFECTED = "affected"
    DOCUMENT = "document"
    AMOUNT = "amount"
    DEVICE = "device"


_CLOCK = r"\d{1,2}[:.]\d{2}(?:\s?[ap]m)?(?: (?:UTC|GMT|CE?S?T))?|\d{1,2}\s?[ap]m"
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_DAY = (
    r"(?:(?:this|last|early|late) )?(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"(?: (?:morning|afternoon|evening|night))?"
    r"|yesterday(?: (?:morning|evening|night))?|this (?:morning|afternoon|week)|today|last (?:night|week|month)"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}} {_MONTH}|\d{{4}}-\d{{2}}-\d{{2}}"
)
_CHANGE = (
    r"the (?:last |latest |new )?(?:update|upgrade|release|deployment|migration|move|change|renewal)[^,.;!?]{0,40}"
)
_WHEN = (
    rf"(?:about |around |approximately )?(?:{_CLOCK}|{_DAY}|{_CHANGE})"
    rf"(?:,? (?:at |about |around |on )?(?:{_CLOCK}|{_DAY}))?"
)
_MANY = (
    r"users?|people|persons|colleagues|customers?|clients|accounts?|orders?|devices?|employees|staff|stores|shops|"
    r"sites|warehouses|scanners?|invoices|labels|rows|products|items|articles|pickers|drivers|seats|buyers|positions"
)
_NUMBER = r"\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|a dozen|several|some|a few|all|half"
_NO_VERB = r"(?!(?:and|or|are|is|was|were|have|has|had|the same|for|in|at|to)\b)"

_PATTERNS = {
    Sort.URL: (r"https?://[^\s<>\"')\]]+[^\s<>\"')\].,;:!?]",),
    Sort.REQUEST: (
        r"\b(?:req|trace|corr)[_-][A-Za-z0-9_-]{4,60}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b",
        r"\b(?:request|trace|correlation)[- ]?id(?: is|:)?\s*[#:]?\s*((?=[\w-]*\d)[\w-]{4,60})",
    ),
    Sort.VERSION: (
        r"\b(?:version|release|build|update to|app|v)\s?(\d{1,4}(?:\.\d{1,5}){1,3})\b",
        r"(?<![\d.:,$€£])\b((?!\d{1,3}(?:\.\d{3})+\b)\d{1,3}\.\d{1,3}\.\d{1,5})\b(?![.,]?\d)",
    ),
    Sort.ENVIRONMENT: (r"\b(production|sandbox|staging|test environment|live environment)\b",),
    Sort.SINCE: (rf"\b((?:since|starting|began (?:at|on)|after) {_WHEN})",),
    Sort.AFFECTED: (
        rf"\b((?:{_NUMBER}) (?:(?:of )?(?:our|the) )?(?:{_NO_VERB}[\w'-]+ ){{0,2}}?(?:{_MANY}))\b",
        r"\b(everybody|everyone|(?:the )?whole (?:company|team|office)|only me|nobody can [\w ]{2,20})\b",
    ),
    Sort.DOCUMENT: (r"\b((?:SO|PO|INV|ORD|CN|RMA)-\d{3,10})\b|(?<!\w)(#[A-Z]?\d{4,12})\b",),
    Sort.AMOUNT: (
        r"(?<!\w)((?:[A-Z]{0,2}[$€£¥]|(?:EUR|USD|GBP|CHF) ?)\d[\d.,]*\d|\d[\d.,]*\d ?(?:€|EUR|USD|GBP))(?!\w)",
    ),
    Sort.DEVICE: (
        r"\b((?:Chrome|Firefox|Safari|Edge|Opera|Android|iOS|iPadOS|macOS|Windows|Ubuntu)(?: \d{1,3}(?:\.\d+)*)?)\b",
        r"\b(iPhone(?: \d{1,2})?|iPad)\b",
    ),
}
_COMPILED = [
    (sort, expression(pattern, re.IGNORECASE if sort != Sort.DEVICE else 0))
    for sort, patterns in _PATTERNS.items()
    for pattern in patterns
]
# A code of letters and digits is an error's where something of an error stands before it; elsewhere it names a thing.
_NAMED_ERROR = expression(
    r"\b(?:errors?|code|fail(?:s|ed|ing)?|exception|says?|message|shows?|returns?|with|answers?|filmed it)\b"
    r"[^.!?\n]{0,30}?[\s:\"'“(]((?!(?:SO|PO|INV|CN|RMA|ORD|UTC|ISO)-)[A-Z]{2,6}-\d{2,6})\b"
)
_QUOTED = expression(r"[\"“]([^\"”\n]{4,120})[\"”]")
_OF_AN_ERROR = expression(
    r"error|fail|denied|invalid|not (?:found|allowed|valid)|cannot|can't|unable|exceeded|expired|timed? ?out|refused|"
    r"deprovisioned|unauthori[sz]ed|forbidden|missing|exception|too many",
    re.IGNORECASE,
)


def find(text: str, only: Sort | None = None) -> Iterator[tuple[Sort, str]]:
    """All that a text gives, or all of one sort: sort by sort, as it stands there but for line breaks."""
    text = text[:READ_LIMIT]
    if only in {None, Sort.ERROR}:
        yield from ((Sort.ERROR, error) for error in errors(text))
    for sort, pattern in _COMPILED:
        for match in pattern.finditer(text) if only in {None, sort} else ():
            yield sort, " ".join(next(filter(None, match.groups()), match[0]).split())


def errors(text: str) -> list[str]:
    """Codes of errors, and messages in quotation marks that have none, once each.

    >>> errors('It says "Payment could not be found: FW-6001", then error 502, then "Upload failed"')
    ['FW-6001', '502', 'Upload failed']
    """
    named = [match[1] for match in _NAMED_ERROR.finditer(text)]
    codes = sorted({*named, *error_codes(text)}, key=text.find)
    quoted = [match[1].strip() for match in _QUOTED.finditer(text) if _OF_AN_ERROR.search(match[1])]
    return [*codes, *dict.fromkeys(words for words in quoted if not any(code in words for code in codes))]


def of_sort(thread: Iterable[Said], sort: Sort, *, most: int = 3) -> list[Quote]:
    """The first findings of a sort, each once; none that another one says in more words."""
    found: dict[str, Quote] = {}
    for said in thread:
        for _, text in find(said.text, only=sort):
            if not any(text.casefold() in known for known in found):
                found[text.casefold()] = Quote(text, said)
    return list(found.values())[:most]
