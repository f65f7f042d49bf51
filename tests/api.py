"""Asking the API as somebody, and reading what it says."""

from typing import Any

from rest_framework.test import APIClient

from tickets.models import Agent

V1 = "/api/v1"


def as_agent(agent: Agent) -> APIClient:
    client = APIClient()
    client.force_authenticate(agent)
    return client


def ids(response: Any) -> list[int]:
    """The ids of a page of a list."""
    return [row["id"] for row in response.json()["results"]]


def error(response: Any) -> tuple[int, str, str | None]:
    """Status, code and field of the first error."""
    first = response.json()["errors"][0]
    return response.status_code, first["code"], first["attr"]


def sentence(response: Any) -> str:
    return response.json()["errors"][0]["detail"]
