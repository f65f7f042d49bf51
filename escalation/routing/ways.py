"""By which way texts are compared on this installation."""

from django.conf import settings

from escalation.routing.encoder import installed_encoder
from escalation.routing.meaning_likeness import Encoder
from escalation.routing.word_vectors import word_vectors


def best_way() -> Encoder:
    """The installed encoder, else words alone. The first call in a process takes up to a second."""
    return installed_encoder(settings.ENCODER_FOLDER) or word_vectors()
