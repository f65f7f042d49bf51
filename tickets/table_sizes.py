"""What the database knows of how much stands in its tables, from which it tells the quick way to an answer.

PostgreSQL looks by itself. SQLite does only when it is told to; until then it takes all indexes for equally good, and
what a report asks for every handoff of a quarter takes seconds.
"""

from datetime import datetime

from django.db import connection

ROWS_LOOKED_AT = 400  # of each index, as SQLite advises (sqlite.org/lang_analyze.html)


def measure(at: datetime | None = None) -> None:
    """Have it look: some hundredths of a second, however much there is."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {ROWS_LOOKED_AT}")
            cursor.execute("ANALYZE")
