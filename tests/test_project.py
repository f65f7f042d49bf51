"""What holds for the whole house, found by looking at all of it, so that a new room cannot forget it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

ROOT = Path(settings.BASE_DIR)
APPS = ("config", "metrics", "escalation", "tickets")
OURS = [model for app in APPS for model in apps.get_app_config(app).get_models()]
SOURCES = sorted(path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

# Deeds whose pair is held by a rule of its own, with the reason.
PAIRED_ELSEWHERE = {"ticket.resolved": "records from elsewhere may say when without saying who"}


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def deeds() -> Iterator[tuple[type[models.Model], str]]:
    for model in OURS:
        names = {field.name for field in model._meta.get_fields()}
        for field in model._meta.concrete_fields:
            verb = field.name.removesuffix("_at")
            if field.name.endswith("_at") and field.null and f"{verb}_by" in names:
                yield model, verb


@pytest.mark.parametrize(("model", "verb"), list(deeds()), ids=lambda value: getattr(value, "__name__", value))
def test_every_deed_has_its_time_and_its_doer_together(model: type[models.Model], verb: str) -> None:
    name = model._meta.model_name or ""
    if f"{name}.{verb}" in PAIRED_ELSEWHERE:
        return

    assert f"{name}_{verb}_paired" in [constraint.name for constraint in model._meta.constraints]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_no_model_hides_a_write_or_an_order(model: type[models.Model]) -> None:
    assert "save" not in vars(model)
    assert "delete" not in vars(model)
    assert not model._meta.ordering


@pytest.mark.parametrize("path", SOURCES, ids=short)
def test_a_file_is_one_thing(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300


@pytest.mark.parametrize("path", SOURCES, ids=short)
def test_nothing_of_ours_is_imported_inside_a_function(path: Path) -> None:
    tree = ast.parse(path.read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    inside = [node for function in functions for node in ast.walk(function) if isinstance(node, ast.ImportFrom)]

    assert [node.module for node in inside if (node.module or "").split(".")[0] in APPS] == []


@pytest.mark.parametrize("path", SOURCES, ids=short)
def test_no_deadline_is_left_to_the_broker(path: Path) -> None:
    assert not re.search(r"\b(eta|countdown)=", path.read_text())


@pytest.mark.parametrize("path", [p for p in SOURCES if "views" not in short(p)], ids=short)
def test_the_time_is_passed_in(path: Path) -> None:
    """Only where a request, a task or a command begins is the clock read; and by the database's clock itself."""
    may_read = ("api", "tasks", "management", "admin", "database_clock", "context", "templatetags", "tickets/sessions")
    if not any(part in short(path) for part in may_read):
        assert "timezone.now()" not in path.read_text()


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_a_template_needs_nothing_that_the_content_policy_forbids(path: Path) -> None:
    text = path.read_text()

    assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|javascript:|https?://(?!www\.w3\.org)", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)


def named_pages() -> Iterator[str]:
    """Names of pages without arguments, outside the API and Django's admin."""
    for pattern in _flat(get_resolver().url_patterns):
        if pattern.name and not pattern.pattern.regex.groups:
            yield pattern.name


def _flat(patterns: list[URLPattern | URLResolver], depth: int = 0) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        elif not pattern.namespace and not str(pattern.pattern).startswith(("api", "admin")):
            yield from _flat(pattern.url_patterns, depth + 1)


OPEN_TO_ALL = {"alerts-worker", "sign-in", "health-live", "health-ready", "health-deadlines", "metrics"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(named_pages()) - OPEN_TO_ALL))
def test_a_page_sends_strangers_to_sign_in(client: Client, name: str) -> None:
    response = client.get(reverse(name))

    assert response.status_code in {302, 405}
    if response.status_code == 302:
        assert response["Location"].startswith(reverse("sign-in"))
