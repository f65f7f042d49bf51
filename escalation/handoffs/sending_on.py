from datetime import datetime

from escalation import clocks, notices
from escalation.duty import receivers_of
from escalation.engine.ladder import Ladder
from escalation.handoffs import talking
from escalation.models import ClockKind, EventKind, Handoff, HandoffEvent, NoticeKind, Talk
from tickets import changes, services
from tickets.models import Team


def where_to_send_on(handoff: Handoff, team: Team | None) -> Team | None:
    """The team, unless a handoff sent on to it would go round in a circle or to nobody."""
    if team is None or not team.is_active or not receivers_of(team, None):
        return None
    been = {handoff.from_team_id, handoff.ticket.team_id, *handoff.teams_before, handoff.to_team_id}
    return None if team.pk in been else team


def send_on(handoff: Handoff, *, to: Team, ladder: Ladder, at: datetime) -> None:
    """Let another team acknowledge it: the same handoff, with a new time to acknowledge and a `ladder` in its hours.

    The caller holds the lock on the ticket, and the handoff waits. A missed deadline of the first team stays missed.
    """
    before = handoff.to_team
    clocks.lock(handoff.ticket)
    Handoff.objects.filter(pk=handoff.pk).update(
        to_team=to,
        to_agent=None,
        teams_before=[*handoff.teams_before, before.pk],
        talk=talking.becomes(Talk.COLD),
        ladder=ladder.to_json(),
    )
    handoff.refresh_from_db(fields=["to_team", "to_agent", "teams_before", "talk", "ladder"])
    talking.end(handoff, at=at)
    clocks.start_again(handoff, ClockKind.ACKNOWLEDGE, at=at, due_at=ladder.hours.add(at, ladder.acknowledge_within))
    clocks.settle(handoff.ticket, at=at)
    services.take_part(handoff.ticket, team=to, at=at)
    text = f"Nobody in {before} acknowledged, so it went on to {to}."
    HandoffEvent.objects.create(handoff=handoff, kind=EventKind.REROUTED, at=at, text=text)
    notices.clear_waiting(handoff, at=at)
    notices.tell(
        receivers_of(to, None),
        handoff=handoff,
        kind=NoticeKind.SENT,
        event=f"sent on:{len(handoff.teams_before)}",
        title=f"From {before} goes on to you: {handoff.ticket.number} {handoff.ticket.subject}",
        text=handoff.next_best_action,
        at=at,
    )
    changes.announce(*handoff.topics)
