"""Which receivers are asked whether they could go on without reading earlier messages. No database."""

from hashlib import sha256

SEED = "could you go on"


def is_asked(handoff: int, *, share: int, seed: str = SEED) -> bool:
    """Whether this one is among so many of a hundred; the same handoff always is, or never.

    >>> [number for number in range(1, 40) if is_asked(number, share=10)]
    [6, 11, 16, 20, 33]
    """
    drawn = int.from_bytes(sha256(f"{seed} {handoff}".encode()).digest()[:4])
    return drawn % 100 < share
