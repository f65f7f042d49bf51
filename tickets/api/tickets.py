"""Tickets, read; and opened, which settles no clock. What else is done to them is `escalation.api`'s."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from tickets import opening
from tickets.api.base import ByAgent, OfTicket, Pages
from tickets.api.inputs import OpenTicketInput
from tickets.api.parsers import ShallowJSON
from tickets.api.serializers import OwnershipSerializer, TicketSerializer
from tickets.filters import TicketFilter
from tickets.models import Agent, Ownership, Ticket
from tickets.permissions import can_open_tickets


class ReadTicketViewSet(ByAgent, mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Ticket]):
    """The tickets you may open, latest activity first."""

    queryset = Ticket.objects.none()
    serializer_class = TicketSerializer
    filterset_class = TicketFilter
    pagination_class = Pages
    parser_classes = [ShallowJSON, MultiPartParser]

    def visible(self) -> QuerySet[Ticket]:
        return Ticket.objects.visible_to(self.agent).for_rows().order_by("-last_activity_at", "-pk")

    @extend_schema(request=OpenTicketInput, responses={201: TicketSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Open a ticket with the customer's first message."""
        fields = OpenTicketInput(data=request.data, context={"agent": self.agent})
        fields.is_valid(raise_exception=True)
        if not can_open_tickets(self.agent, fields.validated_data["team"]):
            raise PermissionDenied("Only members of that team may open tickets in it.")
        ticket = opening.open_ticket(
            **fields.validated_data, holder=_first_holder(self.agent), by=self.agent, at=timezone.now()
        )
        return Response(self.get_serializer(self.visible().get(pk=ticket.pk)).data, status=status.HTTP_201_CREATED)


def _first_holder(agent: Agent) -> Agent | None:
    """A bot opens the conversation that it leads; what a person takes down waits for its team."""
    return agent if agent.is_bot else None


class LedgerViewSet(OfTicket, mixins.ListModelMixin, GenericViewSet[Ownership]):
    """Who has held this ticket, from when to when, and how it came about."""

    queryset = Ownership.objects.none()
    serializer_class = OwnershipSerializer
    pagination_class = Pages

    def visible(self) -> QuerySet[Ownership]:
        rows = Ownership.objects.filter(ticket=self.ticket()).select_related("team", "agent", "by")
        return rows.in_order()
