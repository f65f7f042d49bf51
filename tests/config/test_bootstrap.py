"""The bootstrap on machines that lack something: each says what, in one sentence."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

SCRIPT = Path(settings.BASE_DIR, "scripts", "bootstrap.sh")
CONSTRAINTS = Path(settings.BASE_DIR, "constraints.txt")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    (tmp_path / "scripts").mkdir()
    shutil.copy(SCRIPT, tmp_path / "scripts")
    (tmp_path / "requirements.txt").write_text("")
    (tmp_path / "constraints.txt").write_text("")
    return tmp_path


def python(clone: Path, *, says: str, otherwise: str) -> str:
    """A stand-in for a Python: a shell script that answers what it is asked."""
    path = clone / "python"
    path.write_text(f'#!/bin/sh\ncase "$*" in\n{says}\nesac\n{otherwise}\n')
    path.chmod(0o755)
    return str(path)


def bootstrap(clone: Path, python: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(clone / "scripts" / "bootstrap.sh"), "requirements.txt"],
        env={**os.environ, "PYTHON": python},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_old_python_is_one_sentence(clone: Path) -> None:
    old = python(clone, says="--version) echo 'Python 3.9.2'; exit 0;;", otherwise="exit 1")

    said = bootstrap(clone, old)

    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == (
        "Baton needs Python 3.11 to 3.14 and found Python 3.9.2: "
        "install one, or name it: make run PYTHON=/path/to/python3.\n"
    )


def test_no_python_at_all_is_one_sentence(clone: Path) -> None:
    said = bootstrap(clone, "/nowhere/python3")

    assert said.returncode == 1
    assert said.stderr.startswith("Baton needs Python 3.11 to 3.14 and found no Python:")
    assert len(said.stderr.splitlines()) == 1


def test_a_missing_venv_module_is_one_sentence(clone: Path) -> None:
    bare = python(clone, says="*ensurepip*) exit 1;;", otherwise=f'exec {sys.executable} "$@"')

    said = bootstrap(clone, bare)

    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert said.returncode == 1
    assert said.stderr.startswith(f"Python {version} here lacks its venv module: install it")
    assert len(said.stderr.splitlines()) == 1


@pytest.fixture
def installed(clone: Path) -> Path:
    """A clone whose .venv is there: a Python that does whatever it is told at once."""
    (clone / ".venv" / "bin").mkdir(parents=True)
    Path(python(clone, says="", otherwise="exit 0")).rename(clone / ".venv" / "bin" / "python")
    return clone


def test_what_is_installed_already_is_left_alone(installed: Path) -> None:
    first = bootstrap(installed)

    second = bootstrap(installed, "/nowhere/python3")

    assert first.stdout.startswith("Installing what requirements.txt names")
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")


def test_a_changed_requirement_is_installed(installed: Path) -> None:
    bootstrap(installed)
    (installed / "requirements.txt").write_text("# a new line\n")

    again = bootstrap(installed)

    assert again.returncode == 0
    assert again.stdout.startswith("Installing what requirements.txt names")


def test_other_versions_of_what_comes_along_are_installed_too(installed: Path) -> None:
    bootstrap(installed)
    (installed / "constraints.txt").write_text("# another version\n")

    assert bootstrap(installed).stdout.startswith("Installing what requirements.txt names")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_what_is_named_and_what_comes_along_agree(name: str) -> None:
    """A pin that is raised in one file alone would be refused by pip on a fresh clone."""
    lines = Path(settings.BASE_DIR, name).read_text().splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith(("#", "-r"))]
    kept = [Requirement(line) for line in CONSTRAINTS.read_text().splitlines() if not line.startswith("#")]
    versions = {canonicalize_name(each.name): str(each.specifier) for each in kept}

    assert {pin.name: str(pin.specifier) for pin in pins} == {
        pin.name: versions.get(canonicalize_name(pin.name)) for pin in pins
    }


@pytest.mark.parametrize("python", ["3.11.0", "3.11.9", "3.12.0", "3.13.0", "3.14.0"])
def test_all_that_comes_along_is_named(python: str) -> None:
    """Else a fresh clone gets whatever is newest on its day."""
    kept = {canonicalize_name(line.partition("==")[0]) for line in CONSTRAINTS.read_text().splitlines()}

    packages = [each for each in distributions() if canonicalize_name(each.metadata["Name"]) in kept]

    assert {name for each in packages for name in brought(each, python)} - kept == set()


def brought(package: Distribution, python: str) -> Iterator[str]:
    """What a package needs by itself on a Python of this version, without its extras."""
    there = {"python_full_version": python, "python_version": python.rpartition(".")[0], "extra": ""}
    for requirement in map(Requirement, package.requires or ()):
        if requirement.marker is None or requirement.marker.evaluate(there):
            yield canonicalize_name(requirement.name)
