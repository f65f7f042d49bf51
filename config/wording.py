"""Times as people say them. `static/js/clock.js` says the same in the browser, from minute to minute."""

from datetime import timedelta


def length_in_words(length: timedelta) -> str:
    """A length of time to two units: `12 min`, `1 h 52 min`, `3 d 4 h`.

    >>> length_in_words(timedelta(minutes=112))
    '1 h 52 min'
    """
    seconds = max(0, int(length.total_seconds()))
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86_400
    if minutes < 1:
        return f"{seconds} s"
    if hours < 1:
        return f"{minutes} min"
    if days < 1:
        return _two(hours, "h", minutes % 60, "min")
    return _two(days, "d", hours % 24, "h")


def since_in_words(length: timedelta) -> str:
    """How long something has waited; under a minute nobody counts the seconds."""
    return length_in_words(length) if length >= timedelta(minutes=1) else "under 1 min"


def left_in_words(left: timedelta) -> str:
    """What a deadline leaves: `12 min left`, under two minutes to the second, `3 min overdue`.

    >>> left_in_words(timedelta(seconds=102)), left_in_words(timedelta(minutes=-3))
    ('1:42 left', '3 min overdue')
    """
    if left <= timedelta(0):
        return f"{length_in_words(-left)} overdue"
    seconds = int(left.total_seconds())
    if seconds < 120:
        return f"{seconds // 60}:{seconds % 60:02} left"
    return f"{length_in_words(left)} left"


def _two(many: int, unit: str, few: int, smaller: str) -> str:
    return f"{many} {unit} {few} {smaller}" if few else f"{many} {unit}"
