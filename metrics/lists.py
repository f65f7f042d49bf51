"""The handoffs behind a figure: for the page that lists them, and for a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.core.validators import slug_re
from django.db.models import TextChoices
from django.http import Http404

from escalation.models import Handoff, HandoffType
from escalation.models.handoff import HandoffQuerySet
from metrics.reports.figures import Figure, as_column, condition
from metrics.reports.scorecard import Side, handoffs_of
from metrics.scope import Scope
from metrics.ways import Way
from tickets.models import Agent, Team


@dataclass(frozen=True)
class Narrowing:
    """What is asked for within a scope."""

    figure: Figure
    type: HandoffType | None = None
    from_team: Team | None = None
    to_team: Team | None = None
    how: Way | None = None
    side: Side = Side.RECEIVED

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Narrowing":
        """Raises Http404 where one of the names is none."""
        name = asked.get("figure", Figure.SENT)
        if name not in Figure.values:
            raise Http404("There is no such figure.")
        return cls(
            figure=Figure(name),
            type=_named(HandoffType, asked.get("type", "")),
            from_team=_named(Team, asked.get("from", "")),
            to_team=_named(Team, asked.get("to", "")),
            how=_one_of(Way, asked.get("how", "")),
            side=_one_of(Side, asked.get("side", "")) or Side.RECEIVED,
        )

    @property
    def needs_all(self) -> bool:
        """Whether this is visible only to who sees all: a sender's colleagues see no more of what went on from them."""
        return self.side == Side.SENT


Choice = TypeVar("Choice", bound=TextChoices)


def _one_of(choices: type[Choice], name: str) -> Choice | None:
    if name and name not in choices.values:
        raise Http404(f"{name} is none of {', '.join(choices.values)}.")
    return choices(name) if name else None


def _named(model: Any, slug: str) -> Any:
    if not slug:
        return None
    found = model.objects.filter(slug=slug).first() if slug_re.match(slug) else None
    if found is None:
        raise Http404(f"There is no such {model._meta.verbose_name}.")
    return found


def behind(scope: Scope, narrowing: Narrowing, agent: Agent) -> HandoffQuerySet:
    """The handoffs that a figure counts, latest first, with what a row shows of them. Raises PermissionDenied."""
    if narrowing.needs_all and not scope.may_see_all:
        raise PermissionDenied("Only managers see what a team sent.")
    handoffs = handoffs_of(scope.week, scope.team, side=narrowing.side)
    handoffs = handoffs.filter(condition(narrowing.figure, scope.now))
    by = {"type_id": narrowing.type, Side.SENT.team: narrowing.from_team, Side.RECEIVED.team: narrowing.to_team}
    handoffs = handoffs.filter(**{name: value.pk for name, value in by.items() if value})
    if narrowing.how:
        handoffs = handoffs.filter(narrowing.how.condition)
    return (
        handoffs.visible_to(agent)
        .select_related("ticket__account", "type", "from_team", "to_team", "sent_by", "acknowledged_by")
        .annotate(
            is_in_time=as_column(condition(Figure.IN_TIME, scope.now)),
            is_late=as_column(condition(Figure.LATE, scope.now)),
            was_sent_on=as_column(condition(Figure.SENT_ON, scope.now)),
        )
        .order_by("-sent_at", "-pk")
    )


COLUMNS = [
    *("Ticket", "Subject", "Company", "Type", "From", "To", "Sent at", "Sent by"),
    *("Acknowledged at", "Acknowledged by", "In time", "Seconds to acknowledge", "Seconds to first response"),
    *("Returned at", "Reason", "Withdrawn at", "Talk"),
]


class _Echo:
    """A file for the csv module that hands each line back."""

    def write(self, line: str) -> str:
        return line


def as_csv(handoffs: Iterable[Handoff]) -> Iterator[str]:
    """Lines of a spreadsheet; times are UTC."""
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for handoff in handoffs:
        yield writer.writerow([safe(cell) for cell in _cells(handoff)])


def _cells(handoff: Any) -> list[object]:
    ticket = handoff.ticket
    return [
        *(ticket.number, ticket.subject, ticket.account, handoff.type, handoff.from_team, handoff.to_team),
        *(_instant(handoff.sent_at), handoff.sent_by, _instant(handoff.acknowledged_at), handoff.acknowledged_by or ""),
        "yes" if handoff.is_in_time else "no" if handoff.is_late else "",
        *(_seconds(handoff.took_to_acknowledge), _seconds(handoff.took_to_respond)),
        *(_instant(handoff.returned_at), handoff.get_return_reason_display(), _instant(handoff.withdrawn_at)),
        handoff.get_talk_display(),
    ]


def safe(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text


def _instant(at: Any) -> str:
    return at.isoformat(sep=" ", timespec="seconds") if at else ""


def _seconds(length: Any) -> str:
    return "" if length is None else str(round(length.total_seconds()))
