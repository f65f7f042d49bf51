"""Words that are kept as they are typed, in one of several windows: whence they come, or why they were not kept."""

from datetime import datetime

from django.http import HttpRequest, JsonResponse
from django.utils.dateparse import parse_datetime

from escalation.refusals import refused
from escalation.typed import ChangedElsewhere, Source
from tickets.live import PortalRequest


def source_of(request: PortalRequest) -> Source:
    """The window that saves, and what it had seen."""
    return Source(typed(request, "window")[:32], seen_by(request))


def typed(request: HttpRequest, name: str) -> str:
    """What was typed into a field, without the one character that no database keeps."""
    return request.POST.get(name, "").replace("\0", "")


def seen_by(request: PortalRequest) -> datetime | None:
    """When what the window began from had been saved; nothing where there was none, or no calendar has that day."""
    try:
        return parse_datetime(request.POST.get("draft_seen", ""))
    except ValueError:
        return None


def not_saved(error: Exception) -> JsonResponse:
    """Another window was first, with what stands there now; or the sentence of the refusal."""
    if isinstance(error, ChangedElsewhere):
        return JsonResponse({"saved_at": error.saved_at, "words": error.words}, status=409)
    return JsonResponse({"error": refused(error).sentence}, status=409)
