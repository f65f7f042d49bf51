"""How a name reads. No database."""

import unicodedata

BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and signs that are drawn as nothing


def as_read(name: str) -> str:
    r"""What somebody tells names apart by: neither capital letters nor what is not seen.

    >>> as_read("Tier\u200b 2") == as_read("tier  2"), as_read("\u200b\u3164")
    (True, '')
    """
    seen = "".join(each for each in name if each not in BLANKS and unicodedata.category(each) not in ("Cf", "Cc"))
    return " ".join(seen.casefold().split())
