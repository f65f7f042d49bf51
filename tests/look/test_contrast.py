"""Every pair of colors that meet on a page can be read by people with weak sight, in both themes."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"
TEXT, SHAPE = 4.5, 3.0  # WCAG 2.2 AA: text (1.4.3), and the edges and marks that carry meaning (1.4.11)

TEAMS = [f"team-{number}" for number in range(1, 9)]
TEXT_PAIRS = [
    *(
        (ink, paper)
        for ink in ("ink", "ink-2", "ink-3")
        for paper in ("paper", "sheet", "raised", "sunk", "hover", "note")
    ),
    *((ink, soft) for ink in ("ink", "ink-2") for soft in ("accent-soft", "good-soft", "warn-soft", "bad-soft")),
    *(
        (signal, paper)
        for signal in ("accent", "good", "warn", "bad")
        for paper in ("paper", "sheet", "raised", "hover")
    ),
    *((signal, f"{signal}-soft") for signal in ("accent", "good", "warn", "bad")),
    *((ink, "bad-soft") for ink in ("accent", "ink-3")),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-bad", "bad"),
    *((team, paper) for team in TEAMS for paper in ("paper", "sheet")),
    *(("sheet", team) for team in TEAMS),
]
SHAPE_PAIRS = [("line-strong", paper) for paper in ("paper", "sheet", "raised", "sunk")]


def _themes() -> dict[str, dict[str, str]]:
    declared = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", TOKENS.read_text())
    return {
        "light": {name: light for name, light, _ in declared},
        "dark": {name: dark for name, _, dark in declared},
    }


def _luminance(color: str) -> float:
    channels = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT_PAIRS, TEXT), (SHAPE_PAIRS, SHAPE)], ids=["text", "shapes"])
def test_colors_that_meet_differ_enough(theme: str, pairs: list[tuple[str, str]], least: float) -> None:
    colors = _themes()[theme]

    ratios = {f"{front} on {back}": round(_contrast(colors[front], colors[back]), 2) for front, back in pairs}

    assert {pair: ratio for pair, ratio in ratios.items() if ratio < least} == {}


def test_colors_are_named_in_the_tokens_and_nowhere_else() -> None:
    colored = re.compile(r"#[0-9a-f]{3,8}\b(?![\w-])|\brgba?\(|\bhsla?\(", re.IGNORECASE)
    others = [path for path in TOKENS.parent.glob("*.css") if path != TOKENS]

    found = {path.name: colored.findall(re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)) for path in others}

    assert {name: colors for name, colors in found.items() if colors} == {}
