"""The files that browsers load: as they were vendored, allowed by the content policy, and nothing missing."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "static" / "vendor"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MODULES = sorted((ROOT / "static" / "js").glob("*.js"))
PAGES = [path for path in TEMPLATES if re.match(r'{% extends "(base|skeleton)\.html" %}', path.read_text())]
# What only some pages load, and the attributes in their parts that wait for it.
WAITED_FOR = {
    "writing": [
        "data-about=",
        "data-draft-url=",
        "data-files-limit=",
        "data-here-url=",
        "data-keep=",
        "data-longest=",
        "data-news",
        "data-sentences=",
        "data-steps",
        "data-warm-urgencies=",
    ],
    "bulk": ["data-bulk-bar", "data-select-all"],
    "overdue": ["data-overdue"],
}


def test_vendored_files_are_as_their_list_says() -> None:
    listed = dict(
        re.findall(r"^\| `([^`]+)` .* `([0-9a-f]{64})` \|$", (VENDOR / "README.md").read_text(), re.MULTILINE)
    )

    actual = {name: hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() for name in listed}

    assert len(listed) >= 6
    assert actual == listed


def test_vendored_files_name_no_source_maps() -> None:
    assert [path.name for path in VENDOR.glob("*.*s") if b"sourceMappingURL" in path.read_bytes()] == []


def test_every_icon_named_in_a_template_or_module_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (VENDOR / "icons.svg").read_text()))
    texts = "".join(path.read_text() for path in [*TEMPLATES, *MODULES])

    named = set(re.findall(r'(?:{% icon |icon_name=|\bicon\()"([\w-]+)"', texts))

    assert named
    assert named - sprite == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_writes_what_the_content_policy_forbids(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", path.read_text())

    assert re.findall(r"\sstyle=|\son[a-z]+=|<style|javascript:|<script(?![^>]*\bsrc=)", text) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_modules_import_only_each_other(path: Path) -> None:
    assert [name for name in imports_of(path) if not (path.parent / name).is_file()] == []


def imports_of(path: Path) -> list[str]:
    return re.findall(r'^(?:import|export) (?:[^=;]* from )?"([^"]+)";', path.read_text(), re.MULTILINE)


def loaded_with(name: str) -> set[str]:
    """The modules that one brings along, itself among them."""
    found, asked = set[str](), [name]
    while asked:
        if (module := asked.pop()) not in found:
            found.add(module)
            asked += [Path(imported).stem for imported in imports_of(ROOT / "static" / "js" / f"{module}.js")]
    return found


@pytest.mark.parametrize("name", ["app", *WAITED_FOR])
def test_a_browser_asks_for_all_modules_of_a_page_at_once(name: str) -> None:
    named = {Path(imported).stem for imported in [*imports_of(ROOT / "static" / "js" / f"{name}.js"), "app.js"]}

    assert loaded_with(name) - named - {name} - (set() if name == "app" else loaded_with("app")) == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_loads_what_its_parts_wait_for_and_no_more(page: Path) -> None:
    parts = text_with_parts(page)
    waited_for = {name for name, attributes in WAITED_FOR.items() if any(word in parts for word in attributes)}

    assert {name for name in WAITED_FOR if f"'js/{name}.js'" in page.read_text()} == waited_for


def text_with_parts(page: Path) -> str:
    """The text of a template and of all that it includes."""
    texts, asked = dict[str, str](), [str(page.relative_to(ROOT / "templates"))]
    while asked:
        if (name := asked.pop()) not in texts:
            texts[name] = (ROOT / "templates" / name).read_text()
            asked += re.findall(r'{% include "([^"#]+)', texts[name])
    return "".join(texts.values())


def test_nothing_that_some_pages_load_is_waited_for_unnoticed() -> None:
    for name, attributes in WAITED_FOR.items():
        for module in loaded_with(name) - loaded_with("app") - {"writing"}:
            text = (ROOT / "static" / "js" / f"{module}.js").read_text()
            assert [word for word in attributes if f"[{word.rstrip('=')}" in text], module
