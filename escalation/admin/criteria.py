"""What the admin pages of criteria share: rows in their order, a preview that follows the form, and what is live."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from escalation.admin.offered import ValueNames, offered, value_names
from escalation.criteria import publishing
from escalation.criteria.values import read_condition
from escalation.facts import FACTS, BadFact
from escalation.refusals import refused
from tickets.admin.base import BatonAdmin
from tickets.models import Agent

_BY_WHAT = {
    each.about: [(fact.key, fact.label) for fact in FACTS.values() if fact.about == each.about]
    for each in FACTS.values()
}
FACT_CHOICES = [("", "---------"), *_BY_WHAT.items()]


class KeepsOrder(BaseInlineFormSet):
    """Rows count in the order in which they stand; a row without a number comes last."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "position" in form.fields:
            form.fields["position"].required = False
            if form.instance.pk is None:
                form.fields["position"].initial = form.initial["position"] = None

    def clean(self) -> None:
        super().clean()
        last = max((form.instance.position or 0 for form in self.forms if form.instance.pk), default=0)
        for number, form in enumerate(self.forms, start=1):
            if "position" not in form.fields:
                form.instance.position = number
            elif form.cleaned_data.get("position") is None:
                form.instance.position = last + number

    def kept(self) -> list[Any]:
        """The rows as typed, saved or not, in their order; those to be deleted and those left blank are none."""
        self.is_valid()
        typed = [form for form in self.forms if (form.has_changed() or form.instance.pk) and not _is_deleted(form)]
        return sorted((form.instance for form in typed), key=lambda row: row.position or 0)

    def complaints(self) -> list[str]:
        """What was typed and cannot be meant; what is still blank is no complaint."""
        self.is_valid()
        wrong = [form for form in self.forms if form.has_changed() and form["value"].value() and not _is_deleted(form)]
        return [str(sentence) for form in wrong for sentence in form.errors.get("value", [])]


def _is_deleted(form: Any) -> bool:
    return bool(getattr(form, "cleaned_data", {}).get("DELETE"))


class ConditionForm(forms.ModelForm):
    """One comparison; what cannot be compared so is said at the value."""

    fact = forms.ChoiceField(choices=FACT_CHOICES)
    value = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 1, "cols": 30}), help_text="Of several, one on each line."
    )

    def __init__(self, *args: Any, called: ValueNames, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.called = called
        if self.initial.get("value"):
            self.initial["value"] = called.shown(self.initial["fact"], self.initial["value"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("value"):
            cleaned["value"] = self.called.kept(cleaned.get("fact", ""), cleaned["value"])
        if cleaned.get("fact") and cleaned.get("operator") and cleaned.get("value"):
            try:
                read_condition(cleaned["fact"], cleaned["operator"], cleaned["value"])
            except BadFact as error:
                self.add_error("value", str(error))
        return cleaned


class ConditionRows(KeepsOrder):
    @cached_property
    def called(self) -> ValueNames:
        return value_names()

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "called": self.called}


class ConditionInline(admin.TabularInline):
    form = ConditionForm
    formset = ConditionRows
    fields = ("fact", "operator", "value", "group")
    ordering = ("position", "pk")
    extra = 1
    verbose_name = "condition"
    verbose_name_plural = "Conditions"


class CriteriaAdmin(BatonAdmin):
    """A part of the criteria: shows while it is edited what it says, and always whether that is live."""

    change_form_template = "admin/criteria/change_form.html"
    change_list_template = "admin/criteria/change_list.html"
    preview_template = ""  # of what the form says; nothing where it says no more than it shows
    preview_says_problems = False  # which then need not be said twice

    class Media:
        css = {"all": ("css/criteria_admin.css",)}

    def get_urls(self) -> list[URLPattern]:
        if not self.preview_template:
            return super().get_urls()
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        return [path("preview/", self.admin_site.admin_view(self.preview), name=name), *super().get_urls()]

    def preview(self, request: HttpRequest) -> HttpResponse:
        """What the form says as it stands now, saved or not. Writes nothing."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        row = self.get_object(request, request.GET.get("row", "")) if request.GET.get("row") else None
        form = self.get_form(request, row, change=row is not None)(request.POST, request.FILES, instance=row)
        form.is_valid()
        formsets, _ = self._create_formsets(request, form.instance, change=row is not None)  # type: ignore[attr-defined]
        return render(request, self.preview_template, self.previewed(request, form, formsets))

    def previewed(self, request: HttpRequest, form: Any, formsets: Sequence[Any]) -> dict[str, Any]:
        """The context of the preview."""
        raise NotImplementedError

    def part(self, row: Any | None) -> str:
        """The part of the criteria that this row is published with; of one still to be added, if that is known."""
        raise NotImplementedError

    def next_step(self, row: Any) -> tuple[str, str]:
        """Where what is live shows, and what is seen there."""
        return reverse("who"), "Ask who handles something"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id) if object_id else None
        part = self.part(row)
        state = publishing.state(part) if part else None
        if state and "_publish" in request.POST and request.POST.get("shown") not in (None, state.fingerprint):
            self._save_alone(request, state.name)
        context = {
            "facts": offered() if self.preview_template else (),
            "has_preview": bool(self.preview_template),
            "says_problems": self.preview_says_problems,
            "state": state,
            "next_step": self.next_step(row) if row and state and state.is_live else None,
            **(extra_context or {}),
        }
        return super().changeform_view(request, object_id, form_url, context)

    def _save_alone(self, request: HttpRequest, name: str) -> None:
        """Somebody else's change would be published unseen: hers is kept, and she sees both."""
        typed = request.POST.copy()
        del typed["_publish"]
        typed["_continue"] = "on"
        request.POST = typed  # type: ignore[assignment]
        warning = f"Not published: somebody changed the draft of “{name}” meanwhile. Look at the difference again."
        self.message_user(request, warning, messages.WARNING)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        if "_publish" in request.POST:
            publish(self, request, self.part(obj))
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", obj.pk)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Saved; and published at once where that was pressed."""
        if "_publish" in request.POST:
            publish(self, request, self.part(obj))
            return HttpResponseRedirect(request.get_full_path())
        return super().response_change(request, obj)


def publish(page: admin.ModelAdmin, request: HttpRequest, part: str, *, shown: str | None = None) -> None:
    """Publish a part and say so; or say why not."""
    note = request.POST.get("note", "")[:300]
    try:
        revision = publishing.publish(part, by=cast(Agent, request.user), at=timezone.now(), note=note, shown=shown)
    except Exception as error:
        refusal = refused(error)
        page.message_user(request, refusal.sentence, messages.ERROR)
    else:
        page.message_user(request, f"Revision {revision.number} is live: it holds from now on.", messages.SUCCESS)
