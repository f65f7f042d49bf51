"""What tickets refer to: teams, issue types, accounts, customers; and who you are."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.generics import RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ReadOnlyModelViewSet

from tickets import customers
from tickets.api.base import ByAgent, Pages
from tickets.api.inputs import NewCustomerInput
from tickets.api.serializers import (
    AccountSerializer,
    CustomerSerializer,
    IssueTypeSerializer,
    MeSerializer,
    TeamSerializer,
)
from tickets.filters import AccountFilter, CustomerFilter
from tickets.models import Account, Agent, Customer, IssueType, Membership, Team


class TeamViewSet(ReadOnlyModelViewSet[Team]):
    """The teams that work here, with their people."""

    lookup_value_converter = "int"
    people = Membership.objects.filter(agent__is_active=True).select_related("agent").order_by("agent__name", "pk")
    queryset = Team.objects.filter(is_active=True).prefetch_related(Prefetch("memberships", people)).order_by("name")
    serializer_class = TeamSerializer
    filter_backends = []


class IssueTypeViewSet(ReadOnlyModelViewSet[IssueType]):
    """What a ticket can be about: a tree, by `parent`."""

    lookup_value_converter = "int"
    queryset = IssueType.objects.filter(is_active=True).order_by("name", "pk")
    serializer_class = IssueTypeSerializer
    filter_backends = []


class AccountViewSet(ByAgent, mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Account]):
    """The companies of customers, by name."""

    queryset = Account.objects.none()
    serializer_class = AccountSerializer
    filterset_class = AccountFilter
    pagination_class = Pages

    def visible(self) -> QuerySet[Account]:
        return Account.objects.visible_to(self.agent).order_by("name", "pk")


class CustomerViewSet(ByAgent, mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Customer]):
    """The people who write, by name."""

    queryset = Customer.objects.none()
    serializer_class = CustomerSerializer
    filterset_class = CustomerFilter
    pagination_class = Pages

    def visible(self) -> QuerySet[Customer]:
        return Customer.objects.visible_to(self.agent).select_related("account").order_by("name", "pk")

    @extend_schema(request=NewCustomerInput, responses={201: CustomerSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a customer, so that a ticket can be opened for her."""
        fields = NewCustomerInput(data=request.data, context={"agent": self.agent})
        fields.is_valid(raise_exception=True)
        customer = customers.add(**fields.validated_data)
        return Response(self.get_serializer(customer).data, status=status.HTTP_201_CREATED)


class MeView(ByAgent, RetrieveAPIView[Agent]):
    """Who you are here."""

    queryset = Agent.objects.none()
    serializer_class = MeSerializer

    def get_object(self) -> Agent:
        return self.agent
