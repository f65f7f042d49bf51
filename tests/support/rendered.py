"""What a page was made with is kept of the page, and not of each of its parts.

Part of `tests/conftest.py`. Django's test client copies the context of every template that is rendered, in case a test
asks for it: thirty a page, and more in a form. Tests ask for what the view gave to its page, the first of them.
"""

from copy import copy
from typing import Any

from django.test import client
from django.test.utils import ContextList


def keep_the_first(store: dict[str, Any], signal: Any, sender: Any, template: Any, context: Any, **_: Any) -> None:
    """In place of `store_rendered_templates`."""
    store.setdefault("templates", []).append(template)
    if "context" not in store:
        store["context"] = ContextList([copy(context)])


def pytest_configure() -> None:
    client.store_rendered_templates = keep_the_first  # type: ignore[attr-defined]
