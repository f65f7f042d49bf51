from datetime import datetime, timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from escalation import came_along
from escalation.came_along import CameAlong
from escalation.models.clock import Clock, ClockKind
from escalation.models.packaged import Packaged
from escalation.models.warm import Talk
from escalation.package import LINE_LIMIT
from tickets.constraints import paired, set_together
from tickets.models import Agent, Plan, Ticket


class State(models.TextChoices):
    """Where a handoff stands: derived from its deeds, never stored."""

    WAITING = "waiting", "Waiting"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    RETURNED = "returned", "Returned"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ReturnReason(models.TextChoices):
    CONTEXT_MISSING = "context_missing", "Context is missing"
    WRONG_TEAM = "wrong_team", "Wrong team"
    CRITERIA_NOT_MET = "criteria_not_met", "Criteria not met"


STAGES = {"before": "Before it is sent", "waiting": "While it waits", "after": "Once it is acknowledged"}
WAITS = Q(acknowledged_at__isnull=True, withdrawn_at__isnull=True, returned_at__isnull=True)


class HandoffQuerySet(models.QuerySet["Handoff"]):
    def waiting(self) -> "HandoffQuerySet":
        """Sent, and nobody has acknowledged, returned or withdrawn it."""
        return self.filter(acknowledged_at__isnull=True, withdrawn_at__isnull=True, returned_at__isnull=True)

    def in_state(self, state: State) -> "HandoffQuerySet":
        """What `Handoff.state` says, as a condition on rows."""
        if state == State.WAITING:
            return self.waiting()
        if state == State.WITHDRAWN:
            return self.filter(withdrawn_at__isnull=False)
        if state == State.RETURNED:
            return self.filter(returned_at__isnull=False)
        return self.filter(acknowledged_at__isnull=False, returned_at__isnull=True)

    def for_teams_of(self, agent: Agent) -> "HandoffQuerySet":
        """Sent to a team of hers, and not to a colleague by name."""
        return self.filter(
            Q(to_agent__isnull=True) | Q(to_agent=agent),
            to_team__memberships__agent=agent,
        )

    def to_take_back(self) -> "HandoffQuerySet":
        """Returned, and the sender has not taken it up again."""
        return self.filter(returned_at__isnull=False, taken_back_at__isnull=True)

    def full(self) -> "HandoffQuerySet":
        """Those that say more than what is next, but for what was withdrawn."""
        return self.exclude(issue_summary="").filter(withdrawn_at__isnull=True)

    def visible_to(self, agent: Agent) -> "HandoffQuerySet":
        return self.filter(Exists(Ticket.objects.visible_to(agent).filter(pk=OuterRef("ticket_id"))))

    def with_deadlines(self) -> "HandoffQuerySet":
        """Adds `acknowledge_due_at`, `respond_due_at`, `take_back_due_at` of the latest generation of each clock."""
        return self.with_acknowledge_due().annotate(
            respond_due_at=latest_due(ClockKind.RESPOND),
            take_back_due_at=latest_due(ClockKind.TAKE_BACK),
        )

    def with_acknowledge_due(self) -> "HandoffQuerySet":
        """Adds `acknowledge_due_at` alone: all that a queue asks."""
        return self.annotate(acknowledge_due_at=latest_due(ClockKind.ACKNOWLEDGE))

    def overdue(self, now: datetime | Now) -> "HandoffQuerySet":
        """Those of the waiting whose time to acknowledge is over, recorded or not."""
        return self.waiting().alias(due_at=latest_due(ClockKind.ACKNOWLEDGE)).filter(due_at__lt=now)

    def due_soonest_first(self) -> "HandoffQuerySet":
        """The order of a handoff queue; needs `with_deadlines()` or `with_acknowledge_due()`."""
        return self.order_by(F("acknowledge_due_at").asc(nulls_last=True), "pk")

    def for_rows(self) -> "HandoffQuerySet":
        """With what a row of a queue shows."""
        return self.select_related("ticket__customer", "ticket__account", "from_team", "to_team", "sent_by", "to_agent")


def latest_due(kind: str) -> models.Subquery:
    """When the latest generation of a handoff's clock is due."""
    clocks = Clock.objects.filter(handoff=OuterRef("pk"), kind=kind)
    return models.Subquery(clocks.order_by("-generation").values("due_at")[:1])


class Handoff(Packaged):
    """One transfer of responsibility for a ticket, with the context its receiver needs."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="handoffs")
    type = models.ForeignKey("escalation.HandoffType", on_delete=models.PROTECT, related_name="handoffs")
    from_team = models.ForeignKey("tickets.Team", on_delete=models.PROTECT, related_name="handoffs_sent")
    to_team = models.ForeignKey("tickets.Team", on_delete=models.PROTECT, related_name="handoffs_received")
    to_agent = models.ForeignKey(
        "tickets.Agent",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="handoffs_asked",
    )

    # Captured at sending, and frozen with it.
    plan = models.CharField(max_length=12, choices=Plan, default=Plan.UNKNOWN)
    customer_waiting_since = models.DateTimeField(null=True)
    customer_messages = models.PositiveIntegerField(default=0, help_text="How often the customer wrote until then.")
    came_along = models.JSONField(
        default=dict, help_text="Contacts, page, preferences, account events and earlier tickets, as they stood then."
    )
    acknowledge_within = models.DurationField(null=True, help_text="The opening time in which to acknowledge it.")
    take_back_within = models.DurationField(null=True, help_text="The opening time in which to take it back.")
    needs_read_back = models.BooleanField(default=False, help_text="Whoever acknowledges says what happens next.")
    terms = models.JSONField(
        default=dict, help_text="Its type's name, version, share asked afterwards, and who is accountable when."
    )

    # The talk before somebody took it, where the sender asked for one.
    talk = models.CharField(max_length=5, choices=Talk, default=Talk.NONE)
    talk_within = models.DurationField(null=True, help_text="The time that whoever is asked to talk has to answer.")

    # What its policy said at sending, and the teams it was with before it was sent on.
    ladder = models.JSONField(null=True)
    teams_before = models.JSONField(default=list)

    # The deeds.
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey("tickets.Agent", on_delete=models.PROTECT, related_name="sent_handoffs")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        "tickets.Agent",
        null=True,
        on_delete=models.PROTECT,
        related_name="acknowledged_handoffs",
    )
    read_back = models.CharField(max_length=LINE_LIMIT, blank=True, help_text="What the receiver does next.")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("tickets.Agent", null=True, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey("tickets.Agent", null=True, on_delete=models.PROTECT, related_name="+")
    return_reason = models.CharField(max_length=16, choices=ReturnReason, blank=True)
    return_note = models.TextField(max_length=1000, blank=True)
    return_missing = models.JSONField(default=dict, help_text="By field of the package, what is missing there.")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey("tickets.Agent", null=True, on_delete=models.PROTECT, related_name="+")
    # The ledger row that acknowledging made: this is how a change of holder is explained by a handoff.
    ownership = models.OneToOneField("tickets.Ownership", null=True, on_delete=models.PROTECT, related_name="handoff")

    objects = HandoffQuerySet.as_manager()

    class Meta:
        constraints = [
            paired("handoff", "acknowledged"),
            paired("handoff", "withdrawn"),
            paired("handoff", "returned"),
            paired("handoff", "taken_back"),
            models.CheckConstraint(
                condition=set_together("acknowledged_at", "ownership"),
                name="handoff_acknowledged_in_ledger",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(acknowledged_at__isnull=True, returned_at__isnull=True),
                name="handoff_withdrawn_only_while_waiting",
            ),
            models.CheckConstraint(
                condition=~Q(talk=Talk.OPEN)
                | Q(acknowledged_at__isnull=True, withdrawn_at__isnull=True, returned_at__isnull=True),
                name="handoff_talked_over_only_while_waiting",
            ),
            models.CheckConstraint(
                condition=~Q(talk=Talk.READY) | Q(acknowledged_at__isnull=False),
                name="handoff_ready_is_acknowledged",
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=False) & ~Q(return_reason="")
                | Q(
                    returned_at__isnull=True,
                    return_reason="",
                    return_note="",
                    taken_back_at__isnull=True,
                ),
                name="handoff_returned_with_reason",
            ),
            models.UniqueConstraint(
                fields=["ticket"],
                condition=WAITS,
                name="one_waiting_handoff_per_ticket",
            ),
        ]
        indexes = [
            # The handoff queue of a team.
            models.Index(
                fields=["to_team", "sent_at"],
                condition=WAITS,
                name="handoff_queue",
            ),
            # What came back to a sender.
            models.Index(
                fields=["sent_by"],
                condition=Q(returned_at__isnull=False, taken_back_at__isnull=True),
                name="handoff_to_take_back",
            ),
            # The scorecard reads a week at a time; a team's lists its own.
            models.Index(fields=["sent_at"], name="handoff_by_week"),
            models.Index(fields=["to_team", "-sent_at"], name="handoff_of_team_by_week"),
            # What shows that criteria are not clear, of the days that are looked at.
            models.Index(
                fields=["acknowledged_at"],
                condition=Q(acknowledged_at__isnull=False),
                name="handoff_acknowledged_lately",
            ),
            models.Index(
                fields=["returned_at"], condition=Q(returned_at__isnull=False), name="handoff_returned_lately"
            ),
        ]

    def __str__(self) -> str:
        return f"Handoff {self.pk} of T-{self.ticket_id}"

    @property
    def state(self) -> State:
        if self.withdrawn_at:
            return State.WITHDRAWN
        if self.returned_at:
            return State.RETURNED
        return State.ACKNOWLEDGED if self.acknowledged_at else State.WAITING

    @property
    def topics(self) -> set[str]:
        """What of open pages shows this handoff: its teams' queues and inboxes, the ticket, its sender's work."""
        teams = (self.from_team_id, self.to_team_id, *self.teams_before)
        lists = {f"{kind}:{team}" for team in teams for kind in ("team", "inbox")}
        return {*lists, f"ticket:{self.ticket_id}", f"agent:{self.sent_by_id}"}

    @property
    def is_waiting(self) -> bool:
        return self.state == State.WAITING

    @property
    def is_acknowledged(self) -> bool:
        return self.acknowledged_at is not None

    @property
    def is_talked_over(self) -> bool:
        """Whether somebody is asked to talk about it at this moment."""
        return self.talk == Talk.OPEN

    @property
    def kind_name(self) -> str:
        """What its type was called when it was sent."""
        return self.terms.get("name") or self.type.name

    @property
    def stages(self) -> list[tuple[str, str, bool]]:
        """Who is accountable when: before it is sent, while it waits, once it is acknowledged; and which is now.

        As its type said at sending; one that is older reads as its type does today.
        """
        is_now = {"before": self.is_returned, "waiting": self.is_waiting, "after": self.state == State.ACKNOWLEDGED}
        said = self.terms.get("accountable") or self.type.accountable
        return [(label, said[stage], is_now[stage]) for stage, label in STAGES.items()]

    @property
    def is_within_team(self) -> bool:
        """Whether it goes to a colleague of the sender's own team."""
        return self.from_team_id == self.to_team_id

    @property
    def is_returned(self) -> bool:
        return self.returned_at is not None

    @property
    def awaits_take_back(self) -> bool:
        return self.is_returned and self.taken_back_at is None

    @property
    def missed(self) -> list[tuple[str, str]]:
        """What whoever returned it missed: the name of the field, and her words."""
        return [(label, self.return_missing[name]) for name, label in self.parts.items() if name in self.return_missing]

    @property
    def brought(self) -> CameAlong:
        """What came along by itself."""
        return came_along.from_json(self.came_along)

    def customer_waiting(self, now: datetime) -> timedelta | None:
        """How long the customer has waited for an answer, counted from before the handoff."""
        return now - self.customer_waiting_since if self.customer_waiting_since else None
