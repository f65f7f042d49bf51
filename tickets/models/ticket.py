from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value

from tickets.constraints import set_together
from tickets.models.agent import Agent, Role
from tickets.models.customer import unique_external_id
from tickets.models.participant import Participant
from tickets.models.team import Membership
from tickets.paths import path_of


class Status(models.TextChoices):
    """Whose turn it is. Open: ours. Pending: the customer's. Resolved: nobody's."""

    OPEN = "open", "Open"
    PENDING = "pending", "Waiting on customer"
    RESOLVED = "resolved", "Resolved"


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, agent: Agent) -> "TicketQuerySet":
        """The tickets this agent may open: the only rule of access, for pages, search, counts and the API alike.

        Her teams' tickets, and those that she or a team of hers takes part in. Managers and admins see all; a bot
        sees only what it takes part in.
        """
        if not agent.is_active:
            return self.none()
        if agent.oversees:
            return self
        if agent.role == Role.BOT:
            return self.filter(Exists(Participant.objects.filter(ticket=OuterRef("pk"), agent=agent)))
        teams = Membership.objects.filter(agent=agent).values("team")
        hers = Participant.objects.filter(ticket=OuterRef("pk")).filter(Q(agent=agent) | Q(team__in=teams))
        # Not Exists(): PostgreSQL would gather all she ever took part in before it looks at the first ticket.
        takes_part = Subquery(hers.values(hers=Value(True))[:1], output_field=models.BooleanField())
        return self.filter(Q(team__in=teams) | Q(takes_part))

    def open(self) -> "TicketQuerySet":
        """Not resolved: somebody is accountable."""
        return self.exclude(status=Status.RESOLVED)

    def unheld(self) -> "TicketQuerySet":
        return self.filter(holder__isnull=True)

    def for_rows(self) -> "TicketQuerySet":
        """With what a row of a list shows."""
        return self.select_related("customer", "account", "team", "holder", "issue_type")


class Ticket(models.Model):
    """One customer problem and its thread.

    `team`, `holder` are copies of the open ledger row, written by `ownership` only; `status`,
    `waiting_since`, `last_activity_at` follow the thread and are written by `services` only.
    """

    subject = models.CharField(max_length=200)
    customer = models.ForeignKey("tickets.Customer", on_delete=models.PROTECT, related_name="tickets")
    account = models.ForeignKey("tickets.Account", on_delete=models.PROTECT, related_name="tickets")
    issue_type = models.ForeignKey(
        "tickets.IssueType",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tickets",
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    team = models.ForeignKey("tickets.Team", on_delete=models.PROTECT, related_name="tickets")
    holder = models.ForeignKey(
        Agent,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="held_tickets",
    )
    opened_at = models.DateTimeField()
    last_activity_at = models.DateTimeField()
    waiting_since = models.DateTimeField(
        null=True,
        blank=True,
        help_text="The customer's first message that nobody has answered yet.",
    )
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        Agent,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="resolved_tickets",
    )
    source = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=200, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        constraints = [
            # Records from elsewhere may say when without saying who.
            models.CheckConstraint(
                condition=set_together("resolved_at", "resolved_by") | (Q(resolved_at__isnull=False) & ~Q(source="")),
                name="ticket_resolved_paired",
            ),
            unique_external_id("ticket_external_id"),
            models.CheckConstraint(
                condition=Q(status=Status.RESOLVED, resolved_at__isnull=False)
                | (~Q(status=Status.RESOLVED) & Q(resolved_at__isnull=True)),
                name="ticket_resolved_when_said",
            ),
        ]
        indexes = [
            # Team inbox, newest first and longest waiting first, and what nobody holds: only what is open.
            models.Index(
                fields=["team", "-last_activity_at", "-id"],
                condition=~Q(status=Status.RESOLVED),
                name="ticket_inbox_recent",
            ),
            models.Index(
                fields=["team", "waiting_since", "id"],
                condition=~Q(status=Status.RESOLVED),
                name="ticket_inbox_waiting",
            ),
            models.Index(
                fields=["team", "-last_activity_at", "-id"],
                condition=~Q(status=Status.RESOLVED) & Q(holder__isnull=True),
                name="ticket_inbox_unheld",
            ),
            # What a team resolved lately.
            models.Index(
                fields=["team", "-last_activity_at", "-id"],
                condition=Q(status=Status.RESOLVED),
                name="ticket_resolved_recent",
            ),
            # My work.
            models.Index(
                fields=["holder"],
                condition=~Q(status=Status.RESOLVED),
                name="ticket_held_open",
            ),
            # Search walks from the latest for words that many tickets share.
            models.Index(fields=["-last_activity_at", "-id"], name="ticket_recent"),
            # Earlier tickets of the customer's company.
            models.Index(fields=["account", "-opened_at"], name="ticket_of_account"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    def get_absolute_url(self) -> str:
        return path_of("ticket", self.pk)

    @property
    def number(self) -> str:
        """How people name a ticket: T-4821."""
        return f"T-{self.pk}"

    @property
    def is_resolved(self) -> bool:
        return self.status == Status.RESOLVED

    @property
    def is_unheld(self) -> bool:
        return self.holder_id is None
