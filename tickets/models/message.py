from collections.abc import Sequence

from django.db import models
from django.db.models import Q

from tickets.models.customer import unique_external_id

BODY_LIMIT = 100_000  # characters: some forty pages, more than any mail a person writes


class Channel(models.TextChoices):
    CHAT = "chat", "Chat"
    EMAIL = "email", "E-mail"
    PHONE = "phone", "Phone summary"
    WEB = "web", "Web form"
    NOTE = "note", "Note"


class Visibility(models.TextChoices):
    PUBLIC = "public", "Public"
    INTERNAL = "internal", "Internal note"


class AuthorKind(models.TextChoices):
    CUSTOMER = "customer", "Customer"
    AGENT = "agent", "Agent"
    BOT = "bot", "Bot"
    # Known only by a name in somebody else's records: an import invents nobody.
    IMPORTED = "imported", "Imported"


class MessageQuerySet(models.QuerySet["Message"]):
    def public(self) -> "MessageQuerySet":
        return self.filter(visibility=Visibility.PUBLIC)

    def from_customer(self) -> "MessageQuerySet":
        return self.filter(author_kind=AuthorKind.CUSTOMER)

    def answers(self) -> "MessageQuerySet":
        """What a person on our side said to the customer."""
        return self.public().filter(author_kind=AuthorKind.AGENT)

    def in_order(self) -> "MessageQuerySet":
        return self.order_by("posted_at", "pk")

    def openings(self, tickets: Sequence[int]) -> dict[int, str]:
        """What each customer wrote first, by the number of the ticket."""
        said = self.from_customer().public().filter(ticket__in=tickets).order_by("-posted_at", "-pk")
        return dict(said.values_list("ticket_id", "body"))  # the earliest comes last, and stays


class Message(models.Model):
    """Anything said in a ticket, on any channel."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="messages")
    author_kind = models.CharField(max_length=10, choices=AuthorKind)
    agent = models.ForeignKey(
        "tickets.Agent",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="messages",
    )
    customer = models.ForeignKey(
        "tickets.Customer",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="messages",
    )
    author_name = models.CharField(max_length=150, blank=True, help_text="Of an imported author.")
    in_place_of = models.ForeignKey(
        "tickets.Ownership",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="+",
        db_index=False,  # few have it: the index below holds those alone
        help_text="Who held the ticket then, where an agent answered who did not.",
    )
    channel = models.CharField(max_length=6, choices=Channel)
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    body = models.TextField(max_length=BODY_LIMIT)
    page_url = models.CharField(max_length=500, blank=True, help_text="The page the customer was on.")
    posted_at = models.DateTimeField()
    source = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=200, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    author_kind=AuthorKind.CUSTOMER,
                    customer__isnull=False,
                    agent__isnull=True,
                )
                | Q(
                    author_kind__in=[AuthorKind.AGENT, AuthorKind.BOT],
                    agent__isnull=False,
                    customer__isnull=True,
                )
                | Q(
                    author_kind=AuthorKind.IMPORTED,
                    agent__isnull=True,
                    customer__isnull=True,
                ),
                name="message_has_its_author",
            ),
            models.CheckConstraint(
                condition=~Q(channel=Channel.NOTE) | Q(visibility=Visibility.INTERNAL),
                name="note_is_internal",
            ),
            models.CheckConstraint(
                condition=Q(in_place_of__isnull=True) | Q(author_kind=AuthorKind.AGENT, visibility=Visibility.PUBLIC),
                name="message_in_place_is_an_answer",
            ),
            unique_external_id("message_external_id"),
        ]
        indexes = [
            models.Index(fields=["ticket", "posted_at", "id"], name="message_thread"),
            # For those who look for handoffs that nobody called one.
            models.Index(fields=["posted_at"], condition=Q(in_place_of__isnull=False), name="message_in_place"),
            models.Index(fields=["in_place_of"], condition=Q(in_place_of__isnull=False), name="message_in_place_of"),
        ]

    def __str__(self) -> str:
        return f"{self.author}: {self.body[:60]}"

    @property
    def author(self) -> str:
        """The name to show; needs `agent` and `customer` loaded."""
        return str(self.agent or self.customer or self.author_name or "Imported")

    @property
    def held_then(self) -> str:
        """Of an answer in somebody's place: who held the ticket, to go on a sentence."""
        return self.in_place_of.held_in_words if self.in_place_of else ""

    @property
    def is_internal(self) -> bool:
        return self.visibility == Visibility.INTERNAL

    @property
    def is_from_customer(self) -> bool:
        return self.author_kind == AuthorKind.CUSTOMER

    @property
    def is_from_bot(self) -> bool:
        return self.author_kind == AuthorKind.BOT
