"""Django's backend for SQLite, except for how it waits for the one writer that SQLite has at a time."""
