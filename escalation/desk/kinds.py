"""The kinds of handoff that a sender may choose among, with what each asks for and the steps of its policy."""

from escalation.models import HandoffType
from tickets.kept import Kept


def _between_teams() -> list[HandoffType]:
    return list(HandoffType.objects.between_teams().prefetch_related("policy__steps"))


between_teams = Kept(_between_teams)
