"""Tickets, and every act on one: the desk's, with what it means for the clocks."""

from typing import Any

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from escalation.api.inputs import BulkClaimInput, PlaceInput
from escalation.desk import acts, bulk
from tickets.api.base import may
from tickets.api.serializers import TicketSerializer
from tickets.api.tickets import ReadTicketViewSet
from tickets.models import Ticket
from tickets.permissions import can_claim, can_place, can_reopen, can_resolve

CLAIMED = inline_serializer(
    "BulkClaimOutcome",
    {
        "claimed": serializers.ListField(child=serializers.IntegerField()),
        "refused": inline_serializer(
            "RefusedClaim",
            {"ticket": serializers.IntegerField(), "code": serializers.CharField(), "detail": serializers.CharField()},
            many=True,
        ),
    },
)


class TicketViewSet(ReadTicketViewSet):
    @extend_schema(request=None, responses=TicketSerializer)
    @action(
        detail=True,
        methods=["post"],
        permission_classes=may(can_claim, "Only members of the ticket's team may claim it."),
    )
    def claim(self, request: Request, pk: int) -> Response:
        """Take a ticket that nobody holds."""
        ticket = self.get_object()
        acts.claim(ticket, by=self.agent)
        return self._as_it_is_now(ticket)

    @extend_schema(request=BulkClaimInput, responses=CLAIMED, operation_id="tickets_claim_many")
    @action(detail=False, methods=["post"], url_path="claim", url_name="bulk-claim", filter_backends=[])
    def bulk_claim(self, request: Request) -> Response:
        """Take those of these tickets that nobody holds; each that cannot be had says why."""
        fields = BulkClaimInput(data=request.data)
        fields.is_valid(raise_exception=True)
        wanted = set(fields.validated_data["tickets"])
        outcome = bulk.claim(Ticket.objects.visible_to(self.agent).for_rows().filter(pk__in=wanted), by=self.agent)
        refused = [
            {"ticket": ticket.pk, "code": refusal.code, "detail": refusal.sentence}
            for ticket, refusal in outcome.refused.items()
        ]
        known = {ticket.pk for ticket in [*outcome.done, *outcome.refused]}
        refused += [{"ticket": pk, "code": "not_found", "detail": "Not found."} for pk in sorted(wanted - known)]
        return Response({"claimed": [ticket.pk for ticket in outcome.done], "refused": refused})

    @extend_schema(request=PlaceInput, responses=TicketSerializer)
    @action(
        detail=True,
        methods=["post"],
        permission_classes=may(can_place, "Only members of the ticket's team may give it to a colleague."),
    )
    def place(self, request: Request, pk: int) -> Response:
        """Give the ticket to a colleague of its team, or put it back with the team. Other teams get a handoff."""
        ticket = self.get_object()
        fields = PlaceInput(data=request.data)
        fields.is_valid(raise_exception=True)
        agent, line = fields.validated_data["agent"], fields.validated_data["line"]
        if agent and line:
            acts.give(ticket, to=agent, line=line, by=self.agent)
        else:
            acts.place(ticket, agent=agent, by=self.agent)
        return self._as_it_is_now(ticket)

    @extend_schema(request=None, responses=TicketSerializer)
    @action(
        detail=True,
        methods=["post"],
        permission_classes=may(can_resolve, "Only members of the ticket's team may resolve it."),
    )
    def resolve(self, request: Request, pk: int) -> Response:
        """Close the ticket."""
        ticket = self.get_object()
        acts.resolve(ticket, by=self.agent)
        return self._as_it_is_now(ticket)

    @extend_schema(request=None, responses=TicketSerializer)
    @action(
        detail=True,
        methods=["post"],
        permission_classes=may(can_reopen, "Only members of the ticket's team may reopen it."),
    )
    def reopen(self, request: Request, pk: int) -> Response:
        """Open a resolved ticket again."""
        ticket = self.get_object()
        acts.reopen(ticket, by=self.agent)
        return self._as_it_is_now(ticket)

    def _as_it_is_now(self, ticket: Ticket) -> Response:
        # Not through visible(): what she just did may have taken it out of her sight.
        return Response(self.get_serializer(Ticket.objects.for_rows().get(pk=ticket.pk)).data)

    def filter_queryset(self, queryset: Any) -> Any:
        # Filters are a list's: one ticket is found by its id alone.
        return super().filter_queryset(queryset) if self.action == "list" else queryset
