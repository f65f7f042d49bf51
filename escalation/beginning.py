"""What an installation still lacks before its tickets can find whoever handles them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists
from django.urls import reverse

from escalation.models import CriteriaRevision
from tickets.models import Agent, IssueType, Membership, Ticket


@dataclass(frozen=True)
class FirstStep:
    """One thing to do, and where."""

    name: str
    hint: str
    address: str
    is_done: bool


def first_steps(agent: Agent) -> Sequence[FirstStep]:
    """In the order in which each needs the one before; nothing once all are done. One query."""
    [done] = Agent.objects.filter(pk=agent.pk).values_list(
        Exists(Membership.objects.all()),
        Exists(IssueType.objects.all()),
        Exists(CriteriaRevision.objects.all()),
        Exists(Ticket.objects.all()),
    )
    if all(done):
        return ()
    return [
        FirstStep(*step, is_done=is_done)
        for step, is_done in zip(
            (
                ("Add a team", "with the people in it, you among them", reverse("admin:tickets_team_add")),
                ("Say what tickets are about", "an issue type for each", reverse("admin:tickets_issuetype_add")),
                (
                    "Say who handles what",
                    "a decision tree: questions that lead to a team",
                    reverse("admin:escalation_decisiontree_add"),
                ),
                ("Open a ticket", "and see the questions beside it", reverse("open-ticket")),
            ),
            done,
            strict=True,
        )
    ]
