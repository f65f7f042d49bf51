"""Criteria read from a file on disk, whoever wrote it and with whatever editor."""

from pathlib import Path

from escalation.criteria.definition import Criteria
from escalation.criteria.reading import read_criteria
from escalation.criteria.yaml_nodes import CriteriaError


def read_file(path: Path) -> Criteria:
    """All criteria of a file. Raises CriteriaError and OSError.

    A file that says nothing at all was most likely cut off: whoever wants no criteria writes {}.
    """
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CriteriaError(f"Line {line}: this is not UTF-8. Save the file in that encoding.") from error
    if all(line.strip() == "" or line.lstrip().startswith("#") for line in text.splitlines()):
        raise CriteriaError("Line 1: the file is empty. Write {} where no criteria are meant.")
    return read_criteria(text)
