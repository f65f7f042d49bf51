"""What must hold among people: somebody can always administer, and nobody leaves a team with its work in hand."""

from tickets.models import Agent, Role, Team, Ticket


class LastAdmin(Exception):
    """Somebody must remain who can administer."""


class TeamHasWork(Exception):
    """The team has open tickets; `count` is how many."""

    def __init__(self, team: Team, count: int) -> None:
        super().__init__(f"{team} has {count} open {'ticket' if count == 1 else 'tickets'}")
        self.count = count


class HoldsWork(Exception):
    """The agent holds open tickets of the team; `count` is how many."""

    def __init__(self, agent: Agent, team: Team, count: int) -> None:
        super().__init__(f"{agent} holds {count} open {'ticket' if count == 1 else 'tickets'} of {team}")
        self.count = count


def must_not_be_the_last_admin(agent: Agent) -> None:
    """Raise LastAdmin unless somebody else could administer. Locks the admins, so that two cannot demote each other."""
    admins = Agent.objects.active().filter(role=Role.ADMIN).order_by("pk").select_for_update()
    if list(admins.values_list("pk", flat=True)) == [agent.pk]:
        raise LastAdmin(f"{agent} is the only active admin: make somebody else an admin first")


def must_not_hold_work(agent: Agent, team: Team) -> None:
    """Raise HoldsWork where the agent holds open tickets of the team."""
    if count := Ticket.objects.open().filter(team=team, holder=agent).count():
        raise HoldsWork(agent, team, count)


def must_not_have_work(team: Team) -> None:
    """Raise TeamHasWork where the team has open tickets: in a team that is switched off nobody would find them."""
    if count := Ticket.objects.open().filter(team=team).count():
        raise TeamHasWork(team, count)
