"""Talks before a ticket changes hands: for the sender and whoever is asked, and for nobody else."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from escalation import warm
from escalation.api.inputs import WordsInput, words
from escalation.models import Handoff, Talk, WarmAsk, WarmWord
from escalation.models.warm import INTRODUCTION_LIMIT, WORD_LIMIT
from escalation.package import LINE_LIMIT
from escalation.warm import page as pages
from tickets.api.base import ByAgent, Pages
from tickets.api.serializers import AgentSerializer
from tickets.models import Agent


class TalkAskSerializer(serializers.ModelSerializer[WarmAsk]):
    agent = AgentSerializer(read_only=True)

    class Meta:
        model = WarmAsk
        fields = ["agent", "reason", "asked_at", "due_at", "joined_at", "answer", "answered_at", "introduction"]
        read_only_fields = fields


class TalkWordSerializer(serializers.ModelSerializer[WarmWord]):
    by = AgentSerializer(read_only=True)

    class Meta:
        model = WarmWord
        fields = ["id", "at", "by", "text"]
        read_only_fields = fields


class TalkSerializer(serializers.ModelSerializer[Handoff]):
    """The talk about one handoff; its id is the handoff's. The ask without an answer is the one that is open."""

    asks = TalkAskSerializer(many=True, read_only=True)
    words = TalkWordSerializer(many=True, read_only=True)

    class Meta:
        model = Handoff
        fields = ["id", "ticket", "talk", "asks", "words"]
        read_only_fields = fields


class ReadyInput(serializers.Serializer[Any]):
    introduction = words(
        max_length=INTRODUCTION_LIMIT, help_text="What the customer reads; without it what stands in the ask."
    )
    read_back = words(max_length=LINE_LIMIT, help_text="What you do next, where the type asks for it.")


class NotMeInput(serializers.Serializer[Any]):
    instead = serializers.PrimaryKeyRelatedField(
        queryset=Agent.objects.people(), required=False, allow_null=True, default=None, help_text="Whom to try."
    )
    text = words(max_length=WORD_LIMIT)


class AskInput(serializers.Serializer[Any]):
    agent = serializers.PrimaryKeyRelatedField(queryset=Agent.objects.people())


class TalkViewSet(ByAgent, mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Handoff]):
    """The talks that you began or were asked to, those that are open first."""

    queryset = Handoff.objects.none()
    serializer_class = TalkSerializer
    pagination_class = Pages
    filter_backends = []

    def visible(self) -> QuerySet[Handoff]:
        asked = WarmAsk.objects.filter(handoff=OuterRef("pk"), agent=self.agent)
        hers = Handoff.objects.visible_to(self.agent).filter(Q(sent_by=self.agent) | Exists(asked))
        said = WarmWord.objects.visible_to(self.agent).select_related("by").order_by("pk")
        talks = hers.exclude(talk=Talk.NONE).prefetch_related("asks__agent", Prefetch("words", said))
        return talks.alias(is_over=~Q(talk=Talk.OPEN)).order_by("is_over", "-pk")

    @extend_schema(request=ReadyInput, responses=TalkSerializer)
    @action(detail=True, methods=["post"])
    def ready(self, request: Request, pk: int) -> Response:
        """Take the ticket: it is yours, and the customer reads the introduction."""
        handoff = self.get_object()
        said = self._said(ReadyInput, request)
        line = said["introduction"] or pages.gather(handoff, reader=self.agent).introduction
        warm.ready(handoff, by=self.agent, line=line, read_back=said["read_back"])
        return self._as_it_is_now(handoff)

    @extend_schema(request=WordsInput, responses=TalkSerializer)
    @action(detail=True, methods=["post"])
    def say(self, request: Request, pk: int) -> Response:
        """Ask, or answer, in private."""
        handoff = self.get_object()
        warm.say(handoff, text=self._said(WordsInput, request)["text"], by=self.agent)
        return self._as_it_is_now(handoff)

    @extend_schema(request=NotMeInput, responses=TalkSerializer)
    @action(detail=True, methods=["post"], url_path="not-me")
    def not_me(self, request: Request, pk: int) -> Response:
        """Make room for somebody else."""
        handoff = self.get_object()
        warm.not_me(handoff, by=self.agent, **self._said(NotMeInput, request))
        return self._as_it_is_now(handoff)

    @extend_schema(request=AskInput, responses=TalkSerializer)
    @action(detail=True, methods=["post"])
    def ask(self, request: Request, pk: int) -> Response:
        """Ask somebody else, as the sender."""
        handoff = self._sent()
        warm.ask_instead(handoff, agent=self._said(AskInput, request)["agent"], by=self.agent)
        return self._as_it_is_now(handoff)

    @extend_schema(request=None, responses=TalkSerializer)
    @action(detail=True, methods=["post"])
    def cold(self, request: Request, pk: int) -> Response:
        """Wait for no talk, as the sender: the handoff goes to the team's queue."""
        handoff = self._sent()
        warm.stop_talking(handoff, by=self.agent)
        return self._as_it_is_now(handoff)

    def _sent(self) -> Handoff:
        handoff: Handoff = self.get_object()
        if handoff.sent_by != self.agent:
            raise PermissionDenied("Only the one who hands over can do this.")
        return handoff

    def _said(self, kind: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
        fields = kind(data=request.data)
        fields.is_valid(raise_exception=True)
        return dict(fields.validated_data)

    def _as_it_is_now(self, handoff: Handoff) -> Response:
        return Response(self.get_serializer(self.visible().get(pk=handoff.pk)).data)
