from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Numbers(ArrayField):
    """Whole numbers, in a column that stays empty on SQLite."""

    def __init__(self, base_field: models.Field | None = None, **kwargs: Any) -> None:
        super().__init__(base_field or models.BigIntegerField(), **kwargs)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """SQLite knows no types to cast to."""
        if connection.vendor != "postgresql":
            return "%s"
        placeholder: str = super().get_placeholder(value, compiler, connection)  # type: ignore[misc]
        return placeholder


class SearchText(models.Model):
    """What can be searched of one ticket, apart from it so that the ticket's own row stays small and quick to update.

    Written by `tickets.search` only. On PostgreSQL `vector` is all of it as words, with an index made by the first
    migration; on SQLite it stays empty, and `folded` is read: the same without capitals, which SQLite itself knows of
    ASCII alone.

    `concerns` says whom the ticket ever concerned: teams by their numbers, agents by theirs with a minus. It names all
    who may open the ticket, and perhaps more, so that a search can leave out what is nothing to its reader before it
    looks at any ticket. PostgreSQL itself writes it, by triggers that a migration made.
    """

    ticket = models.OneToOneField(
        "tickets.Ticket",
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="search_text",
    )
    about = models.TextField(db_default="", help_text="Subject, customer and company: what a ticket is known by.")
    text = models.TextField(help_text="What was said, the latest of it where it is long.")
    folded = models.TextField(db_default="")
    vector = SearchVectorField(null=True)
    concerns = Numbers(null=True, editable=False)

    def __str__(self) -> str:
        return f"Search text of {self.ticket_id}"
