"""The tables that routing reads: our own of support words, and what NOTICE.md says comes from elsewhere."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
VECTOR_WORDS, VECTORS = HERE / "word_vectors.txt", HERE / "word_vectors.bin"


@cache
def empty_words() -> frozenset[str]:
    """Words that say nothing about who handles a message."""
    return frozenset(_lines("empty_words.txt").split())


@cache
def faint_words() -> frozenset[str]:
    """Words of every other message: they count, but little."""
    return frozenset(_lines("faint_words.txt").split())


@cache
def support_words() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Of each theme the groups of words and phrases that mean much the same."""
    return {theme: tuple(_groups(text)) for theme, text in _sections("support_words.txt")}


@cache
def sayings() -> dict[str, tuple[str, ...]]:
    """Of each everyday topic what customers say of it."""
    return {topic: tuple(text.split("\n")) for topic, text in _sections("sayings.txt")}


def _sections(name: str) -> Iterator[tuple[str, str]]:
    """What stands under each [heading]."""
    parts = re.split(r"^\[(.+)\]\n", _lines(name), flags=re.MULTILINE)
    for heading, text in zip(parts[1::2], parts[2::2], strict=True):
        yield heading, text.strip("\n")


def _groups(text: str) -> list[tuple[str, ...]]:
    """A line that is indented goes on with the group above it."""
    lines = text.replace("\n  ", " ").splitlines()
    return [tuple(phrase.strip() for phrase in line.split(",") if phrase.strip()) for line in lines if line.strip()]


def _lines(name: str) -> str:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("#"))
