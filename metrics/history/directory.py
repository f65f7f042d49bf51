"""Who and what is known here: the teams, agents, accounts, customers and issue types that some stories name."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from typing import TypeVar

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.text import slugify

from metrics.history.story import AccountTold, CustomerTold, Holding, Person, Story
from tickets.models import Account, Agent, Customer, IssueType, Membership, Team

Thing = TypeVar("Thing", Account, Customer)
Named = TypeVar("Named", Team, IssueType)


@dataclass
class Directory:
    """Made anew for each chunk, so that it never remembers what a transaction took back."""

    source: str
    teams: dict[str, Team] = field(default_factory=dict)  # by name and slug, in lower case
    accounts: dict[str, Account] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    issue_types: dict[str, IssueType] = field(default_factory=dict)
    _agents: dict[str, Agent] = field(default_factory=dict)
    _memberships: set[tuple[int, int]] = field(default_factory=set)

    @classmethod
    def for_stories(cls, stories: Sequence[Story], *, source: str) -> "Directory":
        directory = cls(source)
        directory.teams = _by_name(Team, {name for story in stories for name in story.teams})
        directory.issue_types = _by_name(IssueType, {story.issue_type for story in stories} - {""})
        directory._learn_agents(_people_in(stories))
        return directory

    def _learn_agents(self, people: Iterable[Person]) -> None:
        """Agents by user name, and by e-mail address where it is one agent's alone."""
        named = list(people)
        usernames, emails = {person.username for person in named}, {person.email.lower() for person in named} - {""}
        known = Agent.objects.annotate(email_lower=Lower("email"))
        agents = list(known.filter(Q(username__in=usernames) | Q(email_lower__in=emails)))
        by_email: dict[str, list[Agent]] = {}
        for agent in agents:
            self._agents[f"username:{agent.username}"] = agent
            by_email.setdefault(agent.email.lower(), []).append(agent)
        for email, sharing in by_email.items():
            if email and len(sharing) == 1:
                self._agents[f"email:{email}"] = sharing[0]
        self._memberships = set(Membership.objects.filter(agent__in=agents).values_list("team_id", "agent_id"))

    def agent(self, person: Person | None) -> Agent | None:
        """The agent that this person is here, if she is one; a name alone makes nobody an agent."""
        if person is None:
            return None
        by_username = self._agents.get(f"username:{person.username}") if person.username else None
        return by_username or (self._agents.get(f"email:{person.email.lower()}") if person.email else None)

    def holder(self, holding: Holding) -> Agent | None:
        """The agent who may hold an open ticket: active, and of that team."""
        agent = self.agent(holding.agent)
        if agent and agent.is_active and (self.team(holding).pk, agent.pk) in self._memberships:
            return agent
        return None

    def team(self, holding: Holding) -> Team:
        return self.teams[holding.team.lower()]

    def unknown_teams(self, story: Story) -> list[str]:
        return sorted(name for name in story.teams if name.lower() not in self.teams)

    def create_teams(self, stories: Sequence[Story]) -> None:
        """Teams that are not here yet, in the next color each."""
        unknown = _unknown({name for story in stories for name in story.teams}, self.teams)
        known = Team.objects.count() if unknown else 0
        colors = (number % 8 + 1 for number in count(known))
        slugs = _free_slugs(Team, unknown)
        made = Team.objects.bulk_create(map(_team, unknown, slugs, colors))
        self.teams |= {team.name.lower(): team for team in made}

    def create_customers(self, stories: Sequence[Story]) -> None:
        """Accounts, customers and issue types that are not here yet; those that are stay as they are."""
        accounts = {story.account.id: story.account for story in reversed(stories)}
        self.accounts = _by_external_id(Account.objects.filter(source=self.source, external_id__in=accounts))
        missing = [told for told in accounts.values() if told.id not in self.accounts]
        self.accounts |= _by_external_id(Account.objects.bulk_create(map(self._new_account, missing)))
        customers = {story.customer.id: (story.customer, story.account) for story in reversed(stories)}
        self.customers = _by_external_id(Customer.objects.filter(source=self.source, external_id__in=customers))
        unmet = [told for told in customers.values() if told[0].id not in self.customers]
        made = Customer.objects.bulk_create(self._new_customer(customer, account) for customer, account in unmet)
        self.customers |= _by_external_id(made)
        self._create_issue_types({story.issue_type for story in stories if story.issue_type})

    def _new_account(self, told: AccountTold) -> Account:
        return Account(source=self.source, external_id=told.id, name=told.name, plan=told.plan, country=told.country)

    def _new_customer(self, told: CustomerTold, account: AccountTold) -> Customer:
        return Customer(
            source=self.source,
            external_id=told.id,
            account=self.accounts[account.id],
            name=told.name,
            email=told.email,
            title=told.title,
            preferences=told.preferences,
        )

    def _create_issue_types(self, names: set[str]) -> None:
        """An unknown issue type says what old tickets were about; it is not offered for new ones."""
        unknown = _unknown(names, self.issue_types)
        slugs = _free_slugs(IssueType, unknown)
        made = IssueType.objects.bulk_create(map(_issue_type, unknown, slugs))
        self.issue_types |= {kind.name.lower(): kind for kind in made}


def _by_name(model: type[Named], names: set[str]) -> dict[str, Named]:
    """Those whose name or slug is among the names, by both in lower case."""
    wanted = {name.lower() for name in names}
    things = model._default_manager.annotate(name_lower=Lower("name"))
    found: dict[str, Named] = {}
    for thing in things.filter(Q(name_lower__in=wanted) | Q(slug__in=wanted)).order_by("pk"):
        found |= {thing.slug: thing, thing.name.lower(): thing}
    return found


def _unknown(names: Iterable[str], known: Container[str]) -> list[str]:
    """Each once, however its letters are written."""
    found: dict[str, str] = {}
    for name in sorted(names):
        found.setdefault(name.lower(), name)
    return [name for key, name in found.items() if key not in known]


def _team(name: str, slug: str, color: int) -> Team:
    return Team(name=name, slug=slug, color=color)


def _issue_type(name: str, slug: str) -> IssueType:
    return IssueType(name=name, slug=slug, is_active=False)


def _free_slugs(model: type[Team] | type[IssueType], names: Sequence[str]) -> Iterator[str]:
    """One for each name, no two alike. One query."""
    taken = set(model._default_manager.values_list("slug", flat=True)) if names else set()
    for name in names:
        beginning = slugify(name)[:60]
        if not beginning or beginning.isdecimal():  # a number alone means something else in addresses
            beginning = f"{model.__name__.lower()}-{beginning}".rstrip("-")
        candidates = chain([beginning], (f"{beginning}-{number}" for number in count(2)))
        slug = next(slug for slug in candidates if slug not in taken)
        taken.add(slug)
        yield slug


def _people_in(stories: Iterable[Story]) -> set[Person]:
    people: set[Person | None] = set()
    for story in stories:
        people.add(story.holding.agent)
        people.update(message.author for message in story.messages)
        for change in story.changes:
            people |= {change.by, change.holding.agent if change.holding else None}
    return {person for person in people if person}


def _by_external_id(things: Iterable[Thing]) -> dict[str, Thing]:
    return {thing.external_id: thing for thing in things}
