"""The form that hands a ticket over: to whom, what its kind asks for, and the package."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from escalation import brief, duty
from escalation.context_fields import ContextField
from escalation.desk import details, kinds
from escalation.desk.acts import Words
from escalation.desk.fields import Destination, Line, OneOf
from escalation.desk.forms import CHANNELS
from escalation.desk.roster import Roster, offered
from escalation.drafting import Proposal, Said
from escalation.drafts import REPLY
from escalation.models import Asks, Handoff, HandoffType, Talk
from escalation.package import LINE_LIMIT, PARTS, Package, Sentiment, Step, Urgency, problems
from escalation.warm import offering
from tickets.models import BODY_LIMIT, Agent, Channel, Team, Ticket

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
    """The package, and to whom it goes. Steps are rows of `step` and `result`; what else its kind asks, `details`."""

    to = Destination(
        Team.objects.none(), label="Team", error_messages={"required": "Choose the team that can solve it."}
    )
    to_agent = forms.ModelChoiceField(Agent.objects.none(), label="Somebody in particular", required=False)
    type = OneOf(
        HandoffType.objects.none(),
        label="Kind of handoff",
        empty_label=None,
        error_messages={"required": "Choose a kind of handoff.", "invalid_choice": kinds.OUT_OF_USE},
    )
    issue_summary = forms.CharField(label=PARTS["issue_summary"], required=False)
    troubleshooting = forms.CharField(label=PARTS["troubleshooting"], required=False)
    nothing_tried = forms.CharField(label="Nothing could be tried, because", required=False, widget=Line)
    sentiment = forms.ChoiceField(label=PARTS["sentiment"], choices=Sentiment.choices, required=False)
    sentiment_note = forms.CharField(label="In a few words, why", required=False, widget=Line)
    urgency = forms.ChoiceField(label=PARTS["urgency"], choices=Urgency.choices, required=False)
    business_impact = forms.CharField(label=PARTS["business_impact"], required=False, widget=Line)
    next_best_action = forms.CharField(label=PARTS["next_best_action"], required=False)

    how = forms.ChoiceField(
        label="How",
        choices=[("cold", "Send it to the team"), ("warm", "Talk first, then hand over")],
        required=False,
    )
    reply = forms.CharField(label="A word to the customer", required=False, max_length=BODY_LIMIT)
    reply_channel = forms.ChoiceField(label="Sent by", choices=CHANNELS, required=False)
    reply_begun = forms.BooleanField(required=False, widget=forms.HiddenInput)  # on the ticket's page
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    ground_reason = forms.CharField(
        label="Why you hand it over", required=False, max_length=LINE_LIMIT, widget=forms.TextInput
    )

    def __init__(self, *args: Any, ticket: Ticket, kind: HandoffType | None = None, **kwargs: Any) -> None:
        """`kind` shows the form as that kind asks, whatever is chosen."""
        super().__init__(*args, **kwargs)
        self._only = kind
        self._plan = ticket.account.plan if ticket.account_id else ""  # a preview has no ticket
        self.missed: Mapping[str, str] = {}  # by field, what whoever returned it missed
        self.proposal = Proposal()  # what the thread says
        teams = offered(beside=ticket.team_id)
        self.fields["to"].is_offered = lambda team: (  # type: ignore[attr-defined]
            team.is_active and team.tier > 0 and team.pk != ticket.team_id
        )
        self.roster = Roster(beside=ticket.team_id)
        choices: dict[str, QuerySet[Any]] = {
            "type": HandoffType.objects.between_teams(),
            "to": teams,
            "to_agent": Agent.objects.people().filter(memberships__team__in=teams).distinct(),
        }
        for name, queryset in choices.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
        self.fields["to"].choices = self.roster.choices  # type: ignore[attr-defined]
        self.types = kinds.between_teams.get()
        self.fields["type"].known = self.types  # type: ignore[attr-defined]
        self.fields["type"].choices = [(kind.pk, kind.name) for kind in self.types]  # type: ignore[attr-defined]
        for field in self.asked:
            self.fields[field.name] = forms.CharField(label=field.label, required=False)
        self.order_fields(["to", "to_agent", "type", "how", *(field.name for field in self.asked)])  # as on the page

    @cached_property
    def kind(self) -> HandoffType | None:
        """The kind that is chosen; the first where nothing was, and none where what was chosen is out of use."""
        if self._only:
            return self._only
        return kinds.chosen(self.types, self.data.get("type") if self.is_bound else self.initial.get("type"))

    @cached_property
    def lacks_its_kind(self) -> str:
        """Said of a form that nobody has sent yet, where the kind that it asks for is out of use."""
        return "" if self.is_bound or self.kind else kinds.out_of_use(str(self.initial.get("type", "")))

    @property
    def team(self) -> Team | None:
        """The team that is chosen, if any."""
        chosen = str(self["to"].value() or "")
        return next((team for team in self.roster.teams if str(team.pk) == chosen), None)

    @property
    def may_be_warm(self) -> bool:
        return self.kind is not None and self.kind.may_be_warm

    @property
    def talks_first(self) -> bool:
        """What is chosen; what is suggested where nothing is."""
        chosen = self["how"].value()
        if self.kind is None or chosen:
            return self.may_be_warm and chosen == "warm"
        return offering.is_suggested(self.kind, plan=self._plan, urgency=self["urgency"].value() or "")

    @property
    def warm_urgencies(self) -> str:
        """The urgencies that suggest a talk; all of them where the customer's plan does."""
        if self.kind is None:
            return ""
        from_plan = self._plan in offering.plans_from(self.kind.warm_from_plan)
        return " ".join(Urgency.values if from_plan else offering.urgencies_from(self.kind))

    @property
    def asked(self) -> tuple[ContextField, ...]:
        """What the chosen kind asks for beyond the package."""
        return self.kind.asked if self.kind else ()

    @property
    def asks_one_line(self) -> bool:
        return self.kind is not None and self.kind.asks == Asks.ONE_LINE

    @cached_property
    def answers(self) -> dict[str, Any]:
        """What stands in the fields of this kind, and of others that were chosen before."""
        if not self.is_bound:
            return dict(self.initial.get("details", {}))
        return details.typed(dict(cast(QueryDict, self.data).lists()))

    @property
    def inputs(self) -> list[details.Input]:
        errors = {name: [str(error) for error in found] for name, found in self.errors.items()} if self.is_bound else {}
        return details.inputs(self.asked, self.answers, errors=errors, came_back=self.missed, proposal=self.proposal)

    @property
    def quoted(self) -> dict[str, Sequence[Said]]:
        """By part of the package but its steps, the messages it was quoted from, while it still says what they say."""
        stands = {name: self[name].value() for name in PACKAGE_FIELDS}
        return {name: self.proposal.sources_of(name, value) for name, value in stands.items()}

    @property
    def kept_details(self) -> Iterator[tuple[str, str]]:
        """What was typed for another kind: it goes along unseen, so that coming back to that kind finds it."""
        keys = {field.key for field in self.asked}
        for key, answer in self.answers.items():
            if key not in keys:
                yield from details.as_inputs(key, answer)

    @property
    def kept_package(self) -> Iterator[tuple[str, str]]:
        """What was typed of a package where one line is asked for, likewise."""
        yield from ((name, self[name].value() or "") for name in PACKAGE_FIELDS if name != "next_best_action")
        for step in self.steps:
            yield from (("step", step.step), ("result", step.result))

    @property
    def card_words(self) -> int:
        """How many words of summary and next action the card shows."""
        return brief.WORDS - brief.CHIP_WORDS

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
    def step_rows(self) -> list[tuple[Step, Sequence[Said]]]:
        """The rows to show, each with the messages it was quoted from, and blank ones for whoever has no JavaScript."""
        rows = [*self.steps, *[Step("", "")] * max(1, 3 - len(self.steps))]
        return [(row, self.proposal.steps.get(row, ())) for row in rows]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        asks = self.kind.asks if self.kind else Asks.PACKAGE
        for name, problem in problems(self.package(), asks=asks, asked=self.asked).items():
            self.add_error(name, problem)
        agent, team = cleaned.get("to_agent"), cleaned.get("to")
        if agent and team and agent not in [receiver.agent for receiver in duty.receivers_of(team, agent)]:
            self.add_error("to_agent", f"{agent} does not work in {team}.")
        return cleaned

    @property
    def is_warm(self) -> bool:
        return bool(self.cleaned_data.get("how") == "warm" and self.may_be_warm)

    @property
    def words(self) -> Words | None:
        """What the customer is told with it, if anything."""
        said = self.cleaned_data
        if not said["reply"]:
            return None
        channel = Channel(said["reply_channel"] or Channel.EMAIL)
        return Words(said["reply"], channel, said["seen"], ends_draft=said["reply_begun"])

    def package(self) -> Package:
        typed = {name: (self.cleaned_data.get(name) or self.data.get(name, "")).strip() for name in PACKAGE_FIELDS}
        answers = {field.key: self.answers[field.key] for field in self.asked if field.key in self.answers}
        return Package(troubleshooting=tuple(self.steps), details=answers, **typed)


def from_sent(handoff: Handoff) -> dict[str, Any]:
    """A form that starts with what was sent before, and came back or was withdrawn."""
    how = "cold" if handoff.talk == Talk.NONE else "warm"
    again = {"type": handoff.type_id, "to": handoff.to_team_id, "how": how}
    return {**from_package(handoff.package, *PACKAGE_FIELDS), "details": handoff.details, **again}


def from_received(handoff: Handoff) -> dict[str, Any]:
    """A form that starts with what the ticket came with: of what is still so, nothing need be typed again."""
    return from_package(handoff.package, "issue_summary", "urgency", "business_impact")


def from_package(package: Package, *names: str) -> dict[str, Any]:
    return {**{name: getattr(package, name) for name in names}, "steps": list(package.troubleshooting)}


def as_typed(data: QueryDict) -> dict[str, str]:
    """What is in the form now, as a draft keeps it: what repeats is numbered."""
    chosen = ("to", "to_agent", "type", "how", "reply_channel", "reply_begun", "ground_reason")
    kept = {name: data.get(name, "") for name in (*chosen, REPLY, *PACKAGE_FIELDS)}
    for name, values in data.lists():
        if name.startswith("details.") and name.count(".") == 1:
            kept[name] = values[-1]
        elif name in {"step", "result"} or name.startswith("details."):
            kept |= {f"{name}.{number}": value for number, value in enumerate(values)}
    return kept


def words_of(content: dict[str, str]) -> str:
    """What somebody wrote in a form that was kept, to be read beside another: without what was chosen from lists."""
    chosen = {"sentiment", "urgency"}
    written = [name for name in PACKAGE_FIELDS if name not in chosen]
    written += [name for name in content if name.startswith(("step.", "result.", "details."))]
    return "\n".join(content[name] for name in [*written, REPLY, "ground_reason"] if content.get(name, "").strip())


def in_words(content: dict[str, str]) -> str:
    """The same under the names of its fields, for whoever goes on with it elsewhere."""
    form = from_draft(content)
    tried = "; ".join(f"{step.step}: {step.result}" for step in form["steps"])
    said = {**content, "troubleshooting": tried or content.get("nothing_tried", "")}
    asked = {f"details.{key}": key.replace("_", " ").capitalize() for key in form["details"]}
    said |= {f"details.{key}": _line_of(answer) for key, answer in form["details"].items()}
    labels = {**PARTS, **asked, REPLY: "To the customer", "ground_reason": "Why it was to go"}
    return "\n\n".join(f"{label}: {said[name]}" for name, label in labels.items() if said.get(name, "").strip())


def _line_of(answer: Any) -> str:
    if isinstance(answer, str):
        return answer
    return "; ".join(part if isinstance(part, str) else f"{part['step']}: {part['result']}" for part in answer)


def from_draft(content: dict[str, str]) -> dict[str, Any]:
    """A form as it was left."""
    lists: dict[str, list[str]] = {}
    for name, value in content.items():
        whole, _, number = name.rpartition(".")
        lists.setdefault(whole if number.isdecimal() else name, []).append(value)
    pairs = zip(lists.get("step", []), lists.get("result", []), strict=False)
    steps = [Step(step, result) for step, result in pairs if step or result]
    return {**content, "steps": steps, "details": details.typed(lists)}
