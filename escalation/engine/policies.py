"""Policies as they are frozen: what a handoff's type says at sending is what happens to it."""

from dataclasses import dataclass
from datetime import datetime

from escalation.engine.ladder import LAST_RESORT, Ladder, Step
from escalation.hours.business_time import Hours
from escalation.models import EscalationPolicy, Handoff, HandoffType, PolicyStep, Rung, StepAction
from escalation.notices import in_words as span_in_words

WHAT_IS_DONE: dict[str, str] = {
    StepAction.REROUTE: "it goes on to another team",
    LAST_RESORT: "the duty manager is told",
    StepAction.REMIND: "the receivers are reminded",
    StepAction.PAGE: "whoever is on duty is paged",
    StepAction.TELL_LEAD: "the receiving team's lead is told",
    StepAction.TELL_SENDER: "the sender is told",
}


def ladder_of(type: HandoffType, *, hours: Hours) -> Ladder | None:
    """The steps that a handoff of this type climbs in a team with these hours; None where it has no policy."""
    policy = type.policy
    if policy is None:
        return None
    return Ladder(
        policy=policy.name,
        steps=steps_of(policy),
        rounds=policy.rounds,
        pause=policy.pause,
        acknowledge_within=type.acknowledge_within,
        hours=hours,
    )


def steps_of(policy: EscalationPolicy) -> tuple[Step, ...]:
    """In their order; whoever asks for many policies prefetches `steps`."""
    steps = sorted(policy.steps.all(), key=lambda step: (step.after, step.pk))
    return tuple(Step(step.after, step.action, step.team_id, step.at_any_hour) for step in steps)


def start(handoff: Handoff, ladder: Ladder, *, at: datetime) -> None:
    """Let the first step come when it is due."""
    first_rung(handoff, ladder, at=at).save(force_insert=True)


def first_rung(handoff: Handoff, ladder: Ladder, *, at: datetime) -> Rung:
    """The same, for the caller to write."""
    first = ladder.coming([], sent_at=at, now=at)
    return Rung(handoff=handoff, number=first.number, due_at=first.due_at)


@dataclass(frozen=True)
class NextStep:
    """What comes next while nobody acknowledges, and when."""

    at: datetime
    what: str


def next_step(handoff: Handoff, *, number: int | None, due_at: datetime | None) -> NextStep | None:
    """The step of this number in words; None where the handoff has no ladder, or has left it."""
    if handoff.ladder is None or number is None or due_at is None:
        return None
    return NextStep(due_at, WHAT_IS_DONE[Ladder.from_json(handoff.ladder).step(number).action])


def in_words(policy: EscalationPolicy) -> list[str]:
    """What the policy says, a sentence for each step."""
    lines = [_step_in_words(step) for step in policy.steps.select_related("team").in_order()]
    pause = span_in_words(policy.pause)
    if policy.rounds > 1:
        lines.append(f"{pause} after the last step everything begins again, {policy.rounds} rounds in all.")
    return [*lines, f"Then the duty manager is told every {pause}, until somebody acknowledges."]


def _step_in_words(step: PolicyStep) -> str:
    what = f"it goes on to {step.team}" if step.team else WHAT_IS_DONE[step.action]
    when = "at any hour" if step.at_any_hour else "closed hours not counted"
    seconds = int(step.after.total_seconds()) % 60
    after = f"{span_in_words(step.after)} {seconds} s" if seconds else span_in_words(step.after)
    return f"After {after} ({when}): {what}."
