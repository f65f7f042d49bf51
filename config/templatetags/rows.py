"""What every row of a list says again; written in Python, since fifty rows of includes are felt."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from html import escape
from typing import cast

from django import template
from django.forms import BoundField, ChoiceField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config.templatetags.look import icon, waiting
from escalation.desk.roster import Colleague
from escalation.models import Handoff
from escalation.package import Sentiment, Urgency
from escalation.permissions import can_acknowledge
from tickets.excerpts import Piece
from tickets.models import Agent, Status

register = template.Library()

FACES = {
    Sentiment.FRUSTRATED: ("bad", "emoji-frown"),
    Sentiment.NEUTRAL: ("", "emoji-neutral"),
    Sentiment.SATISFIED: ("good", "emoji-smile"),
}
NOT_WAITING = SafeString(
    '<td class="wait-cell" data-label="waiting" data-none><span class="faint">not waiting</span></td>'
)
URGENT = {Urgency.CRITICAL: "bad", Urgency.HIGH: "warn"}


@register.simple_tag
def one_of_people(people: Iterable[Agent | Colleague], chosen: int | str | None) -> SafeString:
    """The options of a choice among people: `{% one_of_people colleagues row.goes_to_id %}`."""
    key = str(chosen)  # a number, or that number as it was typed
    return _options(((str(agent.pk), agent.name) for agent in people), key)


@register.simple_tag
def may_acknowledge(agent: Agent, handoff: Handoff) -> bool:
    """The permission of that name, for a row: `{% may_acknowledge user handoff as may %}`."""
    return can_acknowledge(agent, handoff)


@register.simple_tag
def mood(handoff: Handoff) -> SafeString:
    """How the customer feels and how urgent it is, where the sender said so: `{% mood handoff %}`."""
    if not (handoff.sentiment and handoff.urgency):
        return SafeString("")
    return _mood(Sentiment(handoff.sentiment), Urgency(handoff.urgency))


@cache  # twelve at most
def _mood(sentiment: Sentiment, urgency: Urgency) -> SafeString:
    tone, face = FACES[sentiment]
    return format_html(
        '<span class="fact {}">{}{}</span>'
        '<span class="fact {}">{}{}<span class="visually-hidden"> urgency</span></span>',
        tone,
        icon(face),
        sentiment.label,
        URGENT.get(urgency, ""),
        icon("lightning-charge"),
        urgency.label,
    )


@register.simple_tag
def also_here(words: Mapping[int, str], ticket: int) -> SafeString:
    """Who else is at a ticket, by what `escalation.presence` says of the list: `{% also_here here ticket.pk %}`."""
    if ticket not in words:
        return SafeString("")
    return format_html('<span class="here-one">{}{}</span>', icon("person"), words[ticket])


@register.simple_tag
def waiting_cell(since: datetime | None, now: datetime) -> SafeString:
    """The cell of a row that says how long the customer has waited: `{% waiting_cell ticket.waiting_since now %}`."""
    if since is None:
        return NOT_WAITING
    return SafeString(f'<td class="wait-cell" data-label="waiting">{waiting(since, now)}</td>')


@register.simple_tag
def marked(pieces: Iterable[Piece]) -> SafeString:
    """A text with the words that were looked for marked in it: `{% marked result.excerpt %}`."""
    said = ((escape(piece.text), piece.is_match) for piece in pieces)
    return SafeString("".join(f"<mark>{text}</mark>" if is_match else text for text, is_match in said))


@register.simple_tag
def turn(status: str) -> SafeString:
    """Whose turn it is, where that is not ours: `{% turn ticket.status %}`."""
    return _turn(Status(status))


@cache
def _turn(status: Status) -> SafeString:
    if status == Status.PENDING:
        return format_html('<span class="badge">{}</span>', status.label)
    if status == Status.RESOLVED:
        return format_html('<span class="badge badge-good">{}Resolved</span>', icon("check-lg"))
    return SafeString("")


@register.simple_tag
def select(field: BoundField) -> SafeString:
    """A choice among few, with its label: `{% select filter.form.status %}`."""
    chosen = str(field.value() or "")
    choices = iter(cast(ChoiceField, field.field).choices)  # type: ignore[arg-type]
    options = _options(((str(value), str(label)) for value, label in choices), chosen)
    return format_html(
        '<label class="form-label" for="{}">{}</label><select class="form-select" id="{}" name="{}">{}</select>',
        field.id_for_label,
        field.label,
        field.id_for_label,
        field.html_name,
        options,
    )


def _options(choices: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """By value and label."""
    options = (
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(label)}</option>'
        for value, label in choices
    )
    return SafeString("".join(options))
