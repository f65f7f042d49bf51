"""Who handles this, with all that one needs to hand it over: who is on duty there, when the team works, how it goes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from escalation.criteria import gathering
from escalation.duty import NobodyToTell, Recipient, hours_of_all, recipient_of
from escalation.duty.rosters import roster_of
from escalation.duty.watches import watch_at
from escalation.facts import Facts
from escalation.hours.in_words import week_in_words
from escalation.models import HandoffType
from escalation.routing.answer import Answer, Candidate
from escalation.routing.standing import standing_router
from tickets.models import Team, Ticket


@dataclass(frozen=True)
class Desk:
    """A team, and whether one can reach it now."""

    team: Team
    watcher: Recipient | None  # nobody at all, in an installation where nobody is in charge
    hours: list[str]
    is_open: bool
    opens_at: datetime

    @property
    def is_always_open(self) -> bool:
        return self.hours[0].endswith("Sunday: all day")


@dataclass(frozen=True)
class WhoHandles:
    """The answer to a question, ready to be shown."""

    answer: Answer
    desk: Desk | None  # of the team that gets it: the one chosen, or triage
    handoff_type: HandoffType | None
    form: str  # the address that opens the form; nothing without a ticket to hand over
    teams: Mapping[str, Team]  # of the candidates
    learned: int  # resolved tickets that the ranking learned from

    @property
    def others(self) -> list[tuple[Candidate, Team]]:
        """The next-best candidates that are worth a look and whose team is there."""
        return [(each, self.teams[each.team]) for each in self.answer.others if each.team in self.teams]


def who_handles(text: str, *, at: datetime, facts: Facts | None = None, ticket: Ticket | None = None) -> WhoHandles:
    """Who handles what a text says; of a ticket its facts count too. About a dozen queries, however many routes."""
    router = standing_router()
    known = {**gathering.of(ticket, at=at), "words": text} if ticket else {}
    answer = router.route(text, {**known, **(facts or {})})
    teams = _teams([answer.team, *(candidate.team for candidate in answer.candidates)])
    team = teams.get(answer.team)
    kind = _handoff_type(answer)
    return WhoHandles(
        answer=answer,
        desk=desk_of(team, at=at) if team else None,
        handoff_type=kind,
        form=_form(ticket, team, kind) if ticket and team else "",
        teams=teams,
        learned=router.learned,
    )


def desk_of(team: Team, *, at: datetime) -> Desk:
    """How one reaches the team at that instant."""
    hours = hours_of_all([team])[team.pk]
    try:
        watcher = recipient_of(team, watch_at(roster_of(team, at, at), at), at)
    except NobodyToTell:
        watcher = None
    opens_at = hours.next_opening(at)
    return Desk(team, watcher, week_in_words(hours), opens_at == at, opens_at)


def _teams(slugs: Iterable[str]) -> dict[str, Team]:
    return {team.slug: team for team in Team.objects.filter(slug__in=set(slugs), is_active=True)}


def _handoff_type(answer: Answer) -> HandoffType | None:
    slug = answer.chosen.handoff_type if answer.chosen else ""
    return HandoffType.objects.filter(slug=slug, is_active=True).first() if slug else None


def _form(ticket: Ticket, team: Team, kind: HandoffType | None) -> str:
    asked = {"to": team.slug, **({"type": kind.slug} if kind else {})}
    return f"{reverse('hand-over', args=[ticket.pk])}?{urlencode(asked)}"
