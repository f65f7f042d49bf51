"""What decided is named as it is called now, and what is published no longer as it was called last."""

from collections.abc import Collection, Iterable

from escalation.criteria.deciding import names_in
from escalation.criteria.live import criteria_in, live, part_of
from escalation.models import RULES, CriteriaRevision

PUBLISHED = ("route", "type", "trigger", "question")  # what keys begin with; practice tickets have some, too
LOOKED_AT = 50  # revisions, the latest: what was taken away before them is known by its short name


def names_of(keys: Collection[str]) -> dict[str, str]:
    """The name of each of these keys that the criteria know or knew. One query more where some is no longer there."""
    names = names_in(live().criteria)
    lost = {key for key in keys if key.partition(":")[0] in PUBLISHED} - set(names)
    for content in _earlier(lost):
        if not lost:
            break
        found = {key: name for key, name in names_in(criteria_in(content)).items() if key in lost}
        names |= {key: f"{name} (no longer there)" for key, name in found.items()}
        lost -= set(found)
    return names


def _earlier(lost: Iterable[str]) -> Iterable[str]:
    """What was published of the parts that these keys belong to, the latest first."""
    if parts := {_part(key) for key in lost}:
        rows = CriteriaRevision.objects.filter(part__in=parts).exclude(content="").order_by("-pk")
        return rows.values_list("content", flat=True)[:LOOKED_AT]
    return ()


def _part(key: str) -> str:
    """The part that a key is published with: a question with its tree, all else with the rules."""
    kind, _, name = key.partition(":")
    return part_of(name.partition("/")[0]) if kind == "question" else RULES
