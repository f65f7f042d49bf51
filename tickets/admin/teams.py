"""Teams and who works in them: one lead each, and nobody leaves with the team's work in hand."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from tickets import changes, people
from tickets.admin.base import KeepsHistory
from tickets.admin.choices import ChoosesAmongMany
from tickets.models import Agent, Membership, Team

COLORS = 8  # of teams, as the stylesheet knows them


class TeamForm(forms.ModelForm):
    """A team is switched off once nothing lies there any more."""

    class Meta:
        labels = {"slug": "Short name"}
        help_texts = {"slug": "In addresses, and in files of criteria."}

    def clean_is_active(self) -> bool:
        is_active: bool = self.cleaned_data["is_active"]
        if not is_active and self.instance.pk and "is_active" in self.changed_data:
            self.must_be_done(self.instance)
        return is_active

    def must_be_done(self, team: Team) -> None:
        """Raises ValidationError, which names what lies there."""
        try:
            people.must_not_have_work(team)
        except people.TeamHasWork as error:
            raise ValidationError(f"{error}: place them with another team first.") from error


class MembershipForm(forms.ModelForm):
    def validate_constraints(self) -> None:
        """One lead a team: the formset sees to that, because a team may change its lead in one go."""
        lead, self.instance.is_lead = self.instance.is_lead, False
        super().validate_constraints()
        self.instance.is_lead = lead


class MembershipFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        if sum(bool(form.cleaned_data.get("is_lead")) for form in kept) > 1:
            raise ValidationError("A team has one lead: leave the mark with one person.")
        self.check_who_stays([form.cleaned_data["agent"] for form in kept if "agent" in form.cleaned_data])
        for form in self.initial_forms:
            if form.cleaned_data.get("DELETE") or "agent" in form.changed_data:
                self._must_not_hold_work(form)

    def check_who_stays(self, staying: list[Agent]) -> None:
        """Raises ValidationError where these are too few."""

    def _must_not_hold_work(self, form: forms.ModelForm) -> None:
        leaving = Agent.objects.get(pk=form.initial["agent"])
        try:
            people.must_not_hold_work(leaving, self.instance)
        except people.HoldsWork as error:
            raise ValidationError(f"{error}: put them back with the team first, or deactivate her.") from error


class MembershipInline(ChoosesAmongMany, admin.TabularInline):
    model = Membership
    form = MembershipForm
    formset = MembershipFormSet
    autocomplete_fields = ("agent",)
    extra = 1


class TeamAdmin(KeepsHistory):
    form = TeamForm
    list_display = ("name", "tier", "time_zone", "is_active")
    list_filter = ("tier", "is_active")
    search_fields = ("name", "slug")
    ordering = ("tier", "name")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (MembershipInline,)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new team gets a color of its own, as long as there are some."""
        taken = set(Team.objects.values_list("color", flat=True))
        free = next((color for color in range(1, COLORS + 1) if color not in taken), 1)
        return {"color": free, **super().get_changeform_initial_data(request)}

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """The lead who steps back is saved before the one who steps up: the table holds one at a time."""
        memberships = formset.save(commit=False)
        for membership in formset.deleted_objects:
            membership.delete()
        for membership in sorted(memberships, key=lambda membership: membership.is_lead):
            membership.save()
        changed = [*formset.deleted_objects, *memberships]
        changes.announce(*(f"rights:{membership.agent_id}" for membership in changed))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        team = form.instance
        if not team.memberships.filter(is_lead=True, agent__is_active=True).exists():
            sentence = f"{team} has no active lead: missed deadlines are told to the duty manager until it has."
            self.message_user(request, sentence, messages.WARNING)
