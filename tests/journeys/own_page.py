"""A page of the test's own with the real modules and styles, whose server answers what the test decides."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

SCRIPT = '<script src="/static/js/{}.js" type="module"></script>'
STATIC = Path(__file__).resolve().parents[2] / "static"
ORIGIN = "http://baton.test"
PAGE = """<!doctype html><html lang="en"><head><title>Own page</title>
<script src="/static/vendor/idiomorph.min.js" defer></script>{scripts}
</head><body data-sign-in-url="/sign-in/"{attributes}>{body}<div id="announcer"></div></body></html>"""


def _static(route: Route) -> None:
    route.fulfill(path=STATIC / urlsplit(route.request.url).path.removeprefix("/static/"))


def open_page(
    page: Page,
    body: str,
    answers: dict[str, Callable[[Route], None]] | None = None,
    *,
    attributes: str = "",
    at: str = "/",
    also: str = "",
) -> None:
    """Open a page with `body`; `answers` says what each path of the server answers, `at` the part that is gone to.

    `also` names the module that such a page loads besides those of all pages.
    """
    scripts = "".join(SCRIPT.format(name) for name in ("app", also) if name)
    page.route(f"{ORIGIN}/**", lambda route: route.fulfill(status=404))
    page.route(f"{ORIGIN}/static/**", _static)
    page.route(
        f"{ORIGIN}/",
        lambda route: route.fulfill(
            content_type="text/html", body=PAGE.format(body=body, attributes=attributes, scripts=scripts)
        ),
    )
    for path, answer in (answers or {}).items():
        page.route(f"{ORIGIN}{path}", answer)
    page.goto(f"{ORIGIN}{at}")
