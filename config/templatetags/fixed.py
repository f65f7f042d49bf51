"""What templates need not make anew: parts that are the same for everybody, and the paths of pages."""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as url_of_django
from django.urls import NoReverseMatch, get_script_prefix
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from tickets.paths import path_of

register = template.Library()


@register.tag
def fixed(parser: Parser, token: Token) -> "Fixed":
    """What stands between is the same on every page and for everybody: a process makes it once, and keeps it.

    `{% fixed %}<a href="{% url "my-work" %}">{% icon "list" %}</a>{% endfixed %}`

    It is made without what the page knows. Whoever names something of it here gets an error, never another's name.
    """
    inside = parser.parse(("endfixed",))
    parser.delete_first_token()
    return Fixed(inside)


class Fixed(template.Node):
    child_nodelists = ()  # no block of a page stands in it, and nobody needs to look for one

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self._made: dict[str, SafeString] = {}  # by where the portal begins, since paths do

    def render(self, context: Context) -> SafeString:
        prefix = get_script_prefix()
        if prefix not in self._made:
            knows_nothing = _Nothing()
            knows_nothing.template = context.template
            self._made[prefix] = self.nodelist.render(knows_nothing)
        return self._made[prefix]


class _Nothing(Context):
    """A context that holds only what is said inside it."""

    def __getitem__(self, key: Any) -> Any:
        for known in reversed(self.dicts):
            if key in known:
                return known[key]
        raise template.TemplateSyntaxError(f"{key!r} differs from page to page: it cannot stand in what is fixed.")


@register.tag
def url(parser: Parser, token: Token) -> URLNode:
    """As Django's, with the paths of pages that are told apart by place remembered."""
    node = url_of_django(parser, token)
    if node.kwargs or ":" in str(node.view_name.token):
        return node
    return _Remembered(node.view_name, node.args, node.kwargs, node.asvar)


class _Remembered(URLNode):
    view_name: FilterExpression
    args: list[FilterExpression]

    def render(self, context: Context) -> str:
        try:
            path = path_of(self.view_name.resolve(context), *(which.resolve(context) for which in self.args))
        except NoReverseMatch:
            if self.asvar is None:
                raise
            path = ""
        if self.asvar:
            context[self.asvar] = path
            return ""
        return conditional_escape(path) if context.autoescape else path
