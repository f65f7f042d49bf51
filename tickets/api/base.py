"""What the API's views have in common: who asks, what she may see, what she may do, how a list goes on."""

from collections.abc import Callable
from typing import Any, cast

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from rest_framework.generics import GenericAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from tickets.models import Agent, Ticket


def may(question: Callable[[Agent, Any], bool], refusal: str) -> list[type[BasePermission]]:
    """Ask one of the named permissions about the object of a request; `refusal` is what a no sounds like."""

    class May(BasePermission):
        message = refusal

        def has_object_permission(self, request: Request, view: APIView, obj: Any) -> bool:
            return question(cast(Agent, request.user), obj)

    return [IsAuthenticated, May]


class ByAgent(GenericAPIView[Any]):
    """A view that knows which agent asks, and scopes what it shows to her."""

    lookup_value_converter = "int"

    @property
    def agent(self) -> Agent:
        return cast(Agent, self.request.user)

    def get_queryset(self) -> QuerySet[Any]:
        # The API document is drawn without anybody asking; `queryset` then says what kind of thing this is about.
        return super().get_queryset() if getattr(self, "swagger_fake_view", False) else self.visible()

    def visible(self) -> QuerySet[Any]:
        """What this agent may see here."""
        raise NotImplementedError


class OfTicket(ByAgent):
    """A view below one ticket, which the agent must be able to see, and allowed to act on as the view demands."""

    def ticket(self) -> Ticket:
        tickets = Ticket.objects.visible_to(self.agent).for_rows()
        ticket = get_object_or_404(tickets, pk=self.kwargs["ticket_id"])
        self.check_object_permissions(self.request, ticket)
        return ticket


class Pages(CursorPagination):
    """Page after page by a cursor: as quick on the last page as on the first, and no row is skipped or shown twice.

    The order is that of the queryset, so that a filter set may choose it.
    """

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "pk"  # of a list that says nothing

    def get_ordering(self, request: Request, queryset: QuerySet[Model], view: APIView) -> tuple[str, ...]:
        return tuple(_plain(term) for term in queryset.query.order_by) or (self.ordering,)


def _plain(term: Any) -> str:
    """A term of an order as a string; an expression such as F("due_at").asc() by the field it names."""
    if isinstance(term, str):
        return term
    return f"{'-' if term.descending else ''}{term.expression.name}"
