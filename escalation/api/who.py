"""Who handles this, for other programs."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from escalation.facts import BadFact, facts_from
from escalation.routing.desks import WhoHandles, who_handles
from escalation.routing.lines import LONGEST_TEXT
from tickets.api.base import ByAgent
from tickets.api.serializers import AgentSerializer, TeamNameSerializer
from tickets.models import Ticket


class QuestionInput(serializers.Serializer[Any]):
    """What is asked. `facts` as docs/routing.md names them; of a ticket its own facts count too."""

    text = serializers.CharField(max_length=LONGEST_TEXT)
    facts = serializers.DictField(required=False, default=dict)
    ticket = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    def validate_facts(self, facts: dict[str, Any]) -> dict[str, Any]:
        try:
            return facts_from(facts)
        except BadFact as error:
            raise serializers.ValidationError(str(error)) from error


class CandidateSerializer(serializers.Serializer[Any]):
    team = serializers.CharField(help_text="By its short name.")
    name = serializers.CharField()
    confidence = serializers.FloatField(help_text="The chance that it is right, 0 to 1.")
    handoff_type = serializers.CharField(allow_blank=True)
    why = serializers.ListField(child=serializers.CharField())


class WhoSerializer(serializers.Serializer[Any]):
    team = TeamNameSerializer(source="desk.team", allow_null=True, help_text="Who gets it; triage where it abstained.")
    handoff_type = serializers.CharField(source="handoff_type.slug", allow_null=True)
    confidence = serializers.FloatField(source="answer.confidence")
    abstained = serializers.BooleanField(source="answer.abstained", help_text="Nobody is sure enough: triage.")
    way = serializers.CharField(source="answer.way", help_text="rule, words or encoder.")
    why = serializers.ListField(source="answer.why", child=serializers.CharField())
    ending = serializers.CharField(
        source="answer.chosen.advice.ending",
        allow_null=True,
        help_text="To hand over, keep or monitor; null where neither tree nor trigger says.",
    )
    on_duty = AgentSerializer(source="desk.watcher.agent", allow_null=True)
    is_open = serializers.BooleanField(source="desk.is_open", allow_null=True, help_text="The team works at this hour.")
    hours = serializers.ListField(source="desk.hours", child=serializers.CharField(), allow_null=True)
    hand_over = serializers.CharField(source="form", help_text="The page that opens the form; empty without a ticket.")
    others = CandidateSerializer(
        source="answer.others",
        many=True,
        help_text="What else it may be: three at most, each with a chance of 0.2 or more.",
    )
    learned = serializers.IntegerField(help_text="Resolved tickets that the ranking learned from.")


class WhoView(ByAgent):
    """Who handles a message: by rules, by what teams say of themselves, or nobody. Changes nothing."""

    queryset = Ticket.objects.none()
    serializer_class = QuestionInput
    filter_backends = []

    @extend_schema(request=QuestionInput, responses=WhoSerializer)
    def post(self, request: Request) -> Response:
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(WhoSerializer(self._answer(**asked.validated_data)).data)

    def _answer(self, text: str, facts: dict[str, Any], ticket: int | None = None) -> WhoHandles:
        visible = Ticket.objects.visible_to(self.agent)
        about = get_object_or_404(visible, pk=ticket) if ticket else None
        return who_handles(text, at=timezone.now(), facts=facts, ticket=about)
