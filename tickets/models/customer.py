from django.db import models
from django.db.models import Q

from tickets.models.agent import Agent


class Plan(models.TextChoices):
    FREE = "free", "Free"
    TEAM = "team", "Team"
    BUSINESS = "business", "Business"
    ENTERPRISE = "enterprise", "Enterprise"
    UNKNOWN = "unknown", "Unknown plan"


def unique_external_id(name: str) -> models.UniqueConstraint:
    """What came from elsewhere is known by its source and its id there, and comes in once."""
    return models.UniqueConstraint(fields=["source", "external_id"], condition=~Q(external_id=""), name=name)


class AccountQuerySet(models.QuerySet["Account"]):
    def visible_to(self, agent: Agent) -> "AccountQuerySet":
        """People look any customer up when one calls; a bot knows only those it talks with."""
        return self.filter(tickets__participants__agent=agent).distinct() if agent.is_bot else self


class Account(models.Model):
    """A customer's company, with its plan."""

    name = models.CharField(max_length=200)
    plan = models.CharField(max_length=12, choices=Plan, default=Plan.UNKNOWN)
    country = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=200, blank=True)

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints = [unique_external_id("account_external_id")]

    def __str__(self) -> str:
        return self.name


class AccountEventKind(models.TextChoices):
    UPGRADE = "upgrade", "Plan changed"
    BILLING = "billing", "Billing changed"
    DEPLOYMENT = "deployment", "Deployment"
    INCIDENT = "incident", "Incident"
    OTHER = "other", "Other"


class AccountEvent(models.Model):
    """Something that changed for an account and may explain a ticket."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=AccountEventKind, default=AccountEventKind.OTHER)
    summary = models.CharField(max_length=200)
    happened_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account", "-happened_at"], name="account_event_recent")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.summary}"


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, agent: Agent) -> "CustomerQuerySet":
        """As with accounts."""
        return self.filter(tickets__participants__agent=agent).distinct() if agent.is_bot else self


class Customer(models.Model):
    """The person who writes."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="customers")
    name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    title = models.CharField(max_length=120, blank=True)
    preferences = models.TextField(blank=True, help_text="How she likes to be reached, languages, hours.")
    special_circumstances = models.TextField(blank=True)
    source = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=200, blank=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        constraints = [unique_external_id("customer_external_id")]

    def __str__(self) -> str:
        return self.name
