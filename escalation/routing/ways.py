"""By which way texts are compared on this installation."""

import logging
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from escalation.routing.contract import broken_by
from escalation.routing.encoder import installed_encoder
from escalation.routing.meaning_likeness import Encoder
from escalation.routing.word_vectors import word_vectors

logger = logging.getLogger(__name__)


def best_way() -> Encoder:
    """The encoder that is chosen or installed, else words alone. The first call in a process takes up to a second."""
    chosen: str = settings.ENCODER
    if _is_dotted(chosen):
        return _of_ones_own(chosen) or word_vectors()
    return installed_encoder(chosen) or word_vectors()


def _is_dotted(chosen: str) -> bool:
    """`company.search.Encoder` is a class; anything else a folder."""
    return "." in chosen and all(part.isidentifier() for part in chosen.split("."))


@cache
def _of_ones_own(path: str) -> Encoder | None:
    """An encoder of another program, made once in a process; None, which the log says, where it cannot be used."""
    try:
        encoder: Encoder = import_string(path)()
        broken = broken_by(encoder)
    except Exception:  # whatever another program's may raise: routing goes on by words
        logger.exception("Messages are compared by their words: %s cannot be used", path)
        return None
    if broken:
        logger.error("Messages are compared by their words: %s is no encoder. %s", path, " ".join(broken))
        return None
    return encoder
