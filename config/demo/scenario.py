"""The shape of a problem scenario: everything people say about one kind of problem, with slots such as {order}."""

from dataclasses import dataclass

from escalation.package import Step

# How a customer writes; each scenario opens in some of these voices, `plain` among them.
VOICES = ("plain", "terse", "angry", "chatty", "foreign")


@dataclass(frozen=True)
class Ask:
    """A question the agent puts to the customer, and how she may answer."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Scenario:
    """One kind of problem.

    Where there are two answers, notes, summaries, next actions or fixes, the first of each belongs to one cause and the
    second to another; a third fits either.
    """

    key: str
    issue_type: str  # "Orders/Import": the branch and the leaf of the tree
    goes_to: str  # the team that can solve it
    weight: int  # how common it is
    openings: dict[str, str]  # by voice
    subjects: tuple[str, ...]
    asks: tuple[Ask, ...]
    chases: tuple[str, ...]  # the customer, while she waits
    notes: tuple[str, ...]  # agents among themselves
    pickups: tuple[str, ...]  # the first words of whoever took it over
    fixes: tuple[str, ...]
    tried: tuple[Step, ...]
    summaries: tuple[str, ...]  # of a handoff: at most three sentences
    impacts: tuple[str, ...]
    next_actions: tuple[str, ...]
    bot_turns: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
