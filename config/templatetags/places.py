"""The places of the bar on top, which every page draws."""

from functools import lru_cache

from django import template
from django.template.context import Context
from django.urls import get_script_prefix
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config.templatetags.look import icon
from tickets.paths import path_of

register = template.Library()


@register.simple_tag(takes_context=True)
def place(
    context: Context, page: str, name: str, sign: str, keys: str, count: str = "", hot: bool = False
) -> SafeString:
    """The link to a page, by its URL name: lit up there, with an icon, the keys that lead to it and how much waits.

    `{% place "inbox" "Inbox" "inbox" "g i" count=nav.inbox %}`. A page that is no place says by `nav_here` where it is.
    """
    match = getattr(context.get("request"), "resolver_match", None)  # none where an error is said
    shown = context.get("nav_here") or (match and match.url_name)
    link, named = _fixed(page, name, sign, keys, get_script_prefix())
    here = SafeString(' aria-current="page"' if page == shown else "")
    return format_html("{}{}>{}{}</a>", link, here, named, _counted(page, count, hot) if count else "")


@lru_cache(maxsize=64)
def _fixed(page: str, name: str, sign: str, keys: str, prefix: str) -> tuple[SafeString, SafeString]:
    """What is the same on every page of a portal that begins with this prefix."""
    link = '<a href="{}" data-key="{}" data-key-label="Go to {}"'
    named = format_html("{}<span>{}</span>", icon(sign), name)
    return format_html(link, path_of(page), keys, name[0].lower() + name[1:]), named


def _counted(page: str, count: str, hot: bool) -> SafeString:
    badge = '<span class="count{}" data-count="{}" data-nav-count="{}">{}</span>'
    return format_html(badge, " is-hot" if hot else "", count, page, count)
