from django.db import models


class IssueType(models.Model):
    """What a ticket is about: a tree, from the general to the particular."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name
