"""Shift changes: what is gone through, taking tickets over, and signing off."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from escalation import shift_change as shifts
from escalation.models import ShiftChange
from escalation.models.shift import NEXT_ACTION_LIMIT, NOTE_LIMIT, SUMMARY_LIMIT
from escalation.permissions import can_speak_at, can_start_shift_change, can_take_over, can_walk
from escalation.shift_change import page as pages
from tickets.api.base import ByAgent, may
from tickets.api.serializers import AgentSerializer, TeamNameSerializer
from tickets.models import Agent, Team, Ticket

NOT_YOURS = "Only the one who goes, and her lead, can do this."
NOT_TO_TAKE = "Only people of the team that goes on can take over."


class ShiftChangeSerializer(serializers.ModelSerializer[ShiftChange]):
    team = TeamNameSerializer()
    to_team = TeamNameSerializer()
    outgoing = AgentSerializer()
    incoming = AgentSerializer(allow_null=True)

    class Meta:
        model = ShiftChange
        fields = [
            "id",
            "team",
            "to_team",
            "outgoing",
            "incoming",
            "covers_queue",
            "reason",
            "opens_at",
            "changes_at",
            "ends_at",
            "summary",
            "outgoing_signed_at",
            "incoming_signed_at",
            "called_off_at",
            "closed_at",
        ]
        read_only_fields = fields


class WordSerializer(serializers.Serializer[Any]):
    by = AgentSerializer()
    at = serializers.DateTimeField()
    text = serializers.CharField()


class EntrySerializer(serializers.Serializer[Any]):
    """One ticket, how it stands, and what became of it."""

    ticket = serializers.IntegerField(source="ticket.pk")
    subject = serializers.CharField(source="ticket.subject")
    note = serializers.CharField(source="row.note", default="")
    next_action = serializers.CharField(source="row.next_action", default="")
    goes_to = serializers.IntegerField(source="row.goes_to_id", default=None, allow_null=True)
    taken_by = AgentSerializer(source="row.taken_by", default=None, allow_null=True)
    taken_at = serializers.DateTimeField(source="row.taken_at", default=None, allow_null=True)
    left_at = serializers.DateTimeField(
        source="row.left_at", default=None, allow_null=True, help_text="Nobody took it: it went to who is on duty."
    )
    can_be_taken = serializers.BooleanField()
    words = WordSerializer(many=True)


class WholeShiftChangeSerializer(ShiftChangeSerializer):
    tickets = EntrySerializer(source="entries", many=True)

    class Meta(ShiftChangeSerializer.Meta):
        fields = [*ShiftChangeSerializer.Meta.fields, "tickets"]
        read_only_fields = fields


class StartInput(serializers.Serializer[Any]):
    team = serializers.PrimaryKeyRelatedField(queryset=Team.objects.none())

    def __init__(self, *args: Any, agent: Agent | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if agent is not None:
            self.fields["team"].queryset = Team.objects.open_to(agent)  # type: ignore[attr-defined]


class OfTicketInput(serializers.Serializer[Any]):
    ticket = serializers.PrimaryKeyRelatedField(queryset=Ticket.objects.none())

    def __init__(self, *args: Any, agent: Agent | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if agent is not None:
            self.fields["ticket"].queryset = Ticket.objects.visible_to(agent)  # type: ignore[attr-defined]


class NoteInput(OfTicketInput):
    note = serializers.CharField(allow_blank=True, max_length=NOTE_LIMIT)
    next_action = serializers.CharField(allow_blank=True, max_length=NEXT_ACTION_LIMIT)
    goes_to = serializers.PrimaryKeyRelatedField(
        queryset=Agent.objects.people(), required=False, allow_null=True, default=None
    )
    seen = serializers.DateTimeField(
        required=False, allow_null=True, default=None, help_text="When the note you read had been saved."
    )


class SayInput(OfTicketInput):
    text = serializers.CharField(max_length=NOTE_LIMIT)


class SummaryInput(serializers.Serializer[Any]):
    summary = serializers.CharField(allow_blank=True, max_length=SUMMARY_LIMIT)
    seen = serializers.DateTimeField(
        required=False, allow_null=True, default=None, help_text="When the text you read had been saved."
    )


class SignOffInput(serializers.Serializer[Any]):
    side = serializers.ChoiceField(choices=["outgoing", "incoming"])


class ShiftChangeViewSet(ByAgent, mixins.ListModelMixin, GenericViewSet[ShiftChange]):
    """The shift changes of your teams that are open; any of them by its number."""

    queryset = ShiftChange.objects.none()
    serializer_class = ShiftChangeSerializer
    filter_backends = []
    pagination_class = None

    def visible(self) -> QuerySet[ShiftChange]:
        found = ShiftChange.objects.visible_to(self.agent).for_page().soonest_first()
        return found.open() if self.action == "list" else found

    @extend_schema(responses=WholeShiftChangeSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """With its tickets."""
        return self._whole(self.get_object())

    @extend_schema(request=StartInput, responses={201: ShiftChangeSerializer})
    def create(self, request: Request) -> Response:
        """Hand over what you hold in a team, now: it is open for an hour."""
        team = self._read(StartInput, agent=self.agent)["team"]
        if not can_start_shift_change(self.agent, team):
            raise PermissionDenied("Only people of the team can hand over its tickets.")
        begun = shifts.start_by_hand(team, by=self.agent, at=timezone.now())
        return Response(self.get_serializer(begun).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=NoteInput, responses=WholeShiftChangeSerializer)
    @action(detail=True, methods=["post"], permission_classes=may(can_walk, NOT_YOURS))
    def note(self, request: Request, pk: int) -> Response:
        """Say how a ticket stands, what to do next, and who should take it."""
        found, said = self.get_object(), self._read(NoteInput, agent=self.agent)
        source = shifts.Source(seen=said.pop("seen"))
        shifts.note(found, **said, source=source)
        return self._whole(found)

    @extend_schema(request=SummaryInput, responses={204: None})
    @action(detail=True, methods=["post"], permission_classes=may(can_walk, NOT_YOURS))
    def summary(self, request: Request, pk: int) -> Response:
        """Say what holds for all of the tickets."""
        found, said = self.get_object(), self._read(SummaryInput)
        shifts.summarize(found, summary=said["summary"], source=shifts.Source(seen=said["seen"]))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=SayInput, responses=WholeShiftChangeSerializer)
    @action(detail=True, methods=["post"], permission_classes=may(can_speak_at, NOT_TO_TAKE))
    def say(self, request: Request, pk: int) -> Response:
        """Ask about a ticket, or answer."""
        found, said = self.get_object(), self._read(SayInput, agent=self.agent)
        shifts.say(found, **said, by=self.agent)
        return self._whole(found)

    @extend_schema(request=OfTicketInput, responses=WholeShiftChangeSerializer)
    @action(detail=True, methods=["post"], permission_classes=may(can_take_over, NOT_TO_TAKE))
    def take(self, request: Request, pk: int) -> Response:
        """Take a ticket over: from this instant you hold it."""
        found = self.get_object()
        shifts.take(found, self._read(OfTicketInput, agent=self.agent)["ticket"], by=self.agent)
        return self._whole(found)

    @extend_schema(request=SignOffInput, responses=WholeShiftChangeSerializer)
    @action(detail=True, methods=["post"], url_path="sign-off", permission_classes=may(can_speak_at, NOT_TO_TAKE))
    def sign_off(self, request: Request, pk: int) -> Response:
        """Say that your side is done. The second of the two ends it."""
        found = self.get_object()
        outgoing = self._read(SignOffInput)["side"] == "outgoing"
        if not (can_walk if outgoing else can_take_over)(self.agent, found):
            raise PermissionDenied(NOT_YOURS if outgoing else NOT_TO_TAKE)
        shifts.sign_off(found, by=self.agent, outgoing=outgoing)
        return self._whole(found)

    @extend_schema(request=None, responses=WholeShiftChangeSerializer)
    @action(detail=True, methods=["post"], url_path="call-off", permission_classes=may(can_walk, NOT_YOURS))
    def call_off(self, request: Request, pk: int) -> Response:
        """Stay on: nothing more changes hands."""
        found = self.get_object()
        shifts.call_off(found, by=self.agent)
        return self._whole(found)

    def _read(self, serializer: type[serializers.Serializer[Any]], **options: Any) -> dict[str, Any]:
        fields = serializer(data=self.request.data, **options)
        fields.is_valid(raise_exception=True)
        return dict(fields.validated_data)

    def _whole(self, found: ShiftChange) -> Response:
        fresh = ShiftChange.objects.for_page().get(pk=found.pk)
        page = pages.gather(fresh, reader=self.agent, now=timezone.now())
        fresh.entries = page.entries  # type: ignore[attr-defined]
        return Response(WholeShiftChangeSerializer(fresh).data)
