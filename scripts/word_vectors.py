"""Makes escalation/routing/tables/word_vectors.*: what single words mean, for portals without an encoder.

Needs the packages of requirements-encoder.txt: `python scripts/word_vectors.py`. The model is all-MiniLM-L6-v2. What it
says of each word alone is brought to the directions in which our sayings differ most, and then moved so that the words
of a saying together come nearer to what the model says of it as a whole.
"""

import os
import re
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import numpy

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from escalation.routing.encoder import OnnxEncoder, installed_encoder  # noqa: E402
from escalation.routing.features import known_words  # noqa: E402
from escalation.routing.tables import VECTOR_WORDS, VECTORS, sayings  # noqa: E402
from escalation.routing.word_vectors import DIMENSIONS, WordVectors  # noqa: E402

MOST = 15_000  # words, the commonest first
RUNS, SHORTEST, LONGEST = 3, 3, 6  # how many runs of words are taken of each saying, and of how many words
KEPT = 3.0  # how much a word's own meaning counts against that of the sayings it stands in

Matrix = Any  # an array of numpy


def main() -> None:
    encoder = installed_encoder(os.environ.get("BATON_ENCODER", ""))
    if encoder is None:
        raise SystemExit("Install the packages of requirements-encoder.txt first.")
    words, texts = _words(encoder.vocabulary), list(dict.fromkeys(_texts()))
    alone, whole = _centered(encoder, words), _centered(encoder, texts)
    axes = numpy.linalg.svd(whole, full_matrices=False)[2][:DIMENSIONS]
    wanted = whole @ axes.T
    small = _moved(alone @ axes.T, _said(words, texts), wanted / numpy.linalg.norm(wanted, axis=1, keepdims=True))
    scaled = numpy.clip(numpy.round(small / numpy.abs(small).max() * 127 * 1.5), -127, 127).astype(numpy.int8)
    VECTOR_WORDS.write_text("\n".join(words) + "\n", encoding="utf-8")
    VECTORS.write_bytes(scaled.tobytes())
    print(f"{len(words)} words, {len(scaled.tobytes())} bytes")


def _words(vocabulary: dict[str, int]) -> list[str]:
    """Whole words of the model's vocabulary, which stand in order of how common they are, and all of our tables."""
    common = [piece for piece in vocabulary if re.fullmatch(r"[a-z]{2,}", piece)][:MOST]
    return [*common, *sorted(word for word in known_words() - set(common) if re.fullmatch(r"[a-z]{2,}", word))]


def _texts() -> Iterator[str]:
    """All sayings; of the longer ones also some runs of words, and each with another behind it."""
    random, every = Random(5), [said for of_topic in sayings().values() for said in of_topic]
    yield from every
    for said in every:
        words = said.split()
        if len(words) < SHORTEST + 2:
            continue
        for _ in range(RUNS):
            begin = random.randrange(len(words) - SHORTEST + 1)
            yield " ".join(words[begin : begin + random.randint(SHORTEST, LONGEST)])
        yield f"{said}, {random.choice(every)}"


def _centered(encoder: OnnxEncoder, texts: list[str]) -> Matrix:
    parts = [numpy.array(encoder.encode(texts[begin : begin + 256])) for begin in range(0, len(texts), 256)]
    vectors = numpy.concatenate(parts)
    return vectors - vectors.mean(axis=0)


def _said(words: list[str], texts: list[str]) -> Matrix:
    """How much each word counts in each text, as the table itself counts them."""
    table = WordVectors(words, array("b"))
    counts = numpy.zeros((len(texts), len(words)), dtype=numpy.float32)
    for row, text in zip(counts, texts, strict=True):
        for place, weight in table.weights(text):
            row[place] = weight
    return counts


def _moved(vectors: Matrix, counts: Matrix, wanted: Matrix) -> Matrix:
    """The words' vectors, so that what a text says of itself is nearer to what is wanted (ridge regression)."""
    sums = counts @ vectors
    lengths = numpy.linalg.norm(sums, axis=1)
    known = lengths > 0
    counts, wanted = counts[known] / lengths[known, None], wanted[known]
    said = counts.any(axis=0)
    counts, own = counts[:, said], vectors[said]
    wanted = wanted * ((counts @ own) * wanted).sum() / len(wanted)
    both = counts.T @ counts
    keep = KEPT * numpy.trace(both) / len(both)
    moved = vectors.copy()
    moved[said] = numpy.linalg.solve(both + keep * numpy.eye(len(both)), counts.T @ wanted + keep * own)
    return moved


if __name__ == "__main__":
    main()
