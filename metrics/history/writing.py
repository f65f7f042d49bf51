"""Writing a chunk of stories: all of them in one transaction, each table in one go."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from django.db import DataError, IntegrityError, transaction

from escalation.models import Handoff
from metrics.history import rows
from metrics.history.directory import Directory
from metrics.history.fields import BadLine
from metrics.history.growth import Growth, Known, growth
from metrics.history.life import Told
from metrics.models import SurveyAnswer
from tickets import search, services
from tickets.models import Message, Ownership, SearchText, Ticket


@dataclass
class Written:
    """What became of a chunk; refused by place in it, with the reason."""

    new: int = 0
    grown: int = 0
    unchanged: int = 0
    refused: dict[int, str] = field(default_factory=dict)


def write(told: Sequence[Told], *, source: str, create_teams: bool) -> Written:
    """Write the tickets that are not here yet, and what those that are have grown by.

    One that is refused keeps no other out: where the database itself refuses the chunk, each is tried by itself.
    """
    try:
        return _Chunk(told, source=source, create_teams=create_teams).write()
    except (DataError, IntegrityError) as error:
        if len(told) == 1:
            return Written(refused={0: f"The database refused it: {' '.join(str(error).split())[:300]}"})
    together = Written()
    for place, one in enumerate(told):
        alone = write([one], source=source, create_teams=create_teams)
        together.new += alone.new
        together.grown += alone.grown
        together.unchanged += alone.unchanged
        if alone.refused:
            together.refused[place] = alone.refused[0]
    return together


class _Chunk:
    def __init__(self, told: Sequence[Told], *, source: str, create_teams: bool) -> None:
        self._told = told
        self._stories = [one.story for one in told]
        self._source = source
        self._create_teams = create_teams
        self._written = Written()

    @transaction.atomic
    def write(self) -> Written:
        self._directory = Directory.for_stories(self._stories, source=self._source)
        if self._create_teams:
            self._directory.create_teams(self._stories)
        self._owners = self._find_message_owners()
        known = self._find_known([story.id for story in self._stories])
        fresh: list[Told] = []
        for place, told in enumerate(self._told):
            try:
                self._check(told)
                if told.story.id in known:
                    self._grow(told, known[told.story.id])
                else:
                    fresh.append(told)
                self._owners |= {message.id: told.story.id for message in told.story.messages}
            except BadLine as bad:
                self._written.refused[place] = str(bad)
        self._create(fresh)
        return self._written

    def _check(self, told: Told) -> None:
        if unknown := self._directory.unknown_teams(told.story):
            raise BadLine(f"There is no team {unknown[0]!r} here: make it first, or import with --create-teams.")
        for message in told.story.messages:
            owner = self._owners.get(message.id, told.story.id)
            if owner != told.story.id:
                raise BadLine(f"Message {message.id!r} belongs to ticket {owner!r} already.")

    def _find_message_owners(self) -> dict[str, str]:
        """Which ticket each of the messages is in, of those that are here."""
        ids = [message.id for story in self._stories for message in story.messages]
        here = Message.objects.filter(source=self._source, external_id__in=ids)
        return dict(here.values_list("external_id", "ticket__external_id"))

    def _find_known(self, ids: Iterable[str]) -> dict[str, Known]:
        tickets = list(Ticket.objects.filter(source=self._source, external_id__in=ids).select_related("customer"))
        messages, ledger = defaultdict(list), defaultdict(list)
        for message in Message.objects.filter(ticket__in=tickets):
            messages[message.ticket_id].append(message)
        for row in Ownership.objects.filter(ticket__in=tickets).in_order():
            ledger[row.ticket_id].append(row)
        answered = set(SurveyAnswer.objects.filter(ticket__in=tickets).values_list("ticket_id", flat=True))
        handed_over = set(Handoff.objects.filter(ticket__in=tickets).values_list("ticket_id", flat=True))
        return {
            ticket.external_id: Known(
                ticket, messages[ticket.pk], ledger[ticket.pk], ticket.pk in answered, ticket.pk in handed_over
            )
            for ticket in tickets
        }

    def _create(self, fresh: Sequence[Told]) -> None:
        if not fresh:
            return
        directory = self._directory
        directory.create_customers([told.story for told in fresh])
        tickets = Ticket.objects.bulk_create(rows.ticket_row(told, directory) for told in fresh)
        made = list(zip(tickets, fresh, strict=True))
        ledgers = [list(rows.ownership_rows(ticket, told.life.stretches, directory)) for ticket, told in made]
        Ownership.objects.bulk_create(chain.from_iterable(ledgers))
        Message.objects.bulk_create(
            chain.from_iterable(
                rows.message_rows(ticket, told.story.messages, ledger, directory)
                for (ticket, told), ledger in zip(made, ledgers, strict=True)
            )
        )
        SearchText.objects.bulk_create(rows.search_row(ticket, told) for ticket, told in made)
        search.refresh(Ticket.objects.filter(pk__in=[ticket.pk for ticket in tickets]))
        SurveyAnswer.objects.bulk_create(chain.from_iterable(rows.survey_rows(ticket, told) for ticket, told in made))
        self._written.new += len(made)

    def _grow(self, told: Told, known: Known) -> None:
        if growth(told, known, self._directory).is_nothing:
            self._written.unchanged += 1
            return
        # Somebody here may be at work on it: what it has grown by is judged again under its lock.
        services.lock(known.ticket)
        known = self._find_known([told.story.id])[told.story.id]
        self._add(told, known, growth(told, known, self._directory))
        self._written.grown += 1

    def _add(self, told: Told, known: Known, found: Growth) -> None:
        ticket, directory = known.ticket, self._directory
        if found.last_ended_at:
            last = known.imported_ledger[-1]
            last.ended_at = found.last_ended_at
            last.save(update_fields=["ended_at"])
        if found.moves_ticket:
            rows.follow(ticket, told.life, directory)
            ticket.save(update_fields=rows.FOLLOWED)
        ledger = [
            *known.ledger,
            *Ownership.objects.bulk_create(rows.ownership_rows(ticket, found.stretches, directory)),
        ]
        Message.objects.bulk_create(rows.message_rows(ticket, found.messages, ledger, directory))
        for message in found.messages:
            search.append(ticket, message.body)
        if found.survey:
            SurveyAnswer.objects.bulk_create(rows.survey_rows(ticket, told))
