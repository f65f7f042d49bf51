"""Where one is told of what: the page of one's own settings, and what browsers report."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from escalation.models import AlertChannel
from escalation.notices import alerts
from escalation.notices.forms import AlertsForm, BrowserForm, ChannelForm
from tickets import rates
from tickets.live import PortalRequest

TEMPLATE = "escalation/alerts.html"
TESTS = 5  # a minute
WORKER = Path(settings.BASE_DIR, "static", "js", "alerts_worker.js")


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: PortalRequest) -> HttpResponse:
    form = _form(request, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, form=form, status=422 if form.is_bound else 200)
    topics = {way: form.cleaned_data[way] for way in ("by_email", "by_browser")}
    alerts.choose(request.user, **topics, by_channel=form.by_channel, quiet=form.quiet)
    messages.success(request, "Saved.")
    return redirect("alerts")


def _form(request: PortalRequest, data: Any = None) -> AlertsForm:
    agent = request.user
    return AlertsForm(data, preferences=alerts.preferences_of(agent), channels=alerts.channels_of(agent))


def _page(request: PortalRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        "form": _form(request),
        "channel_form": ChannelForm(),
        "sends_email": settings.SENDS_EMAIL,
        "ways": alerts.ways_to(request.user, timezone.now()),
        **forms,
    }
    return render(request, TEMPLATE, context, status=status)


@require_POST
def add_channel(request: PortalRequest) -> HttpResponse:
    form = ChannelForm(request.POST)
    if form.is_valid():
        try:
            channel = alerts.add_channel(request.user, at=timezone.now(), **form.cleaned_data)
        except alerts.NameTaken:
            form.add_error("name", "You have a channel of this name. Choose another one.")
        except alerts.TooManyChannels:
            form.add_error(None, f"You have {alerts.MOST_CHANNELS} channels. Remove one first.")
        else:
            messages.success(request, f"{channel} is added. Send yourself a test to see that it works.")
            return redirect("alerts")
    return _page(request, channel_form=form, status=422)


@require_POST
def remove_channel(request: PortalRequest, pk: int) -> HttpResponse:
    channel = get_object_or_404(AlertChannel.objects.in_use(), agent=request.user, pk=pk)
    alerts.remove_channel(channel, at=timezone.now())
    messages.success(request, f"{channel} is removed.")
    return redirect("alerts")


@require_POST
def try_out(request: PortalRequest) -> HttpResponse:
    if rates.is_within(f"alert test {request.user.pk}", most=TESTS):
        alerts.try_out(request.user, at=timezone.now())
        messages.success(request, "A test is on its way to each of your channels, and to the bell.")
    else:
        messages.error(request, "You have sent several tests. Wait a minute.")
    return redirect("alerts")


@require_POST
def note_browser(request: PortalRequest) -> HttpResponse:
    """What a browser says about its permission to alert: on loading a page, and every few minutes."""
    form = BrowserForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    said = form.cleaned_data
    alerts.note_browser(request.user, browser=str(said["browser"]), permission=said["permission"], at=timezone.now())
    return HttpResponse(status=204)


@login_not_required
@cache_control(no_cache=True)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, served from the root so that it may serve every page."""
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript")
