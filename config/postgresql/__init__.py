"""Django's PostgreSQL, with what a server that is frozen calls for: it keeps its connections, and says nothing."""
