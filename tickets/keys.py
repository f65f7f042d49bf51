"""The numbers by which rows are asked for. No database."""

DIGITS = 18  # each number of so many fits into the column, and no database is asked for one that does not


def key_of(text: object) -> int | None:
    """The number of a row as it was sent; None where no row can have it.

    >>> key_of("12"), key_of(""), key_of("-1"), key_of("9" * 19), key_of(None)
    (12, None, None, None, None)
    """
    said = str(text)
    return int(said) if said.isdecimal() and len(said) <= DIGITS else None
