"""Writes a story down as the rows that the services would have made of it, for many tickets at once."""

from datetime import datetime, timedelta

from config.demo.directory import SOURCE, Directory
from config.demo.story import Act, Deed, Story, given
from escalation import handoffs
from escalation.handoffs.bringing_along import along_with
from escalation.models import Clock, ClockKind, EventKind, Handoff, HandoffEvent
from metrics.models import SurveyAnswer
from tickets import ownership, search
from tickets.models import (
    AuthorKind,
    Cause,
    Channel,
    Message,
    Ownership,
    Participant,
    SearchText,
    Status,
    Ticket,
    Visibility,
)

EVENTS = {
    Deed.SENT: EventKind.SENT,
    Deed.ACKNOWLEDGED: EventKind.ACKNOWLEDGED,
    Deed.ASKED: EventKind.ASKED,
    Deed.ANSWERED: EventKind.ANSWERED,
    Deed.RETURNED: EventKind.RETURNED,
    Deed.TAKEN_BACK: EventKind.TAKEN_BACK,
    Deed.WITHDRAWN: EventKind.WITHDRAWN,
}


class TicketRows:
    """One ticket and all that hangs on it, not yet saved."""

    def __init__(self, key: str, story: Story, directory: Directory) -> None:
        self.directory, self.story = directory, story
        customer = directory.customers[story.customer]
        self.ticket = Ticket(
            subject=story.subject,
            customer=customer,
            account=customer.account,
            issue_type=directory.issue_types[story.issue_type],
            opened_at=story.began_at,
            source=SOURCE,
            external_id=key,
        )
        self.messages: list[Message] = []
        self.ledger: list[Ownership] = []
        self.handoffs: list[Handoff] = []
        self.events: list[HandoffEvent] = []
        self.clocks: list[Clock] = []
        self.participants: dict[tuple[str, int], Participant] = {}
        for act in story.acts:
            getattr(self, f"_{act.deed.name.lower()}")(act)

    # --- the thread -------------------------------------------------------------------------------------------

    def _opened(self, act: Act) -> None:
        holder = self.directory.agents[act.agent] if act.agent else None
        if holder and holder.is_bot:
            self._take_part(act.at, agent=holder.pk)
        self._place(act, team=act.team, agent=act.agent, cause=Cause.OPENED)
        self._message(act, customer=self.story.customer, page_url=self.story.page_url)

    def _said(self, act: Act) -> None:
        if not act.by_customer:
            self._message(act, agent=act.by)
            return
        if self.ticket.status == Status.RESOLVED:
            self._reopen(act)
        self._message(act, customer=act.by)

    def _noted(self, act: Act) -> None:
        self._message(act, agent=act.by)

    def _message(self, act: Act, *, customer: str = "", agent: str = "", page_url: str = "") -> None:
        author = self.directory.agents[agent] if agent else None
        kind = AuthorKind.CUSTOMER if author is None else AuthorKind.BOT if author.is_bot else AuthorKind.AGENT
        internal = act.channel == Channel.NOTE
        is_answer = author is not None and not author.is_bot and not internal
        self.messages.append(
            Message(
                ticket=self.ticket,
                author_kind=kind,
                agent=author,
                customer=self.directory.customers[customer] if customer else None,
                channel=act.channel,
                visibility=Visibility.INTERNAL if internal else Visibility.PUBLIC,
                body=act.text,
                page_url=page_url,
                posted_at=act.at,
                in_place_of=ownership.broken_into(self.ledger, by=author, at=act.at) if author and is_answer else None,
                source=SOURCE,
            )
        )
        self._follow_message(by_customer=author is None, internal=internal, at=act.at)

    def _follow_message(self, *, by_customer: bool, internal: bool, at: datetime) -> None:
        self.ticket.last_activity_at = at
        if by_customer:
            self.ticket.status, self.ticket.waiting_since = Status.OPEN, self.ticket.waiting_since or at
        elif not internal:
            self.ticket.status, self.ticket.waiting_since = Status.PENDING, None

    # --- the ledger -------------------------------------------------------------------------------------------

    def _place(self, act: Act, *, team: str, agent: str, cause: Cause) -> Ownership | None:
        """The current stretch ends and another begins; nothing where nothing changes."""
        to_team, to_agent = self.directory.teams[team], self.directory.agents.get(agent)
        current = self.ledger[-1] if self.ledger and self.ledger[-1].ended_at is None else None
        if current and (current.team, current.agent) == (to_team, to_agent):
            return None
        if current:
            current.ended_at = act.at
        by = self.directory.agents.get(act.by) if cause != Cause.REOPENED else None
        row = Ownership(
            ticket=self.ticket, team=to_team, agent=to_agent, cause=cause, by=by, started_at=act.at, ended_at=None
        )
        self.ledger.append(row)
        self.ticket.team, self.ticket.holder = to_team, to_agent
        return row

    def _claimed(self, act: Act) -> None:
        self._place(act, team=self.ticket.team.slug, agent=act.by, cause=Cause.CLAIMED)

    def _reassigned(self, act: Act) -> None:
        self._place(act, team=self.ticket.team.slug, agent=act.agent, cause=Cause.REASSIGNED)

    def _resolved(self, act: Act) -> None:
        ticket = self.ticket
        self.ledger[-1].ended_at = act.at
        ticket.status, ticket.resolved_at, ticket.resolved_by = Status.RESOLVED, act.at, self.directory.agents[act.by]
        ticket.waiting_since, ticket.last_activity_at = None, act.at

    def _reopen(self, act: Act) -> None:
        self.ticket.resolved_at = self.ticket.resolved_by = None
        holder = self.ticket.holder.username if self.ticket.holder else ""
        self._place(act, team=self.ticket.team.slug, agent=holder, cause=Cause.REOPENED)

    # --- handoffs ---------------------------------------------------------------------------------------------

    def _sent(self, act: Act) -> None:
        sender, to_team = self.directory.agents[act.by], self.directory.teams[act.team]
        contacts = [(said.channel, said.page_url) for said in self.messages if said.is_from_customer]
        handoff = Handoff(
            ticket=self.ticket,
            type=self.directory.handoff_types[act.handoff_type],
            from_team=self.ticket.team,
            to_team=to_team,
            sent_at=act.at,
            sent_by=sender,
            plan=self.ticket.account.plan,
            customer_waiting_since=self.ticket.waiting_since,
            customer_messages=len(contacts),
            came_along=along_with(self.ticket.customer, contacts).to_json(),
            **self.directory.said_by(act.handoff_type, to_team.slug),
            **handoffs.as_columns(given(act.package)),
        )
        self.handoffs.append(handoff)
        self._event(act)
        self._start(ClockKind.ACKNOWLEDGE, handoff.type.acknowledge_within, at=act.at, team=to_team.slug)
        self._start(ClockKind.RESPOND, handoff.type.respond_within, at=act.at, team=to_team.slug)
        self._take_part(act.at, agent=sender.pk)
        self._take_part(act.at, team=to_team.pk)

    def _acknowledged(self, act: Act) -> None:
        handoff = self.handoffs[-1]
        handoff.ownership = self._place(act, team=handoff.to_team.slug, agent=act.by, cause=Cause.HANDOFF)
        handoff.acknowledged_at, handoff.acknowledged_by = act.at, self.directory.agents[act.by]
        handoff.read_back = act.text
        self._event(act, text=act.text)

    def _asked(self, act: Act) -> None:
        self._message(act, agent=act.by)
        self._event(act, text=act.text)

    def _answered(self, act: Act) -> None:
        self._asked(act)

    def _returned(self, act: Act) -> None:
        reason = given(act.reason)
        handoff = self.handoffs[-1]
        handoff.returned_at, handoff.returned_by = act.at, self.directory.agents[act.by]
        handoff.return_reason, handoff.return_note = reason, act.text
        self._take_part(act.at, team=handoff.from_team.pk)
        self._place(act, team=handoff.from_team.slug, agent=handoff.sent_by.username, cause=Cause.RETURNED)
        self._event(act, text=f"{reason.label}: {act.text}")
        self._start(ClockKind.TAKE_BACK, handoff.type.take_back_within, at=act.at, team=handoff.from_team.slug)

    def _taken_back(self, act: Act) -> None:
        handoff = self.handoffs[-1]
        handoff.taken_back_at, handoff.taken_back_by = act.at, self.directory.agents[act.by]
        self._event(act)

    def _withdrawn(self, act: Act) -> None:
        handoff = self.handoffs[-1]
        handoff.withdrawn_at, handoff.withdrawn_by = act.at, self.directory.agents[act.by]
        self._event(act)

    def _event(self, act: Act, text: str = "") -> None:
        by = self.directory.agents[act.by]
        self.events.append(HandoffEvent(handoff=self.handoffs[-1], kind=EVENTS[act.deed], at=act.at, by=by, text=text))

    def _start(self, kind: ClockKind, within: timedelta, *, at: datetime, team: str) -> None:
        """Every clock begins as running; what became of it is judged when all rows are there."""
        due_at = self.directory.hours(team).add(at, within)
        self.clocks.append(Clock(handoff=self.handoffs[-1], kind=kind, started_at=at, due_at=due_at))

    def _take_part(self, at: datetime, *, agent: int | None = None, team: int | None = None) -> None:
        row = Participant(ticket=self.ticket, agent_id=agent, team_id=team, since=at)
        self.participants.setdefault(("agent", agent) if agent else ("team", team or 0), row)

    # --- what else there is -----------------------------------------------------------------------------------

    @property
    def search_text(self) -> SearchText:
        said = (message.body for message in self.messages)
        return search.row_of(self.ticket, said)

    @property
    def survey_answer(self) -> SurveyAnswer | None:
        said = self.story.answer
        if said is None:
            return None
        return SurveyAnswer(
            ticket=self.ticket,
            csat=said.csat,
            had_to_repeat=said.had_to_repeat,
            comment=said.comment,
            answered_at=said.at,
        )
