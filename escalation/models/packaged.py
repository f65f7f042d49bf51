from django.db import models

from escalation.brief import STANDING, Brief, in_brief
from escalation.context_fields import Answered, answered, from_json
from escalation.package import ACTION_LIMIT, LINE_LIMIT, PARTS, SUMMARY_LIMIT, Package, Sentiment, Step, Urgency


class Packaged(models.Model):
    """A package as columns: what every handoff says, and what its type asked for beyond that."""

    issue_summary = models.TextField(max_length=SUMMARY_LIMIT)
    troubleshooting = models.JSONField(default=list, help_text="Steps in order, each with its result.")
    nothing_tried = models.CharField(max_length=LINE_LIMIT, blank=True)
    sentiment = models.CharField(max_length=10, choices=Sentiment)
    sentiment_note = models.CharField(max_length=LINE_LIMIT)
    urgency = models.CharField(max_length=8, choices=Urgency)
    business_impact = models.CharField(max_length=LINE_LIMIT)
    next_best_action = models.CharField(max_length=ACTION_LIMIT)
    # What its type asked for beyond that when it was sent, and the answers by key.
    asked = models.JSONField(default=list)
    details = models.JSONField(default=dict)

    class Meta:
        abstract = True

    @property
    def package(self) -> Package:
        return Package(
            issue_summary=self.issue_summary,
            troubleshooting=tuple(Step(**step) for step in self.troubleshooting),
            nothing_tried=self.nothing_tried,
            sentiment=self.sentiment,
            sentiment_note=self.sentiment_note,
            urgency=self.urgency,
            business_impact=self.business_impact,
            next_best_action=self.next_best_action,
            details=self.details,
        )

    @property
    def answered(self) -> list[Answered]:
        """What was answered to its type's own fields, as they stood when it was sent."""
        return answered(from_json(self.asked), self.details)

    @property
    def parts(self) -> dict[str, str]:
        """What it says or was asked to say, by name: what can be missing, with what people call it."""
        own = {"next_best_action": PARTS["next_best_action"]} if self.is_one_line else PARTS
        return {**own, **{field.name: field.label for field in from_json(self.asked)}}

    @property
    def is_one_line(self) -> bool:
        """Whether it says only what is next, as its type allowed."""
        return not self.issue_summary

    @property
    def how_it_stands(self) -> str:
        """What the one who went off shift wrote last; nothing where no shift changed."""
        return str(self.details.get(STANDING, ""))

    @property
    def brief(self) -> Brief:
        """What of the package the summary card shows before "more"."""
        return in_brief({**vars(self), STANDING: self.how_it_stands})
