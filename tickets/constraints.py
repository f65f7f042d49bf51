"""Conditions that several models are held to, each written once."""

from django.db.models import CheckConstraint, Q


def set_together(*fields: str) -> Q:
    """These nullable fields are all set, or all empty."""
    return Q(**{f"{field}__isnull": True for field in fields}) | Q(**{f"{field}__isnull": False for field in fields})


def paired(model: str, verb: str) -> CheckConstraint:
    """The deed `<verb>_at`, `<verb>_by` is whole: a time without a person, or the reverse, cannot be stored."""
    return CheckConstraint(
        condition=set_together(f"{verb}_at", f"{verb}_by"),
        name=f"{model}_{verb}_paired",
    )
