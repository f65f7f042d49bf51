"""Pages whose lists keep themselves fresh: one address answers a browser with the page, and a poll with its rows."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, cast

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django_htmx.middleware import HtmxDetails

from tickets.models import Agent


class PortalRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: Agent
    htmx: HtmxDetails


def answer(request: HttpRequest, template: str, context: dict[str, Any], *, part: str, shows: object) -> HttpResponse:
    """The whole page, or to a script only its `part`; nothing at all where it has that part already.

    `shows` is all that the part is drawn from: while it stays the same, so does the part.
    """
    if not cast(PortalRequest, request).htmx:
        response = render(request, template, context)
        patch_vary_headers(response, ["HX-Request"])
        return response
    version = version_of(cast(PortalRequest, request).user.pk, shows)
    return part_of(request, f"{template}#{part}", lambda: context, version=version)


def part_of(
    request: HttpRequest, template: str, context: Callable[[], dict[str, Any]], *, version: str
) -> HttpResponse:
    """Part of a page, for a script that asks again and again; where it has this version, nothing is read or drawn."""
    etag = quote_etag(version)
    response = get_conditional_response(request, etag=etag) or render(request, template, context())
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["HX-Request", "Cookie"])
    return response


def version_of(*shown: object) -> str:
    """A short word for what is shown: another word for anything else."""
    digest = hashlib.blake2b(digest_size=12)
    for fact in _facts(shown):
        digest.update(repr(fact).encode())
        digest.update(b"\0")
    return digest.hexdigest()


def _facts(shown: object) -> Iterator[object]:
    """The values of rows, of rows that came along with them, and of whatever holds them."""
    if isinstance(shown, Model):
        yield from (value for name, value in vars(shown).items() if not name.startswith("_"))
        yield from _facts(list(shown._state.fields_cache.values()))
    elif isinstance(shown, dict):
        yield from _facts(list(shown.items()))
    elif isinstance(shown, list | tuple):
        yield len(shown)
        for part in shown:
            yield from _facts(part)
    else:
        yield shown
