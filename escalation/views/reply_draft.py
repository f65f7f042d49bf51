"""A reply as it is typed: kept on the server, and gone on with by a colleague."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from escalation import reply_drafts
from escalation.desk.draft_form import ReplyDraftForm
from escalation.models import ReplyDraft
from escalation.views.ticket import opened
from tickets.live import PortalRequest
from tickets.permissions import can_note


@require_POST
def save(request: PortalRequest, pk: int) -> JsonResponse:
    """Keep what is typed; where another window has saved something else, say what."""
    ticket = opened(request, pk)
    form = ReplyDraftForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"detail": next(iter(form.errors.values()))[0]}, status=422)
    window, seen = form.cleaned_data["window"], form.seen
    try:
        draft = reply_drafts.save(
            ticket, typed=form.typed, by=request.user, at=timezone.now(), window=window, seen=seen
        )
    except reply_drafts.ChangedElsewhere as error:
        other = {"saved_at": error.draft.saved_at.isoformat(), "words": error.draft.body}
        return JsonResponse({"detail": str(error), **other}, status=409)
    return JsonResponse({"saved_at": draft.saved_at.isoformat()} if draft else {"emptied": True})


@require_POST
def take_over(request: PortalRequest, pk: int) -> HttpResponse:
    """Go on with a colleague's draft."""
    draft = get_object_or_404(ReplyDraft.objects.select_related("ticket", "agent"), pk=pk)
    ticket = opened(request, draft.ticket_id)
    if not can_note(request.user, ticket):
        raise PermissionDenied("You may not write on this ticket.")
    try:
        reply_drafts.take_over(draft, by=request.user, at=timezone.now())
    except reply_drafts.NotShared:
        messages.warning(request, f"{draft.agent} has sent or taken back this draft meanwhile.")
    else:
        messages.success(request, f"You go on with what {draft.agent} wrote. It is in the box below the thread.")
    return redirect("ticket", pk=ticket.pk)
