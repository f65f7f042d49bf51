"""The whole API, in one place: `/api/v1/`."""

from django.urls import URLPattern, URLResolver, path, re_path
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from config.api_docs import DocsView, KeptDocument
from config.api_tokens import TokenViewSet
from escalation.api.alerts import AlertsTestView, AlertsView
from escalation.api.drafts import DraftView
from escalation.api.duty import DutyViewSet, LeaveViewSet
from escalation.api.handoffs import HandoffTypeViewSet, HandoffViewSet, TicketHandoffViewSet
from escalation.api.hidden import HiddenAnswerViewSet, HiddenHandoffViewSet
from escalation.api.messages import MessageViewSet
from escalation.api.notices import NoticeViewSet
from escalation.api.reply_drafts import ReplyDraftView, SharedDraftView
from escalation.api.shift_changes import ShiftChangeViewSet
from escalation.api.talks import TalkViewSet
from escalation.api.tickets import TicketViewSet
from escalation.api.transitions import TransitionViewSet
from escalation.api.who import WhoView
from metrics.api import ScorecardHandoffsView, ScorecardView
from tickets.api.attachments import AttachmentView
from tickets.api.reference import AccountViewSet, CustomerViewSet, IssueTypeViewSet, MeView, TeamViewSet
from tickets.api.tickets import LedgerViewSet

router = SimpleRouter(use_regex_path=False)
router.register("tickets", TicketViewSet, "ticket")
router.register("tickets/<int:ticket_id>/messages", MessageViewSet, "message")
router.register("tickets/<int:ticket_id>/handoffs", TicketHandoffViewSet, "ticket-handoff")
router.register("tickets/<int:ticket_id>/ledger", LedgerViewSet, "ledger")
router.register("tickets/<int:ticket_id>/transitions", TransitionViewSet, "transition")
router.register("hidden-handoffs", HiddenHandoffViewSet, "hidden-handoff")
router.register("hidden-answers", HiddenAnswerViewSet, "hidden-answer")
router.register("handoffs", HandoffViewSet, "handoff")
router.register("talks", TalkViewSet, "talk")
router.register("handoff-types", HandoffTypeViewSet, "handoff-type")
router.register("duty", DutyViewSet, "duty")
router.register("leave", LeaveViewSet, "leave")
router.register("notices", NoticeViewSet, "notice")
router.register("shift-changes", ShiftChangeViewSet, "shift-change")
router.register("teams", TeamViewSet, "team")
router.register("issue-types", IssueTypeViewSet, "issue-type")
router.register("accounts", AccountViewSet, "account")
router.register("customers", CustomerViewSet, "customer")
router.register("tokens", TokenViewSet, "token")


class SchemaView(SpectacularAPIView):
    """The OpenAPI document of this API; as YAML for those who ask for it."""

    renderer_classes = [OpenApiJsonRenderer, OpenApiYamlRenderer]
    generator_class = KeptDocument


@extend_schema(exclude=True)
class NothingHere(APIView):
    """Addresses below the API that there are none of: an error in the API's shape, after asking who it is."""

    def get(self, request: Request, path: str = "") -> Response:
        raise NotFound

    post = put = patch = delete = get


urlpatterns: list[URLPattern | URLResolver] = [
    path("scorecard/", ScorecardView.as_view(), name="scorecard"),
    path("scorecard/handoffs/", ScorecardHandoffsView.as_view(), name="scorecard-handoffs"),
    path("who/", WhoView.as_view(), name="who"),
    path("alerts/", AlertsView.as_view(), name="alerts"),
    path("alerts/test/", AlertsTestView.as_view(), name="alerts-test"),
    path("me/", MeView.as_view(), name="me"),
    path("tickets/<int:ticket_id>/draft/", DraftView.as_view(), name="draft"),
    path("tickets/<int:ticket_id>/reply-draft/", ReplyDraftView.as_view(), name="reply-draft"),
    path("tickets/<int:ticket_id>/reply-drafts/<int:pk>/take-over/", SharedDraftView.as_view(), name="shared-draft"),
    path("attachments/<int:pk>/", AttachmentView.as_view(), name="attachment"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="docs"),
    *router.urls,
    re_path(r"^(?P<path>.*)$", NothingHere.as_view()),
]
