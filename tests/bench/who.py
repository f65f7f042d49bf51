"""How soon "who handles this?" is answered by as many routes as `SIZE` says: rules, likeness, and the whole API."""

import os
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from random import Random

from django.utils import timezone
from rest_framework.test import APIClient

from escalation.criteria.loading import load
from escalation.criteria.publishing import publish_all
from escalation.criteria.reading import read_criteria
from escalation.routing.standing import standing_router
from tests.api import V1, as_agent
from tests.bench.figures import percentile, say
from tests.factories import AgentFactory, TeamFactory

TEAMS = 40
ASKED = 300
WORDS = [
    "invoice",
    "refund",
    "printer",
    "scanner",
    "login",
    "password",
    "export",
    "import",
    "order",
    "stock",
    "webhook",
    "token",
    "crossing",
    "label",
    "parcel",
    "customs",
    "tax",
    "seat",
    "plan",
    "role",
    "invitation",
    "search",
    "filter",
    "report",
    "timeout",
    "error",
    "carrier",
    "depot",
    "route",
    "mobile",
    "offline",
]


def main() -> None:
    routes = int(os.environ.get("SIZE") or 500)
    dice = Random(5)
    criteria = read_criteria(_file(routes, dice))
    for team in criteria.teams:
        TeamFactory(slug=team.key, name=team.name)
    load(criteria)
    publish_all(by=None, at=timezone.now())
    started = time.perf_counter()
    router = standing_router()
    say("who", f"build_{routes}", 1000 * (time.perf_counter() - started), "ms")
    by_rule = [f"It says key{dice.randrange(routes)} again" for _ in range(ASKED)]
    in_words = [" ".join(dice.sample(WORDS, 6)) for _ in range(ASKED)]
    _measure("rule", by_rule, router.route)
    _measure("words", in_words, router.route)
    client = as_agent(AgentFactory())
    _measure("api", [*by_rule, *in_words], lambda text: _ask(client, text))


def _ask(client: APIClient, text: str) -> None:
    assert client.post(f"{V1}/who/", {"text": text}, format="json").status_code == 200


def _measure(name: str, texts: list[str], ask: Callable[[str], object]) -> None:
    ask(texts[0])
    took = []
    for text in texts:
        started = time.perf_counter()
        ask(text)
        took.append(1000 * (time.perf_counter() - started))
    say("who", f"{name}_p50", percentile(took, 0.5), "ms")
    say("who", f"{name}_p95", percentile(took, 0.95), "ms")


def _file(routes: int, dice: Random) -> str:
    return "\n".join(["teams:", *_teams(dice), "routes:", *_routes(routes)])


def _teams(dice: Random) -> Iterator[str]:
    for number in range(TEAMS):
        yield f'  team-{number}: {{name: Team {number}, description: "{" ".join(dice.sample(WORDS, 8))}"}}'


def _routes(count: int) -> Iterator[str]:
    for number, team in zip(range(count), cycle(range(TEAMS)), strict=False):
        yield f"  route-{number}: {{name: Route {number}, team: team-{team}, words: [key{number}, sign{number}]}}"
