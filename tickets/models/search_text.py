from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchText(models.Model):
    """What can be searched of one ticket, apart from it so that the ticket's own row stays small and quick to update.

    Written by `search.index()` only. On PostgreSQL `vector` is the text as words, with an index made by the first
    migration; on SQLite it stays empty and the text is read as it is.
    """

    ticket = models.OneToOneField(
        "tickets.Ticket",
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="search_text",
    )
    text = models.TextField()
    vector = SearchVectorField(null=True)

    def __str__(self) -> str:
        return f"Search text of {self.ticket_id}"
