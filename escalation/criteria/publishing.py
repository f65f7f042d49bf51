"""Publishing: what is drafted becomes what holds, as a revision that nothing alters. Saving is not publishing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import Max

from escalation.criteria import loading
from escalation.criteria.comparing import difference
from escalation.criteria.definition import Criteria, Tree
from escalation.criteria.live import criteria_in, live, part_of
from escalation.criteria.naming import Names, strangers
from escalation.criteria.reading import CriteriaError
from escalation.criteria.replay import Case, moved_percent
from escalation.criteria.replaying import cases
from escalation.criteria.rows import drafted, names_in_use
from escalation.criteria.tree_problems import problems
from escalation.criteria.writing import write_criteria
from escalation.facts import BadFact
from escalation.models import RULES, CriteriaRevision
from tickets.models import Agent

RULES_NAME = "Triggers and routes"
TRIED_ON = 200  # of the latest tickets, to see how much a revision moves


class NotPublishable(Exception):
    """The draft would lead somebody nowhere; `problems` says where, in sentences."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


class NothingToPublish(Exception):
    """The draft says what is live already."""


class DraftMovedOn(Exception):
    """Somebody saved something else since the draft was looked at."""


class PublishedMeanwhile(Exception):
    """Somebody else published this part at the same moment."""


@dataclass(frozen=True)
class PartState:
    """One part of the criteria: what is drafted of it, and what is live."""

    part: str
    name: str
    draft: str  # as a file; empty where it is switched off or gone
    live: CriteriaRevision | None
    problems: Sequence[str]

    @property
    def is_live(self) -> bool:
        """Whether what is drafted is what holds."""
        return self.draft == (self.live.content if self.live else "")

    @property
    def fingerprint(self) -> str:
        """Tells this draft from any other."""
        return sha256(self.draft.encode()).hexdigest()

    @property
    def difference(self) -> list[str]:
        return difference(self.live.content if self.live else "", self.draft)


class DraftInTheWay(Exception):
    """What is drafted and was never published would be lost; `state` has it."""

    def __init__(self, state: PartState) -> None:
        super().__init__(f"{state.name} has changes that were never published")
        self.state = state


def states() -> list[PartState]:
    """Every part that is drafted or was published: rules first, then the trees by name."""
    live = {revision.part: revision for revision in CriteriaRevision.objects.live().select_related("published_by")}
    names = names_in_use()
    try:
        criteria = drafted(names)
    except BadFact as error:
        return _unreadable(live, str(error))
    draft, rules = rules_text(criteria), replace(criteria, trees=())
    found = [PartState(RULES, RULES_NAME, draft, live.get(RULES), [*strangers(rules, names), *_unread(draft)])]
    trees = {part_of(tree.key): tree for tree in criteria.trees}
    for part in sorted({*trees, *live} - {RULES}):
        if tree := trees.get(part):
            found.append(_state_of(tree, live.get(part), names))
        else:
            found.append(PartState(part, name_of(live[part]), "", live[part], ()))
    return found


def _state_of(tree: Tree, live: CriteriaRevision | None, names: Names) -> PartState:
    alone = Criteria(trees=(tree,))
    draft = write_criteria(alone)
    faults = problems(tree) or _unread(draft)
    return PartState(part_of(tree.key), tree.name, draft, live, [*faults, *strangers(alone, names)])


def _unread(draft: str) -> list[str]:
    """Why the draft could not be read again as what holds, where it could not."""
    try:
        criteria_in(draft)
    except CriteriaError as error:
        return [str(error)]
    return []


def _unreadable(live: Mapping[str, CriteriaRevision], problem: str) -> list[PartState]:
    """A row cannot be meant, so there is no draft to publish: what holds goes on."""
    parts = {RULES: RULES_NAME, **{part: name_of(live[part]) for part in sorted(live) if part != RULES}}
    return [
        PartState(part, name, live[part].content if part in live else "", live.get(part), [problem])
        for part, name in parts.items()
    ]


def rules_text(criteria: Criteria) -> str:
    """The rules as a file; empty where nothing is said beyond the names of teams and issue types."""
    texts = [(each.description, each.examples) for each in criteria.teams]
    texts += [(each.description, each.examples) for each in criteria.issue_types]
    if not (criteria.triggers or criteria.routes or any(map(any, texts))):
        return ""
    return write_criteria(replace(criteria, trees=()))


def name_of(revision: CriteriaRevision) -> str:
    """What this part was called when it was published."""
    if revision.name or revision.part == RULES:
        return revision.name or RULES_NAME
    trees = criteria_in(revision.content).trees
    return trees[0].name if trees else revision.part.partition(":")[2]


def state(part: str) -> PartState | None:
    return next((each for each in states() if each.part == part), None)


def publish(part: str, *, by: Agent | None, at: datetime, note: str = "", shown: str | None = None) -> CriteriaRevision:
    """Make what is drafted of one part what holds from now on. What was decided before keeps the revision it had.

    `by` is nobody where a command does it; `shown` is the draft that was looked at, where somebody did. Raises
    NotPublishable, NothingToPublish, DraftMovedOn, PublishedMeanwhile.
    """
    with transaction.atomic():
        found = state(part)
        if found and found.problems:
            raise NotPublishable(found.problems)
        if found is None or found.is_live:
            raise NothingToPublish(f"{found.name if found else part} is live as it stands")
        if shown not in (None, found.fingerprint):
            raise DraftMovedOn(f"Somebody changed the draft of “{found.name}” since you looked at it")
        return _add(part, found.name, found.draft, tried_on=_latest(at), by=by, at=at, note=note)


def roll_back(to: CriteriaRevision, *, by: Agent, at: datetime, over_draft: str = "") -> CriteriaRevision:
    """Publish an earlier revision again, and make the draft say the same.

    A draft that was never published is given up only where `over_draft` is its fingerprint: whoever rolls back has
    seen it. Raises DraftInTheWay, NothingToPublish, UnknownName (where a team it names is gone), PublishedMeanwhile.
    """
    with transaction.atomic():
        latest = CriteriaRevision.objects.of(to.part).first()
        if latest is None or latest.content == to.content:
            raise NothingToPublish(f"Revision {to.number} is what is live")
        drafted_now = state(to.part)
        if drafted_now and not drafted_now.is_live and drafted_now.fingerprint != over_draft:
            raise DraftInTheWay(drafted_now)
        earlier = criteria_in(to.content)
        if to.part == RULES:
            loading.load_rules(earlier)
        for tree in earlier.trees:
            loading.load_tree(tree)
        note = f"Back to revision {to.number}."
        return _add(to.part, name_of(to), to.content, tried_on=_latest(at), by=by, at=at, note=note)


def _latest(at: datetime) -> Sequence[Case]:
    return cases(at, count=TRIED_ON)


def _add(
    part: str, name: str, content: str, *, tried_on: Sequence[Case], by: Agent | None, at: datetime, note: str
) -> CriteriaRevision:
    last = CriteriaRevision.objects.filter(part=part).aggregate(last=Max("number"))["last"] or 0
    before = live()
    moved = moved_percent(tried_on, before=before.criteria, after=before.with_part(part, content))
    try:
        with transaction.atomic():
            return CriteriaRevision.objects.create(
                part=part,
                name=name,
                number=last + 1,
                content=content,
                note=note,
                published_at=at,
                published_by=by,
                moved_percent=moved,
            )
    except IntegrityError as error:
        raise PublishedMeanwhile(f"Somebody published “{name}” at this moment") from error


def publish_all(*, by: Agent | None, at: datetime, note: str = "") -> list[CriteriaRevision]:
    """Publish every part that differs from what is live, or none. Raises NotPublishable."""
    with transaction.atomic():
        waiting = [each for each in states() if not each.is_live or each.problems]
        if faults := [f"{each.name}: {problem}" for each in waiting for problem in each.problems]:
            raise NotPublishable(faults)
        latest = _latest(at) if waiting else ()
        return [_add(each.part, each.name, each.draft, tried_on=latest, by=by, at=at, note=note) for each in waiting]
