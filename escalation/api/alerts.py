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


def _topics(**options: Any) -> serializers.ListField:
    return serializers.ListField(child=serializers.ChoiceField(choices=Topic.choices), **options)


class ChannelTopicsSerializer(serializers.Serializer[Any]):
    """A chat channel of yours, and the topics that you hear of there."""

    id = serializers.IntegerField()
    name = serializers.CharField(read_only=True)
    topics = _topics()


class AlertsSerializer(serializers.Serializer[Any]):
    """Topics that you hear of on each way, and your quiet hours in your own time zone; both times or neither.

    What is left out of the browser's topics and of the channels stays as it is.
    """

    by_email = _topics()
    by_browser = _topics(required=False)
    channels = ChannelTopicsSerializer(many=True, required=False)
    quiet_from = serializers.TimeField(allow_null=True)
    quiet_until = serializers.TimeField(allow_null=True)

    def validate(self, fields: dict[str, Any]) -> dict[str, Any]:
        if (fields["quiet_from"] is None) != (fields["quiet_until"] is None):
            raise serializers.ValidationError({"quiet_until": "Give both times, or neither."})
        return fields

    def validate_channels(self, channels: list[dict[str, Any]]) -> list[dict[str, Any]]:
        hers = {channel.pk for channel in alerts.channels_of(self.context["request"].user)}
        if strangers := {channel["id"] for channel in channels} - hers:
            raise serializers.ValidationError(f"You have no channel {min(strangers)}.")
        return channels


def _chosen_by(agent: Agent) -> dict[str, Any]:
    preferences = alerts.preferences_of(agent)
    return AlertsSerializer(
        {
            "by_email": preferences.by_email,
            "by_browser": preferences.by_browser,
            "channels": [
                {"id": channel.pk, "name": channel.name, "topics": channel.topics}
                for channel in alerts.channels_of(agent)
            ],
            "quiet_from": preferences.quiet_from,
            "quiet_until": preferences.quiet_until,
        }
    ).data


class AlertsView(APIView):
    serializer_class = AlertsSerializer

    def get(self, request: Request) -> Response:
        """What you chose."""
        assert isinstance(request.user, Agent)
        return Response(_chosen_by(request.user))

    def put(self, request: Request) -> Response:
        """Choose anew; chat channels are added and removed on the page Alerts."""
        assert isinstance(request.user, Agent)
        fields = AlertsSerializer(data=request.data, context={"request": request})
        fields.is_valid(raise_exception=True)
        chosen = fields.validated_data
        quiet = (chosen["quiet_from"], chosen["quiet_until"]) if chosen["quiet_from"] is not None else None
        alerts.choose(
            request.user,
            by_email=chosen["by_email"],
            by_browser=chosen.get("by_browser", alerts.preferences_of(request.user).by_browser),
            by_channel={channel["id"]: channel["topics"] for channel in chosen.get("channels", [])},
            quiet=quiet,
        )
        return Response(_chosen_by(request.user))


class AlertsTestView(APIView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Send yourself a test on each of your channels."""
        assert isinstance(request.user, Agent)
        alerts.try_out(request.user, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
