"""Where you are told of what."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from escalation.models import Topic
from escalation.notices import alerts
from tickets.models import Agent


class AlertsSerializer(serializers.Serializer[Any]):
    """Topics that you hear of by e-mail, and your quiet hours in your own time zone; both times or neither."""

    by_email = serializers.ListField(child=serializers.ChoiceField(choices=Topic.choices))
    quiet_from = serializers.TimeField(allow_null=True)
    quiet_until = serializers.TimeField(allow_null=True)

    def validate(self, fields: dict[str, Any]) -> dict[str, Any]:
        if (fields["quiet_from"] is None) != (fields["quiet_until"] is None):
            raise serializers.ValidationError({"quiet_until": "Give both times, or neither."})
        return fields


class AlertsView(APIView):
    serializer_class = AlertsSerializer

    def get(self, request: Request) -> Response:
        """What you chose."""
        assert isinstance(request.user, Agent)
        return Response(AlertsSerializer(alerts.preferences_of(request.user)).data)

    def put(self, request: Request) -> Response:
        """Choose anew; chat channels are kept on the page Alerts."""
        assert isinstance(request.user, Agent)
        fields = AlertsSerializer(data=request.data)
        fields.is_valid(raise_exception=True)
        chosen = fields.validated_data
        quiet = (chosen["quiet_from"], chosen["quiet_until"]) if chosen["quiet_from"] is not None else None
        alerts.choose(request.user, by_email=chosen["by_email"], by_channel={}, quiet=quiet)
        return Response(AlertsSerializer(alerts.preferences_of(request.user)).data)


class AlertsTestView(APIView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Send yourself a test on each of your channels."""
        assert isinstance(request.user, Agent)
        alerts.try_out(request.user, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
