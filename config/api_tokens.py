"""Tokens for programs: made with a user name and a password, listed and revoked by their owner."""

from typing import Any

from django.contrib.auth import authenticate, user_logged_in
from django.db.models import QuerySet
from django.http import HttpRequest
from drf_spectacular.utils import extend_schema
from knox.models import AuthToken
from rest_framework import mixins, serializers, status
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle, ScopedRateThrottle
from rest_framework.viewsets import GenericViewSet

from tickets.api.base import ByAgent
from tickets.models import Agent


class TokenSerializer(serializers.ModelSerializer[AuthToken]):
    id = serializers.CharField(source="token_key", read_only=True, help_text="How the token begins.")

    class Meta:
        model = AuthToken
        fields = ["id", "created", "expiry"]
        read_only_fields = fields


class NewTokenSerializer(TokenSerializer):
    token = serializers.CharField(read_only=True, help_text="Shown this once.")

    class Meta(TokenSerializer.Meta):
        fields = [*TokenSerializer.Meta.fields, "token"]


class CredentialsSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=4096, trim_whitespace=False, style={"input_type": "password"})


class TokenViewSet(ByAgent, mixins.ListModelMixin, mixins.DestroyModelMixin, GenericViewSet[AuthToken]):
    """Your own tokens. Send one as `Authorization: Token <token>`."""

    queryset = AuthToken.objects.none()
    serializer_class = TokenSerializer
    filter_backends = []
    lookup_field = "token_key"
    lookup_url_kwarg = "id"
    lookup_value_converter = "slug"
    throttle_scope = "token"

    def get_permissions(self) -> list[BasePermission]:
        return [AllowAny() if self.action == "create" else IsAuthenticated()]

    def get_throttles(self) -> list[BaseThrottle]:
        return [ScopedRateThrottle()] if self.action == "create" else []

    def visible(self) -> QuerySet[AuthToken]:
        tokens: QuerySet[AuthToken] = AuthToken.objects.filter(user=self.agent)
        return tokens.order_by("-created", "pk")

    @extend_schema(request=CredentialsSerializer, responses={201: NewTokenSerializer}, auth=[])
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make a token. It is shown this once, and ends after 90 days."""
        fields = CredentialsSerializer(data=request.data)
        fields.is_valid(raise_exception=True)
        # As at the sign-in page, so that wrong passwords are counted together, here and there.
        django_request: HttpRequest = request._request
        agent = authenticate(django_request, **fields.validated_data)
        if agent is None:
            raise AuthenticationFailed("Wrong user name or password.")
        user_logged_in.send(sender=Agent, request=django_request, user=agent)
        stored, token = AuthToken.objects.create(user=agent)
        return Response({**TokenSerializer(stored).data, "token": token}, status=status.HTTP_201_CREATED)
