"""What people fill in at the desk. Forms check what was typed; acts and services do the rest."""

from functools import cached_property
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Prefetch, QuerySet
from django.http import QueryDict

from escalation.models import Handoff, HandoffType, ReturnReason
from escalation.package import Package, Sentiment, Step, Urgency, problems
from tickets.models import BODY_LIMIT, Agent, Channel, Membership, Team, Ticket

CHANNELS = [choice for choice in Channel.choices if choice[0] != Channel.NOTE]


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files."""

    widget = Files(attrs={"multiple": True, "class": "form-control"})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        chosen = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(file, initial) for file in chosen]


class ComposerForm(forms.Form):
    """An answer to the customer, or a note to colleagues."""

    kind = forms.ChoiceField(choices=[("reply", "Reply"), ("note", "Internal note")])
    body = forms.CharField(required=False, max_length=BODY_LIMIT)
    channel = forms.ChoiceField(choices=CHANNELS, required=False)
    seen = forms.IntegerField(required=False, min_value=0)
    resolve = forms.BooleanField(required=False)
    files = FilesField(required=False)  # type: ignore[assignment]  # a declared field is no attribute of the form


class WordsForm(forms.Form):
    """A question to the sender, or its answer."""

    text = forms.CharField(max_length=2000, error_messages={"required": "Write what you want to say."})


class ReturnForm(forms.Form):
    """Why a handoff goes back."""

    reason = forms.ChoiceField(choices=ReturnReason.choices, error_messages={"required": "Choose what is wrong."})
    note = forms.CharField(max_length=1000, error_messages={"required": "Say in a few words what is wrong."})


class PlaceForm(forms.Form):
    """Who of the team takes the ticket; nobody puts it back with the team."""

    agent = forms.ModelChoiceField(
        Agent.objects.none(), required=False, empty_label="Nobody: put it back with the team"
    )

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Agent.objects.people().filter(memberships__team=ticket.team).order_by("name")
        self.fields["agent"].queryset = people  # type: ignore[attr-defined]


class Roster:
    """The teams a ticket can go to and who works there, read when it is first asked for."""

    def __init__(self, teams: QuerySet[Team]) -> None:
        self._teams = teams

    @cached_property
    def teams(self) -> list[Team]:
        """Each with its `people`."""
        working = Membership.objects.filter(agent__in=Agent.objects.people()).select_related("agent")
        working = working.order_by("agent__name")
        prefetched = Prefetch("memberships", queryset=working, to_attr="people")
        return list(self._teams.order_by("tier", "name").prefetch_related(prefetched))

    def choices(self) -> list[tuple[object, str]]:
        return [("", "Choose a team"), *((team.pk, _with_its_people(team)) for team in self.teams)]


def _with_its_people(team: Team) -> str:
    return str(team) if team.people else f"{team} (nobody works there)"  # type: ignore[attr-defined]


# What a draft keeps and a returned handoff gives back; the steps come beside it.
PACKAGE_FIELDS = (
    "issue_summary",
    "nothing_tried",
    "sentiment",
    "sentiment_note",
    "urgency",
    "business_impact",
    "next_best_action",
)
URGENCY_MEANS = {
    Urgency.LOW: "Can wait some days",
    Urgency.NORMAL: "Hinders, and there is a way round",
    Urgency.HIGH: "Work stops today",
    Urgency.CRITICAL: "Work has stopped, or data is lost",
}


class HandOverForm(forms.Form):
    """The package, and to whom it goes. Steps are rows of `step` and `result`."""

    to = forms.ModelChoiceField(
        Team.objects.none(), label="Team", error_messages={"required": "Choose the team that can solve it."}
    )
    to_agent = forms.ModelChoiceField(Agent.objects.none(), label="Somebody in particular", required=False)
    type = forms.ModelChoiceField(HandoffType.objects.none(), label="Kind of handoff", empty_label=None)
    issue_summary = forms.CharField(label="What the customer needs", required=False)
    troubleshooting = forms.CharField(label="What was tried", required=False)
    nothing_tried = forms.CharField(label="Nothing could be tried, because", required=False)
    sentiment = forms.ChoiceField(label="How the customer feels", choices=Sentiment.choices, required=False)
    sentiment_note = forms.CharField(label="In a few words, why", required=False)
    urgency = forms.ChoiceField(label="How urgent it is", choices=Urgency.choices, required=False)
    business_impact = forms.CharField(label="What it costs the customer", required=False)
    next_best_action = forms.CharField(label="Next best action", required=False)

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = Team.objects.filter(is_active=True, tier__gt=0).exclude(pk=ticket.team_id)
        self.roster = Roster(teams)
        choices: dict[str, QuerySet[Any]] = {
            "type": HandoffType.objects.filter(is_active=True).order_by("position", "name"),
            "to": teams,
            "to_agent": Agent.objects.people().filter(memberships__team__in=teams).distinct(),
        }
        for name, queryset in choices.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
        self.fields["to"].choices = self.roster.choices  # type: ignore[attr-defined]

    @property
    def urgencies(self) -> list[tuple[str, str, str]]:
        """Value, word and what it means."""
        return [(value.value, value.label, means) for value, means in URGENCY_MEANS.items()]

    @property
    def steps(self) -> list[Step]:
        """The rows as typed, blank ones left out."""
        if not self.is_bound:
            return list(self.initial.get("steps", []))
        typed = cast(QueryDict, self.data)
        pairs = zip(typed.getlist("step"), typed.getlist("result"), strict=False)
        return [Step(step.strip(), result.strip()) for step, result in pairs if step.strip() or result.strip()]

    @property
    def step_rows(self) -> list[Step]:
        """The rows to show: what was typed, and blank ones for whoever has no JavaScript."""
        return [*self.steps, *[Step("", "")] * max(1, 3 - len(self.steps))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, problem in problems(self.package()).items():
            self.add_error(name, problem)
        agent, team = cleaned.get("to_agent"), cleaned.get("to")
        if agent and team and not team.memberships.filter(agent=agent).exists():
            self.add_error("to_agent", f"{agent} does not work in {team}.")
        return cleaned

    def package(self) -> Package:
        typed = {name: (self.cleaned_data.get(name) or self.data.get(name, "")).strip() for name in PACKAGE_FIELDS}
        return Package(troubleshooting=tuple(self.steps), **typed)


def from_returned(handoff: Handoff) -> dict[str, Any]:
    """A form that starts with what was sent before and came back."""
    again = {"type": handoff.type_id, "to": handoff.to_team_id}
    return {**from_package(handoff.package, *PACKAGE_FIELDS), **again}


def from_received(handoff: Handoff) -> dict[str, Any]:
    """A form that starts with what the ticket came with: of what is still so, nothing need be typed again."""
    return from_package(handoff.package, "issue_summary", "urgency", "business_impact")


def from_package(package: Package, *names: str) -> dict[str, Any]:
    return {**{name: getattr(package, name) for name in names}, "steps": list(package.troubleshooting)}


def as_typed(data: Any) -> dict[str, str]:
    """What is in the form now, as a draft keeps it: rows that repeat are numbered."""
    kept = {name: data.get(name, "") for name in ("to", "to_agent", "type", *PACKAGE_FIELDS)}
    for name in ("step", "result"):
        kept |= {f"{name}.{number}": value for number, value in enumerate(data.getlist(name))}
    return kept


def from_draft(content: dict[str, str]) -> dict[str, Any]:
    """A form as it was left."""
    count = sum(1 for name in content if name.startswith("step."))
    steps = [Step(content.get(f"step.{n}", ""), content.get(f"result.{n}", "")) for n in range(count)]
    return {**content, "steps": [step for step in steps if step.step or step.result]}
