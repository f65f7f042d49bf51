from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q


class SurveyAnswer(models.Model):
    """What a customer said of how her ticket went."""

    ticket = models.OneToOneField("tickets.Ticket", on_delete=models.CASCADE, related_name="survey_answer")
    csat = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    had_to_repeat = models.BooleanField(null=True, help_text="Whether she had to explain something twice.")
    comment = models.TextField(blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(csat__gte=1, csat__lte=5), name="csat_one_to_five")]

    def __str__(self) -> str:
        return f"{self.csat} of 5 for T-{self.ticket_id}"
