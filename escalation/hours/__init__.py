"""When a team works, in its own zone: rules of time without a database."""
