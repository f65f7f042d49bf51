"""What a fault test sets up, and what must hold after it, whatever died."""

from datetime import datetime, timedelta

from escalation import database_clock
from escalation.models import Clock, ClockKind, ClockState, Handoff, HandoffEvent, Notice, NoticeKind, WatcherLease
from escalation.models.clock import ClockQuerySet
from tests.factories import AgentFactory, HandoffTypeFactory, TeamFactory, send_handoff
from tests.support.many_handoffs import start_clocks, waiting_handoffs
from tests.support.processes import wait_until
from tickets.models import Role

LONG = 60  # seconds that a busy machine may take over what a free one does at once


class Scene:
    """Two teams with leads, and a handoff type that gives two seconds to acknowledge."""

    def __init__(self) -> None:
        self.sender = AgentFactory(team=TeamFactory())
        self.receiver = AgentFactory(team=TeamFactory(tier=2))
        for member in (self.sender, self.receiver):
            AgentFactory(team=member.teams.get(), role=Role.LEAD)
        two_seconds = timedelta(seconds=2)
        self.type = HandoffTypeFactory(acknowledge_within=two_seconds, respond_within=timedelta(hours=1))

    def send(self, count: int = 1) -> list[Handoff]:
        """Handoffs as a person sends them."""
        return [
            send_handoff(sender=self.sender, receiver=self.receiver, at=database_clock.now(), type=self.type)
            for _ in range(count)
        ]

    def many(self, due_at: list[datetime]) -> list[Handoff]:
        """Handoffs that are due at these instants."""
        handoffs = waiting_handoffs(len(due_at), sender=self.sender, receiver=self.receiver, at=database_clock.now())
        start_clocks(handoffs, due_at)
        return handoffs


def acknowledge_clocks() -> ClockQuerySet:
    return Clock.objects.filter(kind=ClockKind.ACKNOWLEDGE)


def wait_for_all_told(within: float = LONG) -> None:
    """Until nothing that has run out is without its record, and no breach without its notices."""
    wait_until(all_told, within=within, what="every breach is on record and has been told")


def all_told() -> bool:
    due_at = acknowledge_clocks().filter(state=ClockState.RUNNING, due_at__lt=database_clock.now() + timedelta(days=1))
    untold = acknowledge_clocks().filter(state=ClockState.BREACHED, followed_at=None)
    return not due_at.exists() and not untold.exists()


def assert_nothing_is_wrong(breaches: int | None = None) -> None:
    """No deadline lost, recorded twice, judged wrongly or told of twice."""
    clocks = list(acknowledge_clocks().select_related("handoff"))
    breached = [clock for clock in clocks if clock.is_breached]
    for clock in clocks:
        assert not clock.is_running
        assert clock.met_at == clock.handoff.acknowledged_at
        in_time = clock.met_at is not None and clock.met_at <= clock.due_at
        assert (clock.state, clock.breached_at) == (
            (ClockState.MET, None) if in_time else (ClockState.BREACHED, clock.due_at)
        )
    assert breaches is None or len(breached) == breaches
    assert HandoffEvent.objects.filter(kind="breached").count() == len(breached)
    told = Notice.objects.filter(kind=NoticeKind.BREACHED)
    assert told.count() == 2 * len(breached), "the lead of the receiving team and the sender, of each"


def slowest_record() -> timedelta:
    """How late the last of the breaches was recorded."""
    return max(clock.recorded_at - clock.due_at for clock in acknowledge_clocks().breached() if clock.recorded_at)


def watching_process() -> int:
    """The process id of the watcher that holds the lease; 0 while nobody does."""
    row = WatcherLease.objects.get()
    if not row.held_by or row.expires_at < database_clock.now():
        return 0
    return int(row.held_by.split()[-2])


def wait_for_watcher(*, other_than: int = 0) -> int:
    wait_until(lambda: watching_process() not in (0, other_than), within=LONG, what="somebody watches")
    return watching_process()
