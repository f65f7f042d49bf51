"""The words of messages and handoffs: safe to show, and long ones shown in part first."""

from django import template
from django.utils.html import conditional_escape, format_html, urlize
from django.utils.safestring import SafeString

register = template.Library()

SHOWN = 1_200  # characters of a long message
SHOWN_LINES = 16
SPARE = 400  # characters that are not worth hiding


@register.simple_tag
def said(body: str) -> SafeString:
    """A message: escaped, its addresses made links, and the rest of a long one behind "Show all"."""
    opening, rest = split_long(body)
    if not rest:
        return _linked(opening)
    return format_html(
        '{}<details class="said-rest"><summary><span class="when-closed">Show all, {} more words</span>'
        '<span class="when-open">Show less</span></summary>{}</details>',
        _linked(opening),
        f"{len(rest.split()):,}",
        _linked(rest),
    )


@register.simple_tag
def in_brief(brief: str, whole: str) -> SafeString:
    """A text cut short, and all of it for when the rest of its card is open."""
    if brief == " ".join(whole.split()):
        return SafeString(conditional_escape(whole))
    return format_html('<span class="cut">{}</span><span class="whole">{}</span>', brief, whole)


@register.simple_tag
def remark(brief: str, whole: str) -> SafeString:
    """What is said beside a word, after a colon; where the card has no room for it, once the rest of it is open."""
    if not whole.strip():
        return SafeString("")
    return format_html(": {}" if brief else '<span class="whole">: {}</span>', whole)


def split_long(body: str) -> tuple[str, str]:
    """The part of a message that is shown at once, and the rest: nothing where it is not worth hiding.

    >>> split_long("Short.")
    ('Short.', '')
    """
    end = len("".join(body.splitlines(keepends=True)[:SHOWN_LINES])[:SHOWN])
    if len(body) <= SHOWN + SPARE and body[end:].count("\n") < SHOWN_LINES // 2:
        return body, ""
    between = max(body.rfind(mark, end // 2, end) for mark in "\n ")
    end = between + 1 if between > 0 else end
    return body[:end].rstrip(), body[end:].lstrip("\n")


def _linked(text: str) -> SafeString:
    """Most messages name no address, and looking for one takes longer than all the rest."""
    if "://" in text or "www." in text:
        return SafeString(urlize(text, nofollow=True, autoescape=True))
    return SafeString(conditional_escape(text))
