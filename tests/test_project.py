"""What holds for the whole house, found by looking at all of it, so that a new room cannot forget it."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
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


@cache
def text_of(path: Path) -> str:
    return path.read_text()


def those(paths: Iterable[Path], have: Callable[[str], object]) -> list[str]:
    """Of these files, the ones in whose text something is found."""
    return [short(path) for path in paths if have(text_of(path))]


def test_a_file_is_one_thing() -> None:
    assert those(SOURCES, lambda text: len(text.splitlines()) > 300) == []


def test_nothing_of_ours_is_imported_inside_a_function() -> None:
    assert those(SOURCES, imports_inside_functions) == []


def imports_inside_functions(text: str) -> list[str]:
    if not re.search(rf"^.+\bfrom ({'|'.join(APPS)})\b", text, re.MULTILINE):
        return []  # all begin their lines, and reading a file as Python takes long
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    inside = [node for function in functions for node in ast.walk(function) if isinstance(node, ast.ImportFrom)]
    return [node.module for node in inside if node.module and node.module.split(".")[0] in APPS]


def test_no_deadline_is_left_to_the_broker() -> None:
    assert those(SOURCES, re.compile(r"\b(eta|countdown)=").search) == []


def test_the_time_is_passed_in() -> None:
    """Only where a request, a task or a command begins is the clock read; and by the database's clock itself."""
    begin = ("views", "api", "tasks", "management", "admin", "context", "templatetags")
    may_read = (*begin, "database_clock", "tickets/sessions")
    others = [path for path in SOURCES if not any(part in short(path) for part in may_read)]

    assert those(others, re.compile(r"timezone\.now\(\)").search) == []


def test_a_template_needs_nothing_that_the_content_policy_forbids() -> None:
    forbidden = re.compile(
        r"\sstyle=|\son[a-z]+=\"|<style|javascript:|https?://(?!www\.w3\.org)"
        r"|<script(?![^>]*\bsrc=)(?![^>]*application/json)"
    )

    assert those(TEMPLATES, forbidden.search) == []


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
