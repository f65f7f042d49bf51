"""The admin of hours and rotas: when teams work, and who watches their queues."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from escalation.duty.calendars import UnknownCountry, add_holidays, countries, holidays_of
from escalation.hours.business_time import DAY, Window, window_between
from escalation.hours.in_words import week_in_words
from escalation.models import (
    AgentHours,
    BusinessCalendar,
    Leave,
    OpeningWindow,
    Rota,
    RotaMember,
    SpecialDay,
    TeamHours,
    WatchOverride,
)
from tickets.admin.base import BatonAdmin, KeepsHistory
from tickets.admin.choices import ChoosesAmongMany
from tickets.models import Agent, Membership


def _kept(formset: forms.BaseInlineFormSet) -> list[dict[str, Any]]:
    """What the rows say that stay."""
    rows = [form.cleaned_data for form in formset.forms if hasattr(form, "cleaned_data")]
    return [row for row in rows if row and not row.get("DELETE")]


class CalendarForm(forms.ModelForm):
    """The calendar, and what to take over into it from a country."""

    country = forms.ChoiceField(
        choices=lambda: [("", "none"), *countries()], required=False, label="Add the holidays of"
    )
    part = forms.CharField(
        required=False, max_length=8, label="Part of the country", help_text="A code such as BY for Bavaria, or empty."
    )
    year = forms.IntegerField(required=False, min_value=1990, max_value=2100)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("country"):
            if not cleaned.get("year"):
                raise ValidationError({"year": "Say of which year."})
            try:
                holidays_of(cleaned["country"], part=cleaned.get("part", ""), year=cleaned["year"])
            except UnknownCountry as error:
                raise ValidationError({"part": f"{error}."}) from error
        return cleaned


def _must_not_overlap(hours: Iterable[tuple[int, Window, object]]) -> None:
    """Raises ValidationError about two that do; each with the number of its day, and what it is called."""
    spans = sorted((day * DAY + window.opens, day * DAY + window.closes, str(name)) for day, window, name in hours)
    for (_, closes, one), (opens, _, other) in pairwise(spans):
        if opens < closes:
            raise ValidationError(f"{one} and {other} overlap: let one end before the other begins.")


class Windows(forms.BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        rows = [OpeningWindow(weekday=row["weekday"], opens=row["opens"], closes=row["closes"]) for row in _kept(self)]
        if not rows:
            raise ValidationError(
                "A calendar that never opens would let no deadline end: give at least one day opening hours."
            )
        # Twice, for what is open from Sunday into Monday.
        weeks = [(row.weekday + first, row.window, row) for first in (0, 7) for row in rows]
        _must_not_overlap(weeks)


class SpecialWindows(forms.BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        days = [(row["local_date"], row["opens"], row["closes"]) for row in _kept(self) if row["opens"]]
        _must_not_overlap(
            [
                (day.toordinal(), window_between(opens, closes), f"{day:%Y-%m-%d} {opens:%H:%M} to {closes:%H:%M}")
                for day, opens, closes in days
            ]
        )


class WindowInline(admin.TabularInline):
    model = OpeningWindow
    formset = Windows
    ordering = ("weekday", "opens")
    extra = 5


class SpecialDayInline(admin.TabularInline):
    model = SpecialDay
    formset = SpecialWindows
    ordering = ("local_date", "opens")
    extra = 1


class TeamHoursInline(admin.TabularInline):
    model = TeamHours
    verbose_name_plural = "Teams that keep these hours"
    extra = 1


class AgentHoursInline(ChoosesAmongMany, admin.TabularInline):
    model = AgentHours
    verbose_name_plural = "Agents who work these hours"
    autocomplete_fields = ("agent",)
    extra = 1


@admin.register(BusinessCalendar)
class BusinessCalendarAdmin(KeepsHistory):
    form = CalendarForm
    instead = "Let its teams and agents keep another calendar first."
    list_display = ("name", "time_zone", "opening_hours")
    search_fields = ("name",)
    ordering = ("name",)
    readonly_fields = ("opening_hours",)
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "time_zone", "opening_hours"),
                "description": "Holds for what is sent from now on. What was sent keeps the deadlines it has.",
            },
        ),
        ("National holidays", {"fields": ("country", "part", "year")}),
    )
    inlines = (WindowInline, SpecialDayInline, TeamHoursInline, AgentHoursInline)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("windows", "special_days")

    @admin.display(description="What it says")
    def opening_hours(self, calendar: BusinessCalendar) -> SafeString | str:
        if calendar._state.adding:
            return "Save it, and read here when it is open."
        return format_html_join("", "<div>{}</div>", ((line,) for line in week_in_words(calendar.hours)))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        chosen = form.cleaned_data
        if chosen.get("country"):
            added = add_holidays(form.instance, country=chosen["country"], part=chosen["part"], year=chosen["year"])
            days = "1 day was" if added == 1 else f"{added} days were"
            self.message_user(request, f"{days} added as closed. A half holiday can be given hours below.")


class Members(forms.BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        agents = [row["agent"] for row in _kept(self) if row.get("agent")]
        if not agents:
            raise ValidationError("Give the rota at least one member.")
        team = self.instance.team_id
        there = set(Membership.objects.filter(team=team, agent__in=agents).values_list("agent", flat=True))
        if strangers := sorted({str(agent) for agent in agents if agent.pk not in there}):
            raise ValidationError(f"{', '.join(strangers)}: only people of the team can acknowledge what waits there.")


class MemberInline(ChoosesAmongMany, admin.TabularInline):
    model = RotaMember
    formset = Members
    fields = ("position", "agent")
    ordering = ("position", "pk")
    autocomplete_fields = ("agent",)
    extra = 2


@admin.register(Rota)
class RotaAdmin(BatonAdmin):
    list_display = ("team", "order", "turn_days", "handover_time", "time_zone", "start_date")
    list_select_related = ("team",)
    search_fields = ("team__name",)
    ordering = ("team__name",)
    inlines = (MemberInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("members__agent")

    @admin.display(description="In turn")
    def order(self, rota: Rota) -> str:
        members = sorted(rota.members.all(), key=lambda member: (member.position, member.pk))
        return ", ".join(str(member.agent) for member in members)


class OverrideForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        team, agent = cleaned.get("team"), cleaned.get("agent")
        if team and agent and not Membership.objects.filter(team=team, agent=agent).exists():
            raise ValidationError({"agent": f"{agent} does not work in {team}."})
        return cleaned


class SpanAdmin(BatonAdmin):
    """Rows that hold for a while, with who made them and when."""

    made: tuple[str, str]

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> tuple[str, str]:
        return self.made

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            when, who = self.made
            setattr(obj, when, timezone.now())
            setattr(obj, who, request.user)
        super().save_model(request, obj, form, change)
        if isinstance(obj.agent, Agent) and not obj.agent.is_active:
            self.message_user(request, f"{obj.agent} has left, so this changes nothing.", messages.WARNING)


@admin.register(WatchOverride)
class WatchOverrideAdmin(SpanAdmin):
    form = OverrideForm
    made = ("made_at", "made_by")
    list_display = ("team", "agent", "starts_at", "ends_at", "made_by")
    list_select_related = ("team", "agent", "made_by")
    list_filter = ("team",)
    search_fields = ("agent__name",)
    autocomplete_fields = ("agent",)
    ordering = ("-starts_at",)


@admin.register(Leave)
class LeaveAdmin(SpanAdmin):
    made = ("added_at", "added_by")
    list_display = ("agent", "starts_at", "ends_at", "added_by")
    list_select_related = ("agent", "added_by")
    search_fields = ("agent__name",)
    autocomplete_fields = ("agent",)
    ordering = ("-starts_at",)
