"""The weekly scorecard over the API: the same figures as on its page, and where each can be opened."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from escalation.api.handoffs import rows
from escalation.api.serializers import HandoffSerializer
from escalation.models import Handoff
from metrics.lists import Narrowing, behind
from metrics.reports.figures import Figure
from metrics.reports.scorecard import Figures, Line, Scorecard, Side, scorecard
from metrics.scope import scope_of
from metrics.ways import Way
from tickets.api.base import ByAgent, Pages
from tickets.api.serializers import TeamNameSerializer

ASKED = [
    OpenApiParameter("week", str, description="An ISO week such as 2026-W10; this week without it."),
    OpenApiParameter("team", str, description="A team's slug; `all` for who may see everything."),
    OpenApiParameter("how", str, enum=Way.values, description="Whether the two talked first: all, without it."),
]


NARROWED = [
    *ASKED,
    OpenApiParameter("figure", str, enum=Figure.values, description="All that were sent, without it."),
    OpenApiParameter("type", str, description="A handoff type's slug."),
    OpenApiParameter("from", str, description="The slug of the team that sent it."),
    OpenApiParameter("to", str, description="The slug of the team that it was sent to first."),
    OpenApiParameter("side", str, enum=Side.values, description="Of the team: what it received, without it."),
]


class FiguresSerializer(serializers.Serializer[Any]):
    counts = serializers.SerializerMethodField(help_text="By figure: sent, in-time, late ...")
    in_time_percent = serializers.IntegerField(allow_null=True)
    returned_percent = serializers.IntegerField(allow_null=True)
    acknowledge_median = serializers.DurationField(allow_null=True)
    acknowledge_p90 = serializers.DurationField(allow_null=True)
    respond_median = serializers.DurationField(allow_null=True)
    respond_p90 = serializers.DurationField(allow_null=True)

    def get_counts(self, figures: Figures) -> dict[str, int]:
        return {figure.value: count for figure, count in figures.counts.items()}


class LineSerializer(serializers.Serializer[Any]):
    of = serializers.SerializerMethodField()
    figures = FiguresSerializer()
    before = FiguresSerializer(help_text="Of the week before.")

    def get_of(self, line: Line) -> str:
        """The name."""
        return str(getattr(line.of, "label", line.of))


class ScorecardSerializer(serializers.Serializer[Any]):
    week = serializers.CharField()
    team = TeamNameSerializer(allow_null=True)
    figures = FiguresSerializer()
    before = FiguresSerializer(help_text="Of the week before.")
    by_type = LineSerializer(many=True)
    by_team = LineSerializer(many=True)
    by_way = LineSerializer(many=True, help_text="After a talk, after none though one was asked for, and without.")
    by_receiver = LineSerializer(many=True, help_text="What the team sent; for who may see everything.")
    lists = serializers.SerializerMethodField(help_text="By figure: where this API lists its handoffs.")
    pages = serializers.SerializerMethodField(help_text="By figure: the page that lists its handoffs.")

    def get_lists(self, card: Scorecard) -> dict[str, str]:
        return self._by_figure(reverse("api:scorecard-handoffs"))

    def get_pages(self, card: Scorecard) -> dict[str, str]:
        return self._by_figure(reverse("scorecard-handoffs"))

    def _by_figure(self, address: str) -> dict[str, str]:
        query = self.context["scope"].query
        return {figure.value: f"{address}?{query}&figure={figure.value}" for figure in Figure}


class ScorecardView(ByAgent):
    serializer_class = ScorecardSerializer
    filter_backends = []

    @extend_schema(parameters=ASKED, responses=ScorecardSerializer)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A week's handoffs, against the week before."""
        scope = scope_of(self.agent, request.query_params, timezone.now())
        if scope is None:
            raise Http404
        card = scorecard(scope.week, scope.team, now=scope.now, with_sent=scope.may_see_all, way=scope.way)
        return Response(self.get_serializer(card, context={"scope": scope}).data)


class ScorecardHandoffsView(ByAgent, ListAPIView[Handoff]):
    """The handoffs that a figure of the scorecard counts, latest first."""

    serializer_class = HandoffSerializer
    queryset = Handoff.objects.none()
    pagination_class = Pages
    filter_backends = []

    def visible(self) -> QuerySet[Handoff]:
        scope = scope_of(self.agent, self.request.query_params, timezone.now())
        if scope is None:
            raise Http404
        counted = behind(scope, Narrowing.of(self.request.query_params), self.agent)
        return rows().filter(pk__in=counted.order_by().values("pk")).order_by("-sent_at", "-pk")

    @extend_schema(parameters=NARROWED)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """As long as the figure that it is asked for."""
        return self.list(request, *args, **kwargs)
