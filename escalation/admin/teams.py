"""Teams with their handoff queues: what waits there keeps a team switched on, and somebody in it."""

from django.contrib import admin
from django.core.exceptions import ValidationError

from escalation.models import Handoff
from tickets.admin.teams import MembershipFormSet, MembershipInline, TeamAdmin, TeamForm
from tickets.models import Agent, Team


def _waiting(team: Team) -> str:
    """What waits for the team, in words; nothing where nothing does."""
    waiting = Handoff.objects.waiting().filter(to_team=team)
    numbers = [f"T-{ticket}" for ticket in waiting.order_by("sent_at").values_list("ticket_id", flat=True)]
    named = ", ".join(numbers[:3]) + (f" and {len(numbers) - 3} more" if len(numbers) > 3 else "")
    return f"{named} {'waits' if len(numbers) == 1 else 'wait'} to be acknowledged in {team}" if numbers else ""


class QueueTeamForm(TeamForm):
    def must_be_done(self, team: Team) -> None:
        super().must_be_done(team)
        if waiting := _waiting(team):
            raise ValidationError(f"{waiting}: have it acknowledged, returned or withdrawn first.")


class QueueMembershipFormSet(MembershipFormSet):
    def check_who_stays(self, staying: list[Agent]) -> None:
        if any(agent.is_active and not agent.is_bot for agent in staying) or not self.instance.pk:
            return
        if waiting := _waiting(self.instance):
            raise ValidationError(f"{waiting}, and nobody would be left who could.")


class QueueMembershipInline(MembershipInline):
    formset = QueueMembershipFormSet


@admin.register(Team)
class QueueTeamAdmin(TeamAdmin):
    form = QueueTeamForm
    inlines = (QueueMembershipInline,)
