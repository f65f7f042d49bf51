"""The kinds of handoff that a sender may choose among, with what each asks for and the steps of its policy."""

from collections.abc import Sequence
from typing import Any

from escalation.models import HandoffType
from tickets.kept import Kept
from tickets.keys import key_of

OUT_OF_USE = "This kind of handoff is out of use: choose another."


def chosen(types: Sequence[HandoffType], key: Any) -> HandoffType | None:
    """The one with this key; the first where nothing was chosen, and none where what was chosen is out of use."""
    if key is None:
        return next(iter(types), None)
    return next((kind for kind in types if str(kind.pk) == str(key)), None)


def out_of_use(key: str) -> str:
    """The sentence about a kind that was asked for by its key and is not offered; none where nothing was."""
    if not key:
        return ""
    asked = HandoffType.objects.filter(pk=key_of(key) or 0)
    name = asked.values_list("name", flat=True).first()
    return f"“{name}” is out of use: choose another kind." if name else OUT_OF_USE


def _between_teams() -> list[HandoffType]:
    return list(HandoffType.objects.between_teams().prefetch_related("policy__steps"))


between_teams = Kept(_between_teams)
