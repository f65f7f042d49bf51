"""YAML as plain values that know their lines: YAML 1.2's idea of true and false, and no key twice."""

from dataclasses import dataclass
from typing import Any

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode


class CriteriaError(ValueError):
    """The file cannot be read as criteria; the message names the place and says what to change."""


@dataclass(frozen=True)
class Place:
    """A value, with where it stands: line 12, triggers, 3, when."""

    value: Any
    line: int
    path: tuple[str, ...] = ()

    def error(self, sentence: str) -> CriteriaError:
        return CriteriaError(f"Line {self.line}{''.join(f', {part}' for part in self.path)}: {sentence}")

    def inside(self, value: "Place", name: str) -> "Place":
        return Place(value.value, value.line, (*self.path, name))


# Thirty times as fast, where PyYAML came with it.
Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(Base):
    """Only `true` and `false` are true and false: an answer may be Yes. Dates stay text."""

    places = 0  # read so far


_LEFT = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _LEFT or (tag == _LEFT[0] and first in "tf")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def compose(text: str) -> Place:
    """The whole file, as a `Place` whose lists and mappings hold `Place`s. Raises CriteriaError."""
    if len(text) > LONGEST:
        raise CriteriaError(f"This is longer than {LONGEST:,} characters: criteria of that length nobody reads.")
    try:
        _check_depth(text)
        loader = _Loader(text)
    except yaml.MarkedYAMLError as error:
        raise _no_yaml(error) from error
    except yaml.YAMLError as error:
        raise CriteriaError(f"This is not YAML: {error}.") from error
    try:
        node = loader.get_single_node()
        return _place(loader, node, depth=0) if node else Place({}, 1)
    except yaml.MarkedYAMLError as error:
        raise _no_yaml(error) from error
    finally:
        loader.dispose()


def _no_yaml(error: yaml.MarkedYAMLError) -> CriteriaError:
    line = error.problem_mark.line + 1 if error.problem_mark else 1
    return CriteriaError(f"Line {line}: this is not YAML: {error.problem}.")


LONGEST = 2_000_000  # characters: forty times five hundred routes
LARGEST = 10**15  # number: beyond it a float is no longer exact
DEEPEST = 20  # levels: deeper than any criteria
MOST = 200_000  # places: an alias stands for all that its anchor holds, so few lines can say endlessly much


def _check_depth(text: str) -> None:
    """What is composed of nodes goes down by a call for each level, and some thousand of them end the process."""
    depth = 0
    for event in yaml.parse(text, Loader=Base):
        if isinstance(event, CollectionStartEvent):
            depth += 1
            if depth > DEEPEST + 1:
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise CriteriaError(f"Line {line}: this is nested too deeply.")
        elif isinstance(event, CollectionEndEvent):
            depth -= 1


def _place(loader: _Loader, node: Node, *, depth: int) -> Place:
    line = node.start_mark.line + 1
    if depth > DEEPEST:
        raise CriteriaError(f"Line {line}: this is nested too deeply.")
    loader.places += 1
    if loader.places > MOST:
        raise CriteriaError(f"Line {line}: this says more than {MOST:,} things.")
    if isinstance(node, MappingNode):
        return Place(_mapping(loader, node, depth), line)
    if isinstance(node, SequenceNode):
        return Place([_place(loader, item, depth=depth + 1) for item in node.value], line)
    try:
        value = loader.construct_object(node)
    except (ValueError, yaml.YAMLError) as error:
        raise _no_value(node, line) from error
    if isinstance(value, int) and abs(value) > LARGEST:
        raise _no_value(node, line)
    return Place(value, line)


def _no_value(node: Node, line: int) -> CriteriaError:
    said = repr(node.value)[1:-1]
    return CriteriaError(f"Line {line}: “{said[:80]}{'…' if len(said) > 80 else ''}” is no value that can be read.")


def _mapping(loader: _Loader, node: MappingNode, depth: int) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for key, value in node.value:
        name, line = key.value if isinstance(key, ScalarNode) else None, key.start_mark.line + 1
        if not isinstance(name, str):
            raise CriteriaError(f"Line {line}: a name is missing before the colon.")
        if name in found:
            raise CriteriaError(f"Line {line}: “{name}” stands here twice.")
        found[name] = _place(loader, value, depth=depth + 1)
    return found
