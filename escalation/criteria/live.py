"""What holds now: the latest revision of each part, read back. One query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from django.db.models import QuerySet

from escalation.criteria.definition import Criteria, Tree
from escalation.criteria.reading import read_criteria
from escalation.facts import Facts
from escalation.models import RULES, CriteriaRevision
from tickets.compiled import compiled
from tickets.kept import Kept

# A revision is never altered, so its text is read once by each process.
criteria_in = lru_cache(maxsize=256)(read_criteria)


@dataclass(frozen=True)
class Live:
    """The published criteria, and the revision that each part is of."""

    criteria: Criteria
    revisions: Mapping[str, CriteriaRevision]

    @property
    def rules_revision(self) -> CriteriaRevision | None:
        return self.revisions.get(RULES)

    def with_part(self, part: str, content: str) -> Criteria:
        """The criteria as they would hold with this part published."""
        contents = {**{key: revision.content for key, revision in self.revisions.items()}, part: content}
        return put_together(contents)

    def revision_of(self, tree: Tree) -> CriteriaRevision:
        return self.revisions[part_of(tree.key)]

    def tree_for(self, facts: Facts) -> Tree | None:
        """The first tree for what the ticket is about."""
        return tree_for(self.criteria.trees, facts)


def part_of(tree: str) -> str:
    """The name under which a tree is published."""
    return f"tree:{tree}"


def tree_for(trees: tuple[Tree, ...], facts: Facts) -> Tree | None:
    """The first for an issue type of the ticket, or of one above it; the closest type counts first."""
    kinds = facts.get("issue_type")
    for kind in kinds if isinstance(kinds, tuple) else ():
        for tree in trees:
            if kind in tree.issue_types:
                return tree
    return None


def live() -> Live:
    """Trees stand in the order of their names, as nothing else is published of their order."""
    revisions = {revision.part: revision for revision in _latest()}
    return Live(put_together({part: revision.content for part, revision in revisions.items()}), revisions)


@compiled
def _latest() -> QuerySet[CriteriaRevision, CriteriaRevision]:
    return CriteriaRevision.objects.live().order_by("part")


live_for_pages = Kept(live)  # the same, for whoever publishes nothing herself


def criteria_of(revisions: Iterable[int]) -> Criteria:
    """What held when these were the latest of their parts. One query."""
    rows = CriteriaRevision.objects.filter(pk__in=revisions)
    return put_together(dict(rows.values_list("part", "content")))


def put_together(contents: Mapping[str, str]) -> Criteria:
    """The rules, and the trees in the order of their parts."""
    rules = criteria_in(contents[RULES]) if RULES in contents else Criteria()
    trees = tuple(tree for part in sorted(contents) if part != RULES for tree in criteria_in(contents[part]).trees)
    return replace(rules, trees=trees)
