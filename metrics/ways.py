"""The ways in which a ticket changes hands: after a talk, or without one."""

from django.db.models import Q, TextChoices

from escalation.models import Talk


class Way(TextChoices):
    """Whether the two talked before the ticket changed hands."""

    WARM = "warm", "After a talk"
    TRIED = "tried", "Talk asked for, none had"
    COLD = "cold", "Without a talk"

    @property
    def slug(self) -> str:
        return str(self.value)

    @property
    def condition(self) -> Q:
        """Of handoffs."""
        return Q(talk__in=TALKS[self])

    @classmethod
    def of(cls, talk: str) -> "Way":
        """The way of a handoff whose talk stands like this."""
        return next(way for way in cls if talk in TALKS[way])


# Each stand of a talk is one way: what is being talked over, or was cut short, was not taken after a talk.
TALKS = {
    Way.WARM: (Talk.READY,),
    Way.TRIED: (Talk.OPEN, Talk.COLD, Talk.CUT),
    Way.COLD: (Talk.NONE,),
}
