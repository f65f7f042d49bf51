from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.text import slugify


class Role(models.TextChoices):
    """What somebody may do in general; what it covers is in `permissions.py`."""

    AGENT = "agent", "Agent"
    LEAD = "lead", "Lead"
    MANAGER = "manager", "Manager"
    ADMIN = "admin", "Admin"
    BOT = "bot", "Bot"


class AgentQuerySet(models.QuerySet["Agent"]):
    def active(self) -> "AgentQuerySet":
        return self.filter(is_active=True)

    def people(self) -> "AgentQuerySet":
        return self.active().exclude(role=Role.BOT)


class AgentManager(BaseUserManager["Agent"]):
    def get_queryset(self) -> AgentQuerySet:
        return AgentQuerySet(self.model, using=self._db)

    def active(self) -> AgentQuerySet:
        return self.get_queryset().active()

    def people(self) -> AgentQuerySet:
        return self.get_queryset().people()

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Agent":
        fields.setdefault("name", username)
        agent = self.model(username=self.model.normalize_username(username), **fields)
        agent.set_password(password)
        agent.save(using=self._db)
        return agent

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "Agent":
        return self.create_user(username, password, **{**fields, "role": Role.ADMIN})


class Agent(AbstractBaseUser):
    """Whoever answers customers or looks after those who do: a person, or the bot. Also who signs in."""

    username = models.CharField(max_length=150, unique=True, validators=[UnicodeUsernameValidator()])
    name = models.CharField(max_length=150, help_text="As colleagues and customers read it.")
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=10, choices=Role, default=Role.AGENT)
    time_zone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True, help_text="Off: may not sign in, and holds no tickets.")
    answered_for_by = models.ForeignKey(
        "tickets.Team",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="bots",
        help_text="Bots only: the team that answers for what the bot holds.",
    )
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = AgentManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(role=Role.BOT) | models.Q(answered_for_by__isnull=False),
                name="bot_is_answered_for",
                violation_error_message="A bot needs the team that answers for it.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def initials(self) -> str:
        """Two letters for a small round badge."""
        return initials_of(self.name)

    @property
    def is_bot(self) -> bool:
        return self.role == Role.BOT

    @property
    def oversees(self) -> bool:
        """Whether she looks after all teams, whichever she works in."""
        return self.role in (Role.MANAGER, Role.ADMIN)

    # Django's admin asks these; the role is the one answer.
    @property
    def is_staff(self) -> bool:
        return self.role == Role.ADMIN

    @property
    def is_superuser(self) -> bool:
        return self.role == Role.ADMIN

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and self.role == Role.ADMIN

    def has_perms(self, perms: list[str], obj: object = None) -> bool:
        return self.has_perm("", obj)

    def has_module_perms(self, app_label: str) -> bool:
        return self.has_perm("")


def initials_of(name: str) -> str:
    """The first letters of the first and the last word of a name.

    >>> initials_of("Ana Maria Silva"), initials_of("Ana")
    ('AS', 'A')
    """
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


def username_from(name: str) -> str:
    """A sign-in name made of a person's name: `Sarah Okafor` becomes `sarah.okafor`."""
    return slugify(name).replace("-", ".")
