"""The weekly scorecard over the API: the same figures as on its page, and where each can be opened."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from metrics.reports.figures import Figure
from metrics.reports.scorecard import Figures, Line, Scorecard, scorecard
from metrics.scope import scope_of
from tickets.api.base import ByAgent
from tickets.api.serializers import TeamNameSerializer

ASKED = [
    OpenApiParameter("week", str, description="An ISO week such as 2026-W10; this week without it."),
    OpenApiParameter("team", str, description="A team's slug; `all` for who may see everything."),
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
    by_way = LineSerializer(many=True, help_text="After a talk, and without.")
    pages = serializers.SerializerMethodField(help_text="By figure: the page that lists its handoffs.")

    def get_pages(self, card: Scorecard) -> dict[str, str]:
        page, scope = reverse("scorecard-handoffs"), self.context["scope"]
        return {figure.value: f"{page}?{scope.query}&figure={figure.value}" for figure in Figure}


class ScorecardView(ByAgent):
    serializer_class = ScorecardSerializer
    filter_backends = []

    @extend_schema(parameters=ASKED, responses=ScorecardSerializer)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A week's handoffs, against the week before."""
        scope = scope_of(self.agent, request.query_params, timezone.now())
        if scope is None:
            raise Http404
        card = scorecard(scope.week, scope.team, now=scope.now)
        return Response(self.get_serializer(card, context={"scope": scope}).data)
