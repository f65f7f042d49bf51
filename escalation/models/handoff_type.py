import re
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from escalation.context_fields import CHOOSES, LINE_LIMIT, ContextField, FieldKind
from escalation.models.warm import INTRODUCTION_LIMIT
from escalation.package import Asks, Urgency
from tickets.compiled import compiled
from tickets.models import Plan

INTRODUCTION = (
    "Hello {customer}, my colleague {receiver} of {team} takes over from me. {receiver} knows everything you told us, "
    "so you need not repeat any of it."
)
NAMES = ("customer", "sender", "receiver", "team")  # that an introduction may mention
OF_SHIFTS = "shift-change"  # the slug of the kind that tickets change hands with at a shift change


class BegunBy(models.TextChoices):
    """How a handoff of a kind comes about."""

    PEOPLE = "people", "People, who choose it"
    BOT = "bot", "A bot"
    SHIFT = "shift", "A shift change"


class HandoffTypeQuerySet(models.QuerySet["HandoffType"]):
    def between_teams(self) -> "HandoffTypeQuerySet":
        """What a sender may choose among, in order, each with what it asks for."""
        by_hand = self.filter(is_active=True, within_team=False, begun_by=BegunBy.PEOPLE)
        chosen = by_hand.order_by("position", "name")
        return chosen.select_related("policy").prefetch_related("fields")

    def within_team(self) -> "HandoffTypeQuerySet":
        """What a ticket is given to a colleague with, the first first."""
        return self.filter(is_active=True, within_team=True).order_by("position", "name").prefetch_related("fields")

    def of_shifts(self) -> "HandoffType":
        """What a ticket changes hands with at a shift change, in use or not; made anew where somebody deleted it."""
        made = {"name": "Shift change", "begun_by": BegunBy.SHIFT}
        found, _ = self.get_or_create(slug=OF_SHIFTS, defaults=made)
        return found


class HandoffType(models.Model):
    """A kind of handoff: what it asks for, the time it gives, and who is accountable when."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    description = models.TextField(blank=True, help_text="When to use it, as the sender reads it.")
    asks = models.CharField(
        max_length=8,
        choices=Asks,
        default=Asks.PACKAGE,
        help_text="How much the sender must say. One line says what to do next, and no more is asked.",
    )
    begun_by = models.CharField(
        "sent by",
        max_length=6,
        choices=BegunBy,
        default=BegunBy.PEOPLE,
        help_text="People are offered what people send. What a bot or a shift change sends comes about by itself.",
    )
    within_team = models.BooleanField(
        "inside a team",
        default=False,
        help_text="Goes to a colleague of the same team, and to no other team. All other kinds go to another team.",
    )
    acknowledge_within = models.DurationField(
        default=timedelta(minutes=15),
        help_text="Time to acknowledge.",
    )
    respond_within = models.DurationField(
        default=timedelta(hours=1),
        help_text="Time to the first answer to the customer.",
    )
    take_back_within = models.DurationField(
        default=timedelta(minutes=15),
        help_text="Time the sender has to take back what was returned.",
    )
    needs_read_back = models.BooleanField(
        "needs a read-back",
        default=False,
        help_text="Whoever acknowledges says in a line what happens next.",
    )
    asked_share = models.PositiveSmallIntegerField(
        "share asked afterwards",
        default=10,
        validators=[MaxValueValidator(100)],
        help_text="Of a hundred receivers, how many are asked whether they could go on without reading earlier "
        "messages.",
    )
    may_be_warm = models.BooleanField(
        "may be a warm transfer",
        default=True,
        help_text="The sender may ask somebody to talk it over before she takes it.",
    )
    warm_from_plan = models.CharField(
        "suggested from plan",
        max_length=12,
        choices=Plan,
        blank=True,
        default=Plan.ENTERPRISE,
        help_text="The talk is chosen from the start for customers of this plan and above. Empty: no plan suggests it.",
    )
    warm_from_urgency = models.CharField(
        "suggested from urgency",
        max_length=8,
        choices=Urgency,
        blank=True,
        default=Urgency.HIGH,
        help_text="The talk is chosen from the start from this urgency on. Empty: no urgency suggests it.",
    )
    talk_within = models.DurationField(
        "time to answer an ask",
        default=timedelta(minutes=2),
        help_text="Whoever is asked to talk has this long before somebody else is asked.",
    )
    introduction = models.CharField(
        max_length=INTRODUCTION_LIMIT,
        default=INTRODUCTION,
        help_text="What the customer reads after a warm transfer, in the sender's name; she can change it before. "
        "{customer}, {sender}, {receiver} and {team} stand for names.",
    )
    policy = models.ForeignKey(
        "escalation.EscalationPolicy",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="handoff_types",
        help_text="What happens while nobody acknowledges. Without one only a missed deadline is told.",
    )
    accountable_before = models.CharField(
        "who is accountable before it is sent", max_length=200, default="Whoever holds the ticket."
    )
    accountable_waiting = models.CharField(
        "while it waits", max_length=200, default="The sender, until somebody acknowledges."
    )
    accountable_after = models.CharField(
        "once it is acknowledged", max_length=200, default="Whoever acknowledged, and her team."
    )
    version = models.PositiveIntegerField(
        default=1, editable=False, help_text="Counts its changes: each handoff keeps the version it was sent under."
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Lower comes first where types are listed.")
    is_active = models.BooleanField(default=True)

    objects = HandoffTypeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    acknowledge_within__gt=timedelta(0),
                    respond_within__gt=timedelta(0),
                    take_back_within__gt=timedelta(0),
                    talk_within__gt=timedelta(0),
                ),
                name="handoff_type_gives_time",
                violation_error_message="All times must be longer than nothing.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """An introduction mentions nobody but those whose names are known."""
        unknown = sorted(set(re.findall(r"{(.*?)}", self.introduction)) - set(NAMES))
        if unknown:
            raise ValidationError({"introduction": f"Nothing stands for {{{unknown[0]}}}."})

    @property
    def accountable(self) -> dict[str, str]:
        """Who is accountable, by stage."""
        return {"before": self.accountable_before, "waiting": self.accountable_waiting, "after": self.accountable_after}

    @property
    def asked(self) -> tuple[ContextField, ...]:
        """The fields it asks for now, in order; whoever asks for many types prefetches `fields`."""
        is_there = "fields" in getattr(self, "_prefetched_objects_cache", {})
        rows = self.fields.all() if is_there else _fields(type_id=self.pk)
        return tuple(row.as_asked() for row in sorted(rows, key=lambda row: (row.position, row.pk)))


class HandoffTypeField(models.Model):
    """One field of a handoff type, as an admin edits it. What was sent keeps the fields it was sent with."""

    type = models.ForeignKey(HandoffType, on_delete=models.CASCADE, related_name="fields")
    key = models.CharField(
        max_length=40,
        validators=[
            RegexValidator(r"^[a-z][a-z0-9_-]*$", "Small letters, digits, hyphens, underscores; a letter first.")
        ],
        help_text="Its name for programs: small letters, digits, hyphens and underscores.",
    )
    label = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=FieldKind, default=FieldKind.TEXT)
    required = models.BooleanField(default=True, help_text="Of a checklist: every item must be ticked.")
    choices = models.TextField(blank=True, help_text="Options of a choice, or items of a checklist, one a line.")
    help_text = models.CharField(max_length=200, blank=True, help_text="What the sender reads beside it.")
    example = models.CharField(max_length=LINE_LIMIT, blank=True, help_text="An answer worth imitating.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Lower comes first.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "key"], name="one_field_per_type_and_key")]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Choices go with the kinds that choose, and are needed there."""
        chooses, has_choices = self.kind in CHOOSES, bool(self._options())
        if chooses and not has_choices:
            raise ValidationError({"choices": "Write what there is to choose from, one a line."})
        if has_choices and not chooses:
            raise ValidationError({"choices": "Only a choice and a checklist have options."})

    def as_asked(self) -> ContextField:
        return ContextField(
            key=self.key,
            label=self.label,
            kind=self.kind,
            required=self.required,
            choices=tuple(self._options()),
            help_text=self.help_text,
            example=self.example,
        )

    def _options(self) -> list[str]:
        lines = (line.strip() for line in self.choices.splitlines())
        return list(dict.fromkeys(line for line in lines if line))


@compiled
def _fields(*, type_id: int) -> models.QuerySet[HandoffTypeField, HandoffTypeField]:
    return HandoffTypeField.objects.filter(type=type_id)
