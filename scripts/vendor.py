"""Fill static/vendor/ anew from the packages that static/vendor/package.json names, and note what they are.

    python scripts/vendor.py

Needs npm. Run it after changing a version or the list of icons, look at the difference, and commit it.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
ICONS = VENDOR / "icons.txt"

# Where each file comes from inside its package, and what it is called here.
FILES = {
    "bootstrap": {"dist/css/bootstrap.min.css": "bootstrap.min.css"},
    "htmx.org": {"dist/htmx.min.js": "htmx.min.js"},
    "idiomorph": {"dist/idiomorph.min.js": "idiomorph.min.js"},
    "bootstrap-icons": {},
    "@fontsource-variable/inter": {
        "files/inter-latin-opsz-normal.woff2": "inter-latin.woff2",
        "files/inter-latin-ext-opsz-normal.woff2": "inter-latin-ext.woff2",
    },
}
# A map that is not shipped would make `collectstatic` fail.
SOURCE_MAP = re.compile(rb"\n?(/\*#|//#) sourceMappingURL=[^\s*]+( \*/)?\n?")


@dataclass(frozen=True)
class Vendored:
    """One file as it lies in static/vendor/."""

    name: str
    package: str
    version: str
    license: str


def install(into: Path) -> None:
    shutil.copy(VENDOR / "package.json", into)
    subprocess.run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=into, check=True)


def copy_package(package: str, source: Path) -> list[Vendored]:
    about = json.loads((source / "package.json").read_text())
    label = package.strip("@").replace("/", "-")
    shutil.copy(source / "LICENSE", VENDOR / f"LICENSE.{label}.txt")
    names = [copy_file(source / path, name) for path, name in FILES[package].items()]
    if package == "bootstrap-icons":
        names.append(make_sprite(source / "icons"))
    return [Vendored(name, package, about["version"], about["license"]) for name in names]


def copy_file(source: Path, name: str) -> str:
    content = source.read_bytes()
    if source.suffix in {".js", ".css"}:
        content = SOURCE_MAP.sub(b"\n", content)
    (VENDOR / name).write_bytes(content)
    return name


def make_sprite(icons: Path) -> str:
    """One file with the icons that icons.txt names, each a symbol under its own name."""
    symbols = [as_symbol(name, (icons / f"{name}.svg").read_text()) for name in ICONS.read_text().split()]
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    (VENDOR / "icons.svg").write_text(sprite)
    return "icons.svg"


def as_symbol(name: str, svg: str) -> str:
    drawing = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
    if drawing is None:
        raise SystemExit(f"The icon {name} has no drawing in it.")
    return f'<symbol id="{name}" viewBox="0 0 16 16">{" ".join(drawing[1].split())}</symbol>'


def write_note(vendored: list[Vendored]) -> None:
    rows = "".join(
        f"| `{file.name}` | {file.package} | {file.version} | {file.license} | `{digest(file.name)}` |\n"
        for file in vendored
    )
    (VENDOR / "README.md").write_text(
        "# Vendored files\n\n"
        "Written by `scripts/vendor.py` from the packages in `package.json`; change nothing here by hand.\n"
        "References to source maps are taken out, and `icons.svg` holds only the icons named in `icons.txt`.\n"
        "Each package's license lies beside it as `LICENSE.<package>.txt`.\n\n"
        "| File | Package | Version | License | SHA-256 |\n|---|---|---|---|---|\n" + rows
    )


def digest(name: str) -> str:
    return hashlib.sha256((VENDOR / name).read_bytes()).hexdigest()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        install(Path(folder))
        modules = Path(folder) / "node_modules"
        write_note([file for package in FILES for file in copy_package(package, modules / package)])


if __name__ == "__main__":
    main()
