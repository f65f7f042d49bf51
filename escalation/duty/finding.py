"""Whom to tell. Never nobody: where the first choice is missing the next stands in, and the reason says so."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from escalation.duty.rosters import roster_of, rosters_of
from escalation.duty.watches import Presence, Watch, first_there, watch_at, why_absent
from escalation.hours.business_time import Hours
from escalation.models import BusinessCalendar, Handoff, Leave, TeamHours, WatchOverride
from tickets.compiled import any_of, compiled
from tickets.models import Agent, Membership, Role, Site, Team, Ticket
from tickets.models.agent import AgentQuerySet


@dataclass(frozen=True)
class Recipient:
    """An agent to tell, and why her."""

    agent: Agent
    reason: str


SENT_IT = "You sent this handoff"


class NobodyToTell(Exception):
    """There is no lead, no duty manager, no manager, no admin, and nobody in the team."""


def lead_of(team: Team, at: datetime) -> Recipient:
    """The team's lead, or who stands in while none is there: as in `stand_in`. Raises NobodyToTell."""
    leads = _leads_there(team_id=team.pk, at=at)
    recipient = _first(team, chain(_as_leads(team, leads), _in_charge(team, at)))
    if recipient.agent in leads:
        return recipient
    why = f"the lead of {team} is on leave" if leads else f"{team} has no active lead"
    return Recipient(recipient.agent, f"{recipient.reason}, because {why}")


def hours_of(team: Team) -> Hours:
    """When the team works: by its calendar; always, where it keeps none."""
    if team._state.fields_cache.get("kept_hours", team) is None:
        return Hours.always()  # read beside the team
    return hours_of_all([team])[team.pk]


def hours_of_all(teams: Collection[Team]) -> dict[int, Hours]:
    """When each of the teams works, by its id."""
    kept = dict(_calendars_of(teams=[team.pk for team in teams]))
    if not kept:
        return {team.pk: Hours.always() for team in teams}
    calendars = BusinessCalendar.objects.with_hours().filter(pk__in=set(kept.values()))
    hours = {calendar.pk: calendar.hours for calendar in calendars}
    return {team.pk: hours[kept[team.pk]] if team.pk in kept else Hours.always() for team in teams}


@compiled
def _calendars_of(*, teams: list[int]) -> QuerySet[TeamHours, tuple[int, int]]:
    return TeamHours.objects.filter(any_of("team_id", teams)).values_list("team", "calendar")


def on_duty(team: Team, at: datetime) -> Recipient:
    """Who watches the team's handoff queue, or who stands in while nobody does. Raises NobodyToTell."""
    return recipient_of(team, watch_at(roster_of(team, at, at), at), at)


def recipient_of(team: Team, watch: Watch, at: datetime) -> Recipient:
    """Whom a watch comes down to. Raises NobodyToTell."""
    if watch.agent is None:
        return stand_in(team, at, because=watch.reason)
    return Recipient(Agent.objects.get(pk=watch.agent), f"On duty for {team}: {watch.reason}")


def stand_in(team: Team, at: datetime, *, because: str) -> Recipient:
    """Who is on duty while nobody watches: the lead, the duty manager, a manager, an admin, whoever is there first.

    Where none of them exists, whoever works in the team; where all are on leave, the first all the same.
    Raises NobodyToTell.
    """
    leads = _leads_there(team_id=team.pk, at=at)
    recipient = _first(team, chain(_as_leads(team, leads), _in_charge(team, at)))
    why = f"{recipient.reason}, because {because}" if because else recipient.reason
    return Recipient(recipient.agent, why)


def manager_for(team: Team, at: datetime) -> Recipient:
    """The site's duty manager; failing her a manager or an admin, at last the team's lead. Raises NobodyToTell."""
    managers = _managers(at)
    return _first(team, chain(managers, _as_leads(team, _leads_there(team_id=team.pk, at=at)), _colleagues(team, at)))


def _first(team: Team, ranked: Iterable[Recipient]) -> Recipient:
    """Whoever is there first, each agent with `is_away`; read one after the other: mostly the first will do."""
    recipient = first_there((one, one.agent.is_away) for one in ranked)  # type: ignore[attr-defined]
    if recipient is None:
        raise NobodyToTell(f"Give {team} a lead, or the site a duty manager.")
    return recipient


def _as_leads(team: Team, leads: list[Agent]) -> Iterator[Recipient]:
    return (Recipient(lead, f"Lead of {team}") for lead in leads)


def _in_charge(team: Team, at: datetime) -> Iterator[Recipient]:
    """Beyond the team's own leads."""
    yield from _managers(at)
    yield from _colleagues(team, at)


def _colleagues(team: Team, at: datetime) -> Iterator[Recipient]:
    for colleague in _people_of(team_id=team.pk, at=at):
        yield Recipient(colleague, f"Works in {team}: it has no lead, and the site no duty manager")


def _managers(at: datetime) -> Iterator[Recipient]:
    for manager in _duty_manager(at=at):
        yield Recipient(manager, "Duty manager")
    for role in (Role.MANAGER, Role.ADMIN):
        for somebody in _people_as(role, at=at):
            yield Recipient(somebody, f"{somebody.get_role_display()} in place of a duty manager")


@compiled
def _duty_manager(*, at: datetime) -> QuerySet[Agent, Agent]:
    return _people_there(at).filter(pk__in=Site.objects.filter(pk=1).values("duty_manager"))


@compiled
def _people_as(role: Role, *, at: datetime) -> QuerySet[Agent, Agent]:
    return _people_there(at).filter(role=role).order_by("pk")


@compiled
def _people_of(*, team_id: int, at: datetime) -> QuerySet[Agent, Agent]:
    return _people_there(at).filter(memberships__team=team_id).order_by("pk")


@compiled
def _leads_there(*, team_id: int, at: datetime) -> QuerySet[Agent, Agent]:
    leads = _people_there(at).filter(memberships__team=team_id, memberships__is_lead=True)
    return leads.order_by("pk")


def _people_there(at: datetime) -> AgentQuerySet:
    """People, each with `is_away`: whether she is on leave."""
    return Agent.objects.people().annotate(is_away=Exists(Leave.objects.touching(at, at).filter(agent=OuterRef("pk"))))


def answerable(ticket: Ticket, at: datetime) -> Recipient:
    """Who must act on a ticket this minute: its holder while she is there, else the watch. Raises NobodyToTell.

    Needs `holder` and `team` loaded. While a handoff waits the receiving team's watch answers for an absent holder,
    else that of the team that holds the ticket; a bot's is the team that answers for it.
    """
    holder = ticket.holder
    absence = _absence(holder, at) if holder else "nobody holds it"
    if holder and not absence:
        return Recipient(holder, f"Holds {ticket.number}")
    waiting = Handoff.objects.waiting().select_related("to_team").filter(ticket=ticket).first()
    own = holder.answered_for_by if holder and holder.is_bot else None
    watch = on_duty(waiting.to_team if waiting else own or ticket.team, at)
    why = f"{holder} {absence}" if holder else absence
    return Recipient(watch.agent, f"{watch.reason}; {why}")


def is_there(agent: Agent, at: datetime) -> bool:
    """Whether she is at work: active, on shift, not on leave."""
    return not _absence(agent, at)


def _absence(agent: Agent, at: datetime) -> str:
    """Why somebody does not answer for what she holds now; empty while she does."""
    [(is_away, kept)] = _away_and_kept(agent_id=agent.pk, at=at)
    presence = Presence(
        is_bot=agent.is_bot,
        is_active=agent.is_active,
        is_on_leave=is_away,
        hours=BusinessCalendar.objects.with_hours().get(pk=kept).hours if kept else Hours.always(),
    )
    return why_absent(presence, at)


@compiled
def _away_and_kept(*, agent_id: int, at: datetime) -> QuerySet[Agent, Any]:
    """Whether somebody is on leave, and by which calendar she works, if she keeps one."""
    leaves = Leave.objects.touching(at, at).filter(agent=OuterRef("pk"))
    return Agent.objects.filter(pk=agent_id).values_list(Exists(leaves), "kept_hours__calendar")


def watches_now(agent: Agent, at: datetime) -> list[Team]:
    """The teams whose queues she watches now, by the rota or because she took the watch. One query for most people."""
    by_rota = Q(rota__members__agent=agent)
    taken = Q(watch_overrides__in=WatchOverride.objects.touching(at, at).filter(agent=agent))
    teams = list(Team.objects.filter(by_rota | taken, is_active=True).distinct().in_order())
    if not teams:
        return []
    rosters = rosters_of(teams, at, at)
    return [team for team in teams if watch_at(rosters[team.pk], at).agent == agent.pk]


def receivers_of(team: Team, agent: Agent | None) -> list[Recipient]:
    """Whoever can acknowledge what is sent to this team; the one it was sent to by name knows that."""
    known: list[Agent] | None = getattr(team, "_receivers", None)
    people = [row.agent for row in _receiving(team_id=team.pk)] if known is None else known
    return [Recipient(person, "Sent to you by name" if person == agent else f"You work in {team}") for person in people]


def with_receivers(team_id: int) -> Team | None:
    """A team, read together with its receivers and with whether it keeps hours; nothing where it has no receivers."""
    rows = _receiving(team_id=team_id)
    if not rows:
        return None
    team: Team = rows[0].team
    team._receivers = [row.agent for row in rows]  # type: ignore[attr-defined]
    return team


@compiled
def _receiving(*, team_id: int) -> QuerySet[Membership, Membership]:
    people = Membership.objects.filter(team=team_id, agent__is_active=True).exclude(agent__role=Role.BOT)
    return people.select_related("agent", "team__kept_hours").order_by("agent__name", "pk")


def sender_or_stand_in(agent: Agent, team: Team, *, at: datetime) -> Recipient:
    """The sender herself; a bot or somebody who left is answered for by her team's lead. Raises NobodyToTell."""
    if agent.is_active and not agent.is_bot:
        return Recipient(agent, SENT_IT)
    lead = lead_of(agent.answered_for_by or team, at)
    why = "is a bot" if agent.is_bot else "has left"
    return Recipient(lead.agent, f"{lead.reason}: {agent} {why}")
