"""What a process makes once for all pages, and the paths that it remembers."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.urls import NoReverseMatch, reverse, set_script_prefix

from config.templatetags import look


def rendered(template: str, **context: object) -> str:
    return Template(template).render(Context(context))


def test_what_is_fixed_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def drawn(name: str, label: str, large: bool) -> str:
        made.append(name)
        return name

    monkeypatch.setattr(look, "_drawn", drawn)
    template = Template('{% fixed %}{% icon "bell" %}{% endfixed %}{{ name }}')

    assert [template.render(Context({"name": name})) for name in ("Ana", "Ben")] == ["bellAna", "bellBen"]
    assert made == ["bell"]


def test_nothing_of_a_page_gets_into_what_is_fixed() -> None:
    for inside in ("{{ user }}", "{% if user %}x{% endif %}", "{% for one in user %}x{% endfor %}"):
        with pytest.raises(TemplateSyntaxError, match="'user' differs from page to page"):
            rendered("{% fixed %}" + inside + "{% endfixed %}", user="Ana")


def test_what_is_fixed_may_include_and_name_things_of_its_own() -> None:
    inside = '{% with words="Ana" %}{{ words }}{% endwith %}{% include "components/brand.html" with href="/b" only %}'

    html = rendered("{% fixed %}" + inside + "{% endfixed %}", words="another's")

    assert html.startswith("Ana")
    assert 'href="/b"' in html


def test_a_path_in_a_template_is_the_one_that_is_asked_for() -> None:
    paths = [rendered('{% url "ticket" number %}', number=number) for number in (1, 2, 1)]

    assert paths == [reverse("ticket", args=[number]) for number in (1, 2, 1)]
    assert (
        rendered('{% url "inbox" "a" as there %}{{ there }} {% url "admin:index" %}')
        == f"{reverse('inbox', args=['a'])} /admin/"
    )


def test_a_path_that_there_is_not_is_a_mistake_except_where_it_is_only_named() -> None:
    with pytest.raises(NoReverseMatch):
        rendered('{% url "ticket" "x" %}')
    assert rendered('{% url "ticket" "x" as there %}[{{ there }}]') == "[]"


def test_paths_begin_where_the_portal_does() -> None:
    template = Template('{% url "search" %} {% fixed %}{% url "search" %}{% endfixed %}')

    assert template.render(Context()) == "/search/ /search/"
    set_script_prefix("/support/")
    try:
        assert template.render(Context()) == "/support/search/ /support/search/"
    finally:
        set_script_prefix("/")
