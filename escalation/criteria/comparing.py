"""Two versions of a criteria file, line by line, as people compare them."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

AROUND = 3  # lines that stay and are shown for orientation


def difference(before: str, after: str) -> list[str]:
    """Each line with its sign: `+` is new, `-` is gone, ` ` stays; `@` says in which part of the file the next stand.

    Nothing where they say the same.
    """
    old, new = before.splitlines(), after.splitlines()
    found: list[str] = []
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(AROUND):
        kind, begin, _, new_begin, _ = next(each for each in group if each[0] != "equal")
        within = " / ".join(_within(old, begin) if kind == "delete" else _within(new, new_begin))
        if within or found:
            found.append(f"@{within}")
        for kind, begin, end, new_begin, new_end in group:
            if kind == "equal":
                found += [f" {line}" for line in old[begin:end]]
            else:
                found += [f"-{line}" for line in old[begin:end]]
                found += [f"+{line}" for line in new[new_begin:new_end]]
    return found


def _within(lines: Sequence[str], at: int) -> list[str]:
    """The headings that the line at this place stands under, the outermost first."""
    return list(_headings_above(lines, at))[::-1]


def _headings_above(lines: Sequence[str], at: int) -> Iterator[str]:
    indent = _indent(lines[at]) if at < len(lines) else 0
    for line in reversed(lines[:at]):
        if _indent(line) < indent and line.rstrip().endswith(":"):
            indent = _indent(line)
            yield line.strip().removesuffix(":")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
