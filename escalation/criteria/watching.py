"""When watching is over the tree is walked again by itself, and whoever has the ticket hears what changed."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from escalation import duty, notices
from escalation.criteria import gathering
from escalation.criteria.conditions import Named
from escalation.criteria.decision_tree import NoSuchAnswer, Walk, walk
from escalation.criteria.live import Live, live
from escalation.criteria.opening import outcome_of
from escalation.criteria.walks import NoSuchTree, plain_step, tree_named
from escalation.models import NoticeKind, TreeWalk
from tickets import changes

logger = logging.getLogger(__name__)

AT_ONCE = 200  # walks in one turn; the next turn takes the rest


@dataclass(frozen=True)
class Again:
    """What a second walk comes to, in words: a title and what changed."""

    title: str
    text: str


def walk_again(now: datetime) -> int:
    """Walk those trees again whose time of watching is over; says how many. Each walk is walked again once."""
    due = list(TreeWalk.objects.to_walk_again(now).order_by("watch_until").values_list("pk", flat=True)[:AT_ONCE])
    now_live = live() if due else None
    return sum(_once(pk, now_live, now) for pk in due if now_live)


@transaction.atomic
def _once(pk: int, now_live: Live, now: datetime) -> bool:
    before = TreeWalk.objects.select_for_update(skip_locked=True, of=("self",)).to_walk_again(now)
    found = before.select_related("ticket__team", "ticket__holder", "revision").filter(pk=pk).first()
    if found is None:
        return False
    TreeWalk.objects.filter(pk=pk).update(walked_again_at=now)
    if not found.ticket.is_resolved:
        _tell(found, compared(found, now_live, now), now)
    return True


def compared(before: TreeWalk, now_live: Live, now: datetime) -> Again:
    """What the same answers come to now, with the facts and the criteria of now."""
    number, key = before.ticket.number, before.revision.part.partition(":")[2]
    try:
        walked = walk(tree_named(now_live, key), gathering.of(before.ticket, at=now), before.answers)
    except (NoSuchTree, NoSuchAnswer):
        return Again(f"Look at {number} again", "The questions were published anew meanwhile. Go through them again.")
    was = outcome_of(before)
    changed = _changes(before.path, walked, now_live.criteria.names)
    if walked.outcome is None:
        asks = walked.asks.text if walked.asks else ""
        return Again(f"Look at {number} again: {asks}", changed)
    same = was is not None and walked.outcome.key == was.key
    words = f"still “{walked.outcome.name}”" if same else f"now “{walked.outcome.name}”"
    return Again(f"The time for {number} is over: {words}", changed or "Nothing has changed.")


def _changes(path: list[Mapping[str, Any]], walked: Walk, names: Named) -> str:
    """Each question that is answered otherwise than before, or was not asked before."""
    before = {line["question"]: line["answer"] for line in path}
    told = []
    for line in (plain_step(step, names) for step in walked.steps):
        answer = before.get(line["question"])
        if answer != line["answer"]:
            was = f", was {answer}" if answer else ""
            known = f" ({line['known']})" if line["known"] else ""
            told.append(f"{line['asked']} {line['answer']}{known}{was}.")
    return " ".join(told)


def _tell(before: TreeWalk, again: Again, now: datetime) -> None:
    ticket = before.ticket
    try:
        answerable = duty.answerable(ticket, now)
    except duty.NobodyToTell as error:
        logger.error("Watching %s is over, and nobody can be told: %s", ticket.number, error)
        return
    notices.tell(
        [answerable],
        kind=NoticeKind.WATCHED,
        event=f"walk {before.pk} again",
        title=again.title,
        text=again.text,
        link=reverse("ticket", args=[ticket.pk]),
        at=now,
    )
    changes.announce(f"ticket:{ticket.pk}")
