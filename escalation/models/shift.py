from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from tickets.constraints import paired, set_together
from tickets.models import Agent

NOTE_LIMIT = 1_000  # characters
NEXT_ACTION_LIMIT = 300  # characters
SUMMARY_LIMIT = 2_000  # characters


class Occasion(models.TextChoices):
    """What ends a shift."""

    TURN = "turn", "A turn of the team's rota ends"
    HOURS = "hours", "Somebody's working hours end"
    CLOSING = "closing", "The team's opening hours end"


class ShiftPlanQuerySet(models.QuerySet["ShiftPlan"]):
    def due(self, now: datetime) -> "ShiftPlanQuerySet":
        """Those to look at: has a shift change come due?"""
        return self.filter(is_active=True, team__is_active=True, look_at__lte=now)


class ShiftPlan(models.Model):
    """When a team's shifts change, and who follows it."""

    team = models.OneToOneField("tickets.Team", on_delete=models.CASCADE, related_name="shift_plan")
    occasion = models.CharField("starts when", max_length=8, choices=Occasion, default=Occasion.HOURS)
    followed_by = models.ForeignKey(
        "tickets.Team",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The team that goes on, such as one in another time zone. Empty: colleagues of the same team do.",
    )
    opens_before = models.DurationField(
        default=timedelta(minutes=30),
        help_text="How long before the change of shifts the page opens.",
    )
    closes_after = models.DurationField(
        default=timedelta(minutes=30),
        help_text="How long after it what nobody took goes to whoever is on duty.",
    )
    is_active = models.BooleanField(default=True, help_text="Off: shift changes of this team begin only by hand.")
    look_at = models.DateTimeField(auto_now_add=True, help_text="When it is looked at next.")

    objects = ShiftPlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_before__gte=timedelta(0), opens_before__lte=timedelta(hours=12))
                & Q(closes_after__gt=timedelta(0), closes_after__lte=timedelta(hours=12)),
                name="shift_plan_window",
                violation_error_message="It closes after the change, and is open for 12 hours at most on each side.",
            ),
            models.CheckConstraint(
                condition=Q(followed_by__isnull=True) | ~Q(followed_by=F("team")),
                name="shift_plan_follows_another",
                violation_error_message="A team does not follow itself: leave this empty.",
            ),
        ]

    def __str__(self) -> str:
        return f"Shifts of {self.team}"


class ShiftChangeQuerySet(models.QuerySet["ShiftChange"]):
    def open(self) -> "ShiftChangeQuerySet":
        return self.filter(closed_at__isnull=True)

    def due(self, now: datetime) -> "ShiftChangeQuerySet":
        """Those whose window has ended, with tickets that nobody may have taken."""
        return self.open().filter(Q(retry_after__isnull=True) | Q(retry_after__lte=now), ends_at__lte=now)

    def visible_to(self, agent: Agent) -> "ShiftChangeQuerySet":
        """Those of the teams she works in, on either side; of all teams for who oversees them."""
        if agent.oversees:
            return self
        teams = agent.memberships.values("team")
        return self.filter(Q(team__in=teams) | Q(to_team__in=teams))

    def for_page(self) -> "ShiftChangeQuerySet":
        return self.select_related(
            "team", "to_team", "outgoing", "incoming", "outgoing_signed_by", "incoming_signed_by", "called_off_by"
        )

    def soonest_first(self) -> "ShiftChangeQuerySet":
        return self.order_by("ends_at", "pk")


class ShiftChange(models.Model):
    """One agent's open tickets, gone through with those who come after her, in a window around the change of shifts.

    Where the team's shift ends with hers, what nobody in it holds is gone through along with them.
    """

    team = models.ForeignKey("tickets.Team", on_delete=models.PROTECT, related_name="shift_changes")
    to_team = models.ForeignKey("tickets.Team", on_delete=models.PROTECT, related_name="shift_changes_received")
    outgoing = models.ForeignKey("tickets.Agent", on_delete=models.PROTECT, related_name="shift_changes")
    incoming = models.ForeignKey(
        "tickets.Agent",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="shift_changes_received",
        help_text="Who is expected to take over. Anybody of the receiving team may.",
    )
    covers_queue = models.BooleanField(
        default=False, help_text="With hers it hands over what nobody holds: the team's shift ends with hers."
    )
    reason = models.CharField(max_length=200, help_text="Why it began.")
    opens_at = models.DateTimeField()
    changes_at = models.DateTimeField(help_text="When the shift ends.")
    ends_at = models.DateTimeField(help_text="What nobody has taken by then goes to whoever is on duty.")
    summary = models.TextField(max_length=SUMMARY_LIMIT, blank=True, help_text="What holds for all tickets.")
    summary_saved_at = models.DateTimeField(null=True)
    summary_window = models.CharField(max_length=32, blank=True, help_text="The window it was last saved from.")
    outgoing_signed_at = models.DateTimeField(null=True)
    outgoing_signed_by = models.ForeignKey("tickets.Agent", null=True, on_delete=models.PROTECT, related_name="+")
    incoming_signed_at = models.DateTimeField(null=True)
    incoming_signed_by = models.ForeignKey("tickets.Agent", null=True, on_delete=models.PROTECT, related_name="+")
    called_off_at = models.DateTimeField(null=True)
    called_off_by = models.ForeignKey("tickets.Agent", null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    retry_after = models.DateTimeField(null=True)

    objects = ShiftChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            paired("shiftchange", "outgoing_signed"),
            paired("shiftchange", "incoming_signed"),
            paired("shiftchange", "called_off"),
            models.CheckConstraint(
                condition=Q(opens_at__lte=F("changes_at"), ends_at__gt=F("opens_at"), ends_at__gte=F("changes_at")),
                name="shift_change_window",
            ),
            # It begins once, however many look whether it is due.
            models.UniqueConstraint(fields=["team", "outgoing", "changes_at"], name="shift_change_once"),
            # She goes once at a time, through one page: what ends later extends what is open.
            models.UniqueConstraint(
                fields=["team", "outgoing"], condition=Q(closed_at__isnull=True), name="one_open_shift_change"
            ),
            # What nobody holds is gone through once for each end of the team's shift.
            models.UniqueConstraint(
                fields=["team", "changes_at"], condition=Q(covers_queue=True), name="shift_change_of_queue_once"
            ),
        ]
        indexes = [
            models.Index(fields=["ends_at"], condition=Q(closed_at__isnull=True), name="shift_change_due"),
        ]

    def __str__(self) -> str:
        return f"Shift change of {self.outgoing} in {self.team}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def crosses_teams(self) -> bool:
        return self.team_id != self.to_team_id


class ShiftTicket(models.Model):
    """One ticket of a shift change: what its holder says of it last, and what became of it."""

    shift_change = models.ForeignKey("escalation.ShiftChange", on_delete=models.CASCADE, related_name="tickets")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="shift_tickets")
    note = models.TextField(max_length=NOTE_LIMIT, blank=True)
    next_action = models.CharField(max_length=NEXT_ACTION_LIMIT, blank=True)
    goes_to = models.ForeignKey(
        "tickets.Agent", null=True, on_delete=models.PROTECT, related_name="+", help_text="Who should take it."
    )
    saved_at = models.DateTimeField(null=True)
    window = models.CharField(max_length=32, blank=True, help_text="The window it was last saved from.")
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey("tickets.Agent", null=True, on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField(null=True, help_text="Nobody took it in time: it went to whoever is on duty.")
    told_at = models.DateTimeField(null=True, help_text="When what was said of it was left in its thread.")
    # The ledger row that says so: this is how the change of holder is explained.
    ownership = models.OneToOneField("tickets.Ownership", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shift_change", "ticket"], name="shift_ticket_once"),
            paired("shiftticket", "taken"),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True) | Q(left_at__isnull=True), name="shift_ticket_taken_or_left"
            ),
            models.CheckConstraint(
                condition=set_together("taken_at", "ownership") | Q(left_at__isnull=False),
                name="shift_ticket_in_ledger",
            ),
        ]

    def __str__(self) -> str:
        return f"T-{self.ticket_id} at shift change {self.shift_change_id}"

    @property
    def is_noted(self) -> bool:
        """Whether its reader learns how it stands and what to do next."""
        return bool(self.note.strip() and self.next_action.strip())


class ShiftWord(models.Model):
    """A question about a ticket of a shift change, or its answer."""

    shift_ticket = models.ForeignKey("escalation.ShiftTicket", on_delete=models.CASCADE, related_name="words")
    at = models.DateTimeField()
    by = models.ForeignKey("tickets.Agent", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=NOTE_LIMIT)

    def __str__(self) -> str:
        return f"{self.by} at {self.at:%H:%M}"
