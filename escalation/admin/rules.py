"""The admin of triggers, routes, and of what teams and issue types mean in customers' words."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from escalation.admin.criteria import ConditionInline, CriteriaAdmin
from escalation.admin.offered import value_names
from escalation.criteria import conditions, publishing, reports, rows, rules, sample
from escalation.criteria.conditions import Named
from escalation.criteria.definition import Criteria, Group, Match, Verdict
from escalation.criteria.definition import Trigger as TriggerText
from escalation.criteria.naming import misspelt
from escalation.criteria.values import group_of, lines
from escalation.facts import BadFact
from escalation.models import RULES, IssueTypeGuide, Route, RouteCondition, TeamGuide, Trigger, TriggerCondition
from tickets.models import IssueType

FEW = 3  # words of a route that its row in the list shows


class TriggerConditions(ConditionInline):
    model = TriggerCondition


class RouteConditions(ConditionInline):
    model = RouteCondition


class OfTheRules(CriteriaAdmin):
    """Published together with triggers, routes, and what teams and issue types mean."""

    def part(self, row: Any | None) -> str:
        return RULES

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        state = publishing.state(RULES)
        found = [] if state and state.problems else self.reports()
        context = {"states": [state] if state else [], "reports": found}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def reports(self) -> Sequence[str]:
        """What is worth a look in what is drafted."""
        return ()


class RuleAdmin(OfTheRules):
    """A trigger or a route: reads as a sentence while it is edited, and says how many tickets it would match."""

    preview_template = "admin/criteria/rule_preview.html"
    search_fields = ("name", "slug", "why")
    ordering = ("position", "pk")
    prepopulated_fields = {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("conditions")

    def reports(self) -> Sequence[str]:
        tickets = sample.lately.get(timezone.now()).facts
        return reports.reports(rows.drafted(), tickets, names=rows.names_in_use())

    def get_list_display(self, request: HttpRequest) -> Any:
        """With its conditions, in the names of now."""
        names = value_names().named

        @admin.display(description="When")
        def when(row: Trigger | Route) -> str:
            return conditions.in_words(_group(row, sorted(row.conditions.all(), key=lambda each: each.position)), names)

        *shown, position, is_active = super().get_list_display(request)
        return [*shown, when, position, is_active]

    def previewed(self, request: HttpRequest, form: Any, formsets: Sequence[Any]) -> dict[str, Any]:
        if complaints := formsets[0].complaints():
            return {"problem": " ".join(complaints)}
        typed = [row for row in formsets[0].kept() if row.fact and row.operator and row.value]
        try:
            when = _group(form.instance, typed)
        except BadFact as error:
            return {"problem": str(error)}
        latest = sample.lately.get(timezone.now())
        matching = [number for number, facts in latest.tickets if self.holds(form, when, facts)]
        return {
            "sentence": self.sentence(form, when, formsets[0].called.named),
            "count": len(matching),
            "of": len(latest),
            "tickets": matching[:5],
            "misspelt": misspelt(Criteria(triggers=(asking(form.instance.name, when),)), rows.names_in_use()),
        }

    def holds(self, form: Any, when: Group, facts: Any) -> bool:
        return bool(when.members) and conditions.holds(when, facts)

    def sentence(self, form: Any, when: Group, names: Named) -> str:
        return conditions.in_words(when, names)


def asking(name: str, when: Group) -> TriggerText:
    """A rule that is still being written, as something to look through."""
    return TriggerText("", name, Verdict.SUGGESTS, "", when)


def _group(row: Trigger | Route, typed: Sequence[Any]) -> Group:
    return group_of(row.match or Match.ALL, typed)


@admin.register(Trigger)
class TriggerAdmin(RuleAdmin):
    list_display = ("name", "verdict", "handoff_type", "position", "is_active")
    list_editable = ("position",)
    list_select_related = ("handoff_type",)
    fields = (("name", "slug"), ("verdict", "handoff_type"), "why", ("position", "is_active"), "match")
    inlines = (TriggerConditions,)


@admin.register(Route)
class RouteAdmin(RuleAdmin):
    list_display = ("name", "team", "handoff_type", "about", "position", "is_active")
    list_editable = ("position",)
    list_select_related = ("team", "handoff_type")
    fields = (
        ("name", "slug"), ("team", "handoff_type"), "issue_types", "words", "why", ("position", "is_active"), "match"
    )  # fmt: skip
    filter_horizontal = ("issue_types",)
    inlines = (RouteConditions,)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("issue_types")

    @admin.display(description="About")
    def about(self, row: Route) -> str:
        words = lines(row.words)
        more = [f"and {len(words) - FEW} more"] if len(words) > FEW else []
        return ", ".join([*(kind.name for kind in row.issue_types.all()), *words[:FEW], *more])

    def holds(self, form: Any, when: Group, facts: Any) -> bool:
        return rules.fits(self._route(form, when), facts)

    def sentence(self, form: Any, when: Group, names: Named) -> str:
        return rules.route_in_words(self._route(form, when), names)

    def _route(self, form: Any, when: Group) -> Any:
        kinds = form.cleaned_data.get("issue_types") or IssueType.objects.none()
        return rules.about(kinds, form.instance.words, when)


@admin.register(TeamGuide)
class TeamGuideAdmin(OfTheRules):
    list_display = ("team", "description")
    list_select_related = ("team",)
    search_fields = ("team__name", "description", "examples")
    ordering = ("team__name",)


@admin.register(IssueTypeGuide)
class IssueTypeGuideAdmin(OfTheRules):
    list_display = ("issue_type", "team", "description")
    list_select_related = ("issue_type", "team")
    search_fields = ("issue_type__name", "description", "examples")
    ordering = ("issue_type__name",)
