"""What routing answers: who handles a message, how sure that is, and why."""

from dataclasses import dataclass, replace

from escalation.criteria.definition import Ending

WORTH_A_LOOK, MOST_OTHERS = 0.2, 3  # chance of a candidate that is shown beside the best, and how many are
# How likely a candidate is, as people say it: a chance of 37 % would claim to know more than it does.
LIKELY = ((0.9, "very sure"), (0.6, "fairly sure"), (0.35, "likely"), (0.2, "possible"), (0.0, "unlikely"))


@dataclass(frozen=True)
class Advice:
    """Whether it should be handed over, as far as a tree or a trigger says."""

    ending: Ending | None = None  # nothing where a question is open
    words: str = ""  # what to do, or what to ask first

    @property
    def hands_over(self) -> bool:
        return self.ending == Ending.HAND_OVER

    @property
    def stays(self) -> bool:
        return self.ending in (Ending.KEEP, Ending.MONITOR)


@dataclass(frozen=True)
class Candidate:
    """A team that may handle it. `team` and `handoff_type` are short names; `confidence` is a chance, 0 to 1."""

    team: str
    name: str
    confidence: float
    why: tuple[str, ...]
    handoff_type: str = ""
    route: str = ""  # the key of the route that says so, if one does
    issue_type: str = ""  # the key of the issue type it was taken for, if for one
    advice: Advice | None = None  # nothing where neither tree nor trigger speaks
    criterion: str = ""  # what names the team, by its key in `criteria.deciding`

    def with_confidence(self, confidence: float) -> "Candidate":
        return replace(self, confidence=confidence)

    @property
    def is_worth_a_look(self) -> bool:
        return self.confidence >= WORTH_A_LOOK

    @property
    def likelihood(self) -> str:
        """In words."""
        return next(words for least, words in LIKELY if self.confidence >= least)


@dataclass(frozen=True)
class Answer:
    """The candidates, the best first. Where `abstained`, none is sure enough and triage looks at it."""

    candidates: tuple[Candidate, ...]
    abstained: bool
    way: str  # rule, words or encoder
    triage: str = ""  # the team that looks at what nobody is sure of, where the criteria name one
    doubt: str = ""  # why it abstained
    is_contradicted: bool = False  # a rule decided, and something speaks for another team

    @property
    def best(self) -> Candidate | None:
        return self.candidates[0] if self.candidates else None

    @property
    def chosen(self) -> Candidate | None:
        """The best candidate, if it is sure enough."""
        return None if self.abstained else self.best

    @property
    def others(self) -> tuple[Candidate, ...]:
        """What else it may be and is worth a look, the likeliest first: the best too where nothing was chosen."""
        left = self.candidates if self.abstained else self.candidates[1:]
        return tuple(each for each in left if each.is_worth_a_look and each.team != self.team)[:MOST_OTHERS]

    @property
    def team(self) -> str:
        """Who gets it; nothing where it abstained and nobody does triage."""
        return self.triage if self.abstained else self.candidates[0].team

    @property
    def confidence(self) -> float:
        return self.best.confidence if self.best else 0.0

    @property
    def why(self) -> tuple[str, ...]:
        return self.chosen.why if self.chosen else (self.doubt,)
