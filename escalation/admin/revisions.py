"""What was published of the criteria, how each revision differs, and the way back; and what they led to."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from escalation.admin.criteria import publish
from escalation.criteria import publishing, replaying, reports, rows, sample
from escalation.criteria.comparing import difference
from escalation.criteria.definition import Criteria
from escalation.criteria.live import live
from escalation.facts import BadFact
from escalation.models import CriteriaRevision, HandoffGround, HandoffType, TreeWalk
from escalation.refusals import refused
from tickets.admin.base import ReadOnlyAdmin
from tickets.keys import key_of
from tickets.models import Agent, Team

COUNTS = (100, 500, 1_000)  # tickets to go through


@dataclass(frozen=True)
class Tried:
    """What is tried on tickets, beside all else that is live."""

    name: str
    criteria: Criteria
    asked: dict[str, str]  # what names it in an address


def _tried(asked: dict[str, str]) -> Tried:
    """What an address names. Raises Http404."""
    if number := asked.get("revision"):
        revision = get_object_or_404(CriteriaRevision, pk=key_of(number))
        criteria = live().with_part(revision.part, revision.content)
        name = f"revision {revision.number} of “{publishing.name_of(revision)}”"
        return Tried(name, criteria, {"revision": number})
    if part := asked.get("part"):
        state = publishing.state(part)
        if state is None:
            raise Http404("There is no such part of the criteria.")
        return Tried(f"the draft of “{state.name}”", live().with_part(part, state.draft), {"part": part})
    return Tried("the draft", rows.drafted(), {})


@admin.register(CriteriaRevision)
class CriteriaRevisionAdmin(ReadOnlyAdmin):
    change_list_template = "admin/criteria/revisions.html"
    change_form_template = "admin/criteria/revision.html"
    list_display = ("what", "number", "published_at", "published_by", "note")
    list_select_related = ("published_by",)
    search_fields = ("part", "name", "note", "content")
    ordering = ("-published_at", "-pk")
    fields = ("what", "number", "note", "published_at", "published_by")
    readonly_fields = ("what",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("replay/", view(self.replay), name="criteria-replay"),
            path("publish/", view(self.publish), name="criteria-publish"),
            path("<int:pk>/back/", view(self.roll_back), name="criteria-roll-back"),
            *super().get_urls(),
        ]

    @admin.display(description="Part", ordering="part")
    def what(self, revision: CriteriaRevision) -> str:
        return publishing.name_of(revision)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"states": publishing.states(), **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        revision = self.get_object(request, object_id)
        context = _compared(revision) if revision else {}
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def replay(self, request: HttpRequest) -> HttpResponse:
        """The last tickets under the draft: all of it, one `part` of it, or an earlier `revision`."""
        asked = request.GET.get("count", "")
        count = int(asked) if asked in map(str, COUNTS) else COUNTS[0]
        now = timezone.now()
        try:
            tried = _tried(request.GET.dict())
        except BadFact as error:
            self.message_user(request, str(error), messages.ERROR)
            return redirect("admin:escalation_criteriarevision_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": f"Try {tried.name} out",
            "tried": tried,
            "replay": replaying.replay_latest(tried.criteria, now, count=count),
            "reports": reports.reports(
                tried.criteria, sample.latest(now, count=count).facts, names=rows.names_in_use()
            ),
            "names": _names(),
            "count": count,
            "counts": COUNTS,
        }
        return render(request, "admin/criteria/replay.html", context)

    def publish(self, request: HttpRequest) -> HttpResponse:
        """Publish what is drafted of one part, and go back to where that was pressed."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        publish(self, request, request.POST.get("part", ""), shown=request.POST.get("shown"))
        back = request.POST.get("next", "")
        if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
            back = reverse("admin:escalation_criteriarevision_changelist")
        return redirect(back)

    def roll_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let an earlier revision hold again."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        revision = get_object_or_404(CriteriaRevision, pk=pk)
        try:
            again = publishing.roll_back(
                revision,
                by=cast(Agent, request.user),
                at=timezone.now(),
                over_draft=request.POST.get("over_draft", ""),
            )
        except publishing.DraftInTheWay as error:
            return self._asked_to_give_up(request, revision, error.state)
        except Exception as error:
            refusal = refused(error)
            self.message_user(request, refusal.sentence, messages.ERROR)
        else:
            self.message_user(
                request, f"Revision {again.number} says what revision {revision.number} said, and is live."
            )
        return redirect("admin:escalation_criteriarevision_changelist")

    def _asked_to_give_up(
        self, request: HttpRequest, to: CriteriaRevision, state: publishing.PartState
    ) -> HttpResponse:
        """Whoever rolls back sees first what everybody's draft would lose."""
        context = {**self.admin_site.each_context(request), "title": f"Go back to revision {to.number}"}
        return render(request, "admin/criteria/give_up.html", {**context, "to": to, "state": state}, status=409)


def _names() -> dict[str, str]:
    """What teams and handoff types are called, by their short names."""
    return {**dict(HandoffType.objects.values_list("slug", "name")), **dict(Team.objects.values_list("slug", "name"))}


def _compared(revision: CriteriaRevision) -> dict[str, Any]:
    """A revision beside the one before it, and beside the one that is live."""
    others = CriteriaRevision.objects.of(revision.part)
    before = others.filter(number__lt=revision.number).first()
    latest = others.first()
    return {
        "before": before,
        "since_before": difference(before.content if before else "", revision.content),
        "live": latest,
        "to_live": difference(revision.content, latest.content) if latest else [],
    }


@admin.register(TreeWalk)
class TreeWalkAdmin(ReadOnlyAdmin):
    list_display = ("ticket", "revision", "outcome", "walked_by", "walked_at", "override_reason", "watch_until")
    list_select_related = ("ticket", "revision", "walked_by")
    list_filter = ("ending",)
    search_fields = ("=ticket__id", "outcome", "override_reason")
    search_help_text = "The number of a ticket without T-, an outcome, or words of a reason"
    ordering = ("-pk",)


@admin.register(HandoffGround)
class HandoffGroundAdmin(ReadOnlyAdmin):
    list_display = ("handoff", "basis", "against", "route", "reason", "walk", "revision")
    list_filter = ("basis", "against")
    list_select_related = ("handoff", "walk", "revision")
    search_fields = ("=handoff__id", "=handoff__ticket__id", "reason")
    search_help_text = "The number of the handoff or of its ticket without T-, or words of a reason"
    ordering = ("-pk",)
