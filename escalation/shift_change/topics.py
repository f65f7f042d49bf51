"""Which open pages show a shift change."""

from escalation.models import ShiftChange


def topics_of(shift_change: ShiftChange) -> set[str]:
    """Its own page, the lists of both teams, and the work of the two people."""
    people = {f"agent:{agent}" for agent in (shift_change.outgoing_id, shift_change.incoming_id) if agent}
    return {f"team:{shift_change.team_id}", f"team:{shift_change.to_team_id}", *people}
