"""The files that browsers load: as they were vendored, allowed by the content policy, and nothing missing."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "static" / "vendor"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MODULES = sorted((ROOT / "static" / "js").glob("*.js"))


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
    imported = re.findall(r'^(?:import|export) (?:[^=;]* from )?"([^"]+)";', path.read_text(), re.MULTILINE)

    assert [name for name in imported if not (path.parent / name).is_file()] == []
