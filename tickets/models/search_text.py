from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchText(models.Model):
    """What can be searched of one ticket, apart from it so that the ticket's own row stays small and quick to update.

    Written by `tickets.search` only. On PostgreSQL `vector` is all of it as words, with an index made by the first
    migration; on SQLite it stays empty, and `folded` is read: the same without capitals, which SQLite itself knows of
    ASCII alone.
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

    def __str__(self) -> str:
        return f"Search text of {self.ticket_id}"
