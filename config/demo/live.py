"""The work that is going on at this moment: open tickets, and handoffs in every state, set anew at each start.

From its first handoff on, a ticket is played through the services of the portal, with the database's clock standing
where the story is, so that it differs in nothing from what people do.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.text import slugify

from config.demo import going_on, live_plots
from config.demo.directory import SOURCE, Directory
from config.demo.playing import play
from config.demo.rows import TicketRows
from config.demo.scenarios import BY_KEY
from config.demo.shift import open_a_shift_change
from config.demo.talking import begin_a_talk
from config.demo.writing import save
from escalation import drafts, reply_drafts, transitions
from escalation.models import (
    Clock,
    Handoff,
    HandoffDraft,
    HandoffEvent,
    ReplyDraft,
    ShiftChange,
    ShiftTicket,
    Transition,
    WarmWord,
)
from escalation.package import IncompletePackage
from escalation.refusals import refused
from tickets.models import Agent, Channel, Message, Ownership, Participant, Ticket

logger = logging.getLogger(__name__)

PREFIX, KEPT = "live-", "kept-"
_STAMP = "%Y%m%dT%H%M%S.%f"


@transaction.atomic
def refresh_live(now: datetime) -> None:
    """Put new live work in place of the old. What a person has acted on stays as it is, and is live no longer."""
    for stamp in _stamps():
        _keep_what_was_touched(stamp)
    _remove(Ticket.objects.filter(source=SOURCE, external_id__startswith=PREFIX))
    directory = Directory.load()
    stories = sorted(live_plots.live_stories(now), key=lambda story: story.began_at)
    before = [
        TicketRows(f"{PREFIX}{now:{_STAMP}}-{number:02}", story.before_handoffs(), directory)
        for number, story in enumerate(stories)
    ]
    save(before)
    for rows, story in zip(before, stories, strict=True):
        _unless_refused(partial(play, rows.ticket, story.from_handoffs_on(), directory), story.subject)
    for tell in (_half_write, _share_a_draft, _put_off, open_a_shift_change, partial(begin_a_talk, prefix=PREFIX)):
        _unless_refused(partial(tell, directory, now), "what is under way")


def _unless_refused(tell: Callable[[], None], about: str) -> None:
    """An admin may have changed what a kind of handoff asks for, or who works where: what is refused since then is not
    told, and all else is."""
    try:
        with transaction.atomic():
            tell()
    except Exception as error:
        why = str(error) if isinstance(error, IncompletePackage) else refused(error).sentence
        logger.warning("The demo leaves out a part of “%s”: %s", about, why)


def _stamps() -> set[str]:
    """When the live tickets that are there were made: once, or more often if a refresh was cut short by a person."""
    keys = Ticket.objects.filter(source=SOURCE, external_id__startswith=PREFIX).values_list("external_id", flat=True)
    return {key.removeprefix(PREFIX).rsplit("-", 1)[0] for key in keys}


def _keep_what_was_touched(stamp: str) -> None:
    made_at = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    prefix = f"{PREFIX}{stamp}-"
    for ticket in _touched(Ticket.objects.filter(source=SOURCE, external_id__startswith=prefix), since=made_at):
        ticket.external_id = ticket.external_id.replace(PREFIX, KEPT, 1)
        ticket.save(update_fields=["external_id"])


def _touched(tickets: QuerySet[Ticket], *, since: datetime) -> QuerySet[Ticket]:
    """Those in which somebody has said, held, drafted or followed anything since, or resolved them; the watcher is
    nobody, also where it closes a shift change in somebody's name.
    """
    of_ticket, of_handoff = {"ticket": OuterRef("pk")}, {"handoff__ticket": OuterRef("pk")}
    events = HandoffEvent.objects.filter(**of_handoff, by__isnull=False, at__gt=since)
    parts = Participant.objects.filter(**of_ticket, agent__isnull=False, since__gt=since)
    said = Message.objects.filter(**of_ticket, posted_at__gt=since)
    return tickets.filter(
        Q(resolved_at__gt=since)
        | Exists(said.exclude(_by_closing("ticket", "posted_at")))
        | Exists(Ownership.objects.filter(**of_ticket, by__isnull=False, started_at__gt=since))
        | Exists(HandoffDraft.objects.filter(**of_ticket, saved_at__gt=since))
        | Exists(Transition.objects.filter(**of_ticket, made_at__gt=since))
        | Exists(ReplyDraft.objects.filter(**of_ticket, saved_at__gt=since))
        | Exists(ShiftTicket.objects.filter(**of_ticket, saved_at__gt=since))
        | Exists(parts.exclude(_by_closing("ticket", "since")))
        | Exists(WarmWord.objects.filter(**of_handoff, at__gt=since))
        | Exists(events.exclude(_by_closing("handoff__ticket", "at")))
    )


def _by_closing(ticket: str, instant: str) -> Exists:
    """Whether it is of the instant in which a shift change, closed by the watcher, dealt with this ticket."""
    at = Q(left_at=OuterRef(instant)) | Q(told_at=OuterRef(instant), taken_at__isnull=True)
    return Exists(ShiftTicket.objects.filter(at, ticket=OuterRef(ticket)))


def _remove(tickets: QuerySet[Ticket]) -> None:
    """In the order in which rows protect each other."""
    keys = list(tickets.values_list("pk", flat=True))
    HandoffEvent.objects.filter(handoff__ticket__in=keys).delete()
    Clock.objects.filter(handoff__ticket__in=keys).delete()
    Handoff.objects.filter(ticket__in=keys).delete()
    shift_changes = list(ShiftChange.objects.filter(tickets__ticket__in=keys).values_list("pk", flat=True))
    ShiftTicket.objects.filter(ticket__in=keys).delete()
    ShiftChange.objects.filter(pk__in=shift_changes, tickets__isnull=True).delete()
    Ticket.objects.filter(pk__in=keys).delete()


def _half_write(directory: Directory, now: datetime) -> None:
    """A handoff that somebody began to write and was called away from."""
    agent = directory.agents[going_on.DRAFT_BY]
    ticket = _held(agent, about=going_on.DRAFT_ABOUT).filter(handoffs__isnull=True).order_by("pk").first()
    if ticket is None:
        return
    content = {
        "to": str(directory.teams[going_on.DRAFT_TO].pk),
        "type": str(directory.handoff_types[going_on.DRAFT_TYPE].pk),
        **going_on.DRAFT,
    }
    drafts.save(ticket, content=content, by=agent, at=now - timedelta(minutes=going_on.DRAFT_AGO))


def _share_a_draft(directory: Directory, now: datetime) -> None:
    """A reply that somebody writes at and lets colleagues see, because her shift ends soon."""
    agent = directory.agents[going_on.SHARED_BY]
    ticket = _held(agent, about=going_on.SHARED_ABOUT).select_related("customer").order_by("pk").first()
    if ticket is None:
        return
    words = f"Dear {ticket.customer},\n\n{going_on.SHARED_DRAFT}"
    typed = reply_drafts.Typed(words, channel=Channel.EMAIL, is_shared=True)
    reply_drafts.save(ticket, typed=typed, by=agent, at=now - timedelta(minutes=going_on.DRAFT_AGO))


def _held(agent: Agent, *, about: str) -> QuerySet[Ticket]:
    """The live tickets of theirs that a scenario tells."""
    kind = slugify(BY_KEY[about].issue_type.replace("/", " "))
    return Ticket.objects.open().filter(
        source=SOURCE, external_id__startswith=PREFIX, holder=agent, issue_type__slug=kind
    )


def _put_off(directory: Directory, now: datetime) -> None:
    """A ticket that somebody has put off until this morning."""
    agent = directory.agents[going_on.PUT_OFF_BY]
    held = Ticket.objects.open().filter(source=SOURCE, external_id__startswith=PREFIX, holder=agent)
    ticket = held.select_related("customer").order_by("-pk").first()
    if ticket is None:
        return
    said = f"Told {ticket.customer} {going_on.PROMISED}"
    due_at, at = now - timedelta(minutes=going_on.DRAFT_AGO), ticket.last_activity_at
    transitions.mark_follow_up(ticket, due_at=max(due_at, at + timedelta(minutes=1)), said=said, by=agent, at=at)
