"""Handoffs: sent from a ticket, acknowledged, asked about, returned, withdrawn, taken back."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ReadOnlyModelViewSet

from escalation import handoffs
from escalation.api.inputs import AcknowledgeInput, ContinuationInput, HandOverInput, ReturnInput, WordsInput
from escalation.api.serializers import HandoffDetailSerializer, HandoffSerializer, HandoffTypeSerializer
from escalation.desk import acts
from escalation.filters import HandoffFilter
from escalation.models import Clock, Handoff, HandoffEvent, HandoffType, ReturnReason
from escalation.models.handoff import HandoffQuerySet
from escalation.permissions import (
    can_acknowledge,
    can_answer,
    can_ask,
    can_hand_over,
    can_return,
    can_take_back,
    can_withdraw,
)
from tickets.api.base import ByAgent, OfTicket, Pages, may
from tickets.permissions import can_reply


def rows() -> HandoffQuerySet:
    handoffs = Handoff.objects.for_rows().select_related("ticket__team", "acknowledged_by")
    return handoffs.prefetch_related("type").with_deadlines()


def in_full() -> HandoffQuerySet:
    return (
        rows()
        .select_related("withdrawn_by", "returned_by", "taken_back_by", "continuation__asked_of")
        .prefetch_related(
            Prefetch("clocks", Clock.objects.order_by("started_at", "pk")),
            Prefetch("events", HandoffEvent.objects.select_related("by").order_by("at", "pk")),
        )
    )


class HandoffTypeViewSet(ReadOnlyModelViewSet[HandoffType]):
    """The kinds of handoffs: what each asks for, the time it gives, and who is accountable when."""

    lookup_value_converter = "int"
    queryset = HandoffType.objects.filter(is_active=True).order_by("position", "pk").prefetch_related("fields")
    serializer_class = HandoffTypeSerializer
    filter_backends = []


class TicketHandoffViewSet(OfTicket, GenericViewSet[Handoff]):
    queryset = Handoff.objects.none()
    serializer_class = HandoffDetailSerializer
    permission_classes = may(can_hand_over, "Only members of the ticket's team may hand it over.")
    filter_backends = []

    @extend_schema(request=HandOverInput, responses={201: HandoffDetailSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Hand the ticket over to another team. You hold it until somebody there acknowledges."""
        ticket = self.ticket()
        fields = HandOverInput(data=request.data)
        fields.is_valid(raise_exception=True)
        words = fields.reply_first()
        if words and not can_reply(self.agent, ticket):
            raise PermissionDenied("Only members of the ticket's team may answer the customer.")
        handoff = acts.hand_over(
            ticket,
            type=fields.validated_data["type"],
            to=fields.validated_data["to_team"],
            to_agent=fields.validated_data["to_agent"],
            package=fields.package(),
            reply_first=words,
            ground_reason=fields.validated_data["ground_reason"],
            is_warm=fields.validated_data["warm"],
            by=self.agent,
        )
        return Response(self.get_serializer(in_full().get(pk=handoff.pk)).data, status=status.HTTP_201_CREATED)


class HandoffViewSet(ByAgent, mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Handoff]):
    """The handoffs of tickets you may open, latest first; `order=due` is the order of a queue."""

    queryset = Handoff.objects.none()
    filterset_class = HandoffFilter
    pagination_class = Pages

    def visible(self) -> QuerySet[Handoff]:
        handoffs = rows() if self.action == "list" else in_full()
        return handoffs.visible_to(self.agent).order_by("-sent_at", "-pk")

    def get_serializer_class(self) -> Any:
        return HandoffSerializer if self.action == "list" else HandoffDetailSerializer

    def filter_queryset(self, queryset: Any) -> Any:
        # Filters are a list's: one handoff is found by its id alone.
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    @extend_schema(request=AcknowledgeInput, responses=HandoffDetailSerializer)
    @action(
        detail=True,
        methods=["post"],
        permission_classes=may(can_acknowledge, "Only people of the receiving team may acknowledge it."),
    )
    def acknowledge(self, request: Request, pk: int) -> Response:
        """Say "mine": you hold the ticket from now on."""
        handoff = self.get_object()
        fields = AcknowledgeInput(data=request.data)
        fields.is_valid(raise_exception=True)
        handoffs.acknowledge(handoff, by=self.agent, read_back=fields.validated_data["read_back"])
        return self._as_it_is_now(handoff)

    @extend_schema(request=WordsInput, responses=HandoffDetailSerializer)
    @action(
        detail=True,
        methods=["post"],
        permission_classes=may(can_ask, "Only people of the receiving team may ask the sender."),
    )
    def ask(self, request: Request, pk: int) -> Response:
        """Ask the sender without returning the handoff; its clocks run on."""
        handoff = self.get_object()
        handoffs.ask(handoff, text=self._words(request), by=self.agent)
        return self._as_it_is_now(handoff)

    @extend_schema(request=WordsInput, responses=HandoffDetailSerializer)
    @action(
        detail=True,
        methods=["post"],
        permission_classes=may(can_answer, "Only the sender and her team may answer."),
    )
    def answer(self, request: Request, pk: int) -> Response:
        """Answer those who asked about a handoff of yours."""
        handoff = self.get_object()
        handoffs.answer(handoff, text=self._words(request), by=self.agent)
        return self._as_it_is_now(handoff)

    @extend_schema(request=ContinuationInput, responses=HandoffDetailSerializer)
    @action(detail=True, methods=["post"])
    def continuation(self, request: Request, pk: int) -> Response:
        """Say whether you could go on without reading earlier messages; some who acknowledged are asked."""
        handoff = self.get_object()
        fields = ContinuationInput(data=request.data)
        fields.is_valid(raise_exception=True)
        handoffs.answer_whether_one_could(handoff, by=self.agent, at=timezone.now(), **fields.validated_data)
        return self._as_it_is_now(handoff)

    @extend_schema(request=ReturnInput, responses=HandoffDetailSerializer)
    @action(
        detail=True,
        methods=["post"],
        url_path="return",
        permission_classes=may(can_return, "Only people of the receiving team may return it."),
    )
    def give_back(self, request: Request, pk: int) -> Response:
        """Give the handoff back to its sender, with a reason."""
        handoff = self.get_object()
        fields = ReturnInput(data=request.data)
        fields.is_valid(raise_exception=True)
        reason = ReturnReason(fields.validated_data["reason"])
        said = {name: fields.validated_data[name] for name in ("note", "missing")}
        handoffs.return_to_sender(handoff, reason=reason, by=self.agent, **said)
        return self._as_it_is_now(handoff)

    @extend_schema(request=None, responses=HandoffDetailSerializer)
    @action(
        detail=True,
        methods=["post"],
        permission_classes=may(can_withdraw, "Only the sender and the lead of her team may withdraw it."),
    )
    def withdraw(self, request: Request, pk: int) -> Response:
        """Call back a handoff that nobody has acknowledged yet."""
        handoff = self.get_object()
        handoffs.withdraw(handoff, by=self.agent)
        return self._as_it_is_now(handoff)

    @extend_schema(request=None, responses=HandoffDetailSerializer)
    @action(
        detail=True,
        methods=["post"],
        url_path="take-back",
        permission_classes=may(can_take_back, "Only the sender and her team may take it back."),
    )
    def take_back(self, request: Request, pk: int) -> Response:
        """Take up what was returned to your side."""
        handoff = self.get_object()
        handoffs.take_back(handoff, by=self.agent)
        return self._as_it_is_now(handoff)

    def _words(self, request: Request) -> str:
        fields = WordsInput(data=request.data)
        fields.is_valid(raise_exception=True)
        return str(fields.validated_data["text"])

    def _as_it_is_now(self, handoff: Handoff) -> Response:
        return Response(self.get_serializer(in_full().get(pk=handoff.pk)).data)
