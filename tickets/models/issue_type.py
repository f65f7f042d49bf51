from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import models


class IssueType(models.Model):
    """What a ticket is about: a tree, from the general to the particular."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if any(wider.pk == self.pk for wider in self._wider()):
            raise ValidationError({"parent": "An issue type cannot lie within itself."})

    def _wider(self) -> Iterator["IssueType"]:
        """Those that it is a part of, the nearest first; each once, should others lie in a circle."""
        met: set[int] = set()
        wider: IssueType | None = self.parent
        while wider is not None and wider.pk not in met:
            yield wider
            met.add(wider.pk)
            wider = wider.parent
