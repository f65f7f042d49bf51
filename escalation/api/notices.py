"""Word to you."""

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from escalation import notices
from escalation.api.inputs import MarkReadInput
from escalation.api.serializers import NoticeSerializer
from escalation.filters import NoticeFilter
from escalation.models import Notice
from tickets.api.base import ByAgent, Pages

MARKED = inline_serializer("MarkedRead", {"marked": serializers.IntegerField(help_text="How many there were.")})


class NoticeViewSet(ByAgent, mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Notice]):
    """Your own notices, latest first."""

    queryset = Notice.objects.none()
    serializer_class = NoticeSerializer
    filterset_class = NoticeFilter
    pagination_class = Pages

    def visible(self) -> QuerySet[Notice]:
        return Notice.objects.for_reader(self.agent).latest_first()

    @extend_schema(request=MarkReadInput, responses=MARKED, filters=False)
    @action(detail=False, methods=["post"], filter_backends=[])
    def read(self, request: Request) -> Response:
        """Mark notices of yours as read: of one handoff, up to one of them, or all."""
        fields = MarkReadInput(data=request.data, agent=self.agent)
        fields.is_valid(raise_exception=True)
        return Response({"marked": notices.mark_read(self.agent, at=timezone.now(), **fields.validated_data)})
