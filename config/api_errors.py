"""One shape for every error of the API: `{"type": ..., "errors": [{"code", "detail", "attr"}]}`."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from drf_standardized_errors.handler import ExceptionHandler
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError

from config import outages
from escalation.desk.acts import ThreadMovedOn
from escalation.package import IncompletePackage
from escalation.refusals import refusal_of
from tickets.refusals import Refusal


class Conflict(APIException):
    """What was asked no longer fits the state of things; the sentence says who changed it, and what to do."""

    status_code = status.HTTP_409_CONFLICT


class ThreadMovedOnConflict(Conflict):
    """Says beside its sentence which messages are new."""

    def __init__(self, refusal: Refusal, unseen: list[int]) -> None:
        super().__init__(refusal.sentence, code=refusal.code)
        self.unseen = unseen


class TooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = "This is more than Baton takes at once: shorten it, or attach a file."


class NoRoom(APIException):
    status_code = status.HTTP_507_INSUFFICIENT_STORAGE
    default_code = "disk_full"
    default_detail = "There is no room left on the disk: nothing was saved. Whoever runs Baton has to make room."


class Unavailable(APIException):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "database_away"
    default_detail = "The database does not answer. Look whether this was done before you ask for it again."


class Handler(ExceptionHandler):
    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, IncompletePackage):
            return ValidationError({name: [problem] for name, problem in exc.problems.items()}, code="incomplete")
        if isinstance(exc, RequestDataTooBig):
            return TooLarge()
        if outages.disk_is_full(exc):
            return NoRoom()
        if outages.database_is_away(exc):
            return Unavailable()
        refusal = refusal_of(exc)
        if refusal and isinstance(exc, ThreadMovedOn):
            return ThreadMovedOnConflict(refusal, [message.pk for message in exc.messages])
        converted: Exception = _as_http(refusal) if refusal else super().convert_known_exceptions(exc)
        return converted

    def format_exception(self, exc: APIException) -> Any:
        data = super().format_exception(exc)
        return {**data, "unseen": exc.unseen} if isinstance(exc, ThreadMovedOnConflict) else data


def _as_http(refusal: Refusal) -> APIException:
    if not refusal.is_input:
        return Conflict(refusal.sentence, code=refusal.code)
    if refusal.field:
        return ValidationError({refusal.field: [refusal.sentence]}, code=refusal.code)
    return ValidationError(refusal.sentence, code=refusal.code)
