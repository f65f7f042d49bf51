"""What a page was made with is kept of the page, and not of each of its parts.

Part of `tests/conftest.py`. Django's test client copies the context of every template that is rendered, in case a test
asks for it: thirty a page, and more in a form. Tests ask for what the view gave to its page.
"""

from copy import copy
from typing import Any

from django.template import Context, RequestContext, Template
from django.test import client
from django.test.utils import ContextList


def keep_of_pages(
    store: dict[str, Any], signal: object, sender: object, template: Template, context: Context, **_: object
) -> None:
    """In place of `store_rendered_templates`: what is made for a request, and is no part of something larger."""
    store.setdefault("templates", []).append(template)
    contexts = store.setdefault("context", ContextList())
    if isinstance(context, RequestContext) and context.template is template:
        contexts.append(copy(context))


def pytest_configure() -> None:
    client.store_rendered_templates = keep_of_pages  # type: ignore[attr-defined]
