"""Sending: several targets at a time, so that one that is slow holds up none of the others, and pages least of all."""

import logging
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial

from escalation import database_clock
from escalation.models import Medium
from escalation.notices.channels import by_chat, by_email, by_webhook
from escalation.notices.channels.message import NotDelivered
from escalation.notices.deliveries import composing, settling
from escalation.notices.deliveries.claiming import Parcel, claim

logger = logging.getLogger(__name__)

AT_ONCE = 8  # messages
KEPT_FOR_URGENT = 3  # of them
LOOK_AGAIN = 0.1  # seconds: how soon what has just come up is begun while others are on their way

Sending = dict["Future[None]", Parcel]


def send_some(*, limit: int) -> int:
    """Send at most so many messages, urgent ones first, and say how many were tried. None is in flight afterwards."""
    on_the_way: Sending = {}
    tried = 0
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="send") as threads:
        while True:
            tried += _begin(on_the_way, threads, most=limit - tried)
            if not on_the_way:
                return tried
            done, _ = wait(on_the_way, timeout=LOOK_AGAIN, return_when=FIRST_COMPLETED)
            for future in done:
                _settle(on_the_way.pop(future), future)


def _begin(on_the_way: Sending, threads: ThreadPoolExecutor, *, most: int) -> int:
    """Begin what there is room for; the threads touch no database."""
    begun = 0
    while begun < most and len(on_the_way) < AT_ONCE:
        parcel = claim(urgent_only=len(on_the_way) >= AT_ONCE - KEPT_FOR_URGENT)
        if parcel is None:
            break
        begun += 1
        if parcel.lead.medium != Medium.WEBHOOK and not parcel.lead.notice.recipient.is_active:
            settling.overtaken(parcel)
        else:
            on_the_way[threads.submit(_way_of(parcel))] = parcel
    return begun


def _way_of(parcel: Parcel) -> Callable[[], None]:
    """The call that sends it, with everything it needs."""
    lead = parcel.lead
    if lead.endpoint is not None:
        event = composing.event(lead)
        at = database_clock.now()
        return partial(by_webhook.send, *event, url=lead.endpoint.url, secret=lead.endpoint.secret, at=at)
    message = composing.message(parcel)
    if lead.channel is not None:
        return partial(by_chat.send, message, address=lead.channel.address)
    return partial(by_email.send, message, to=lead.notice.recipient.email)


def _settle(parcel: Parcel, future: "Future[None]") -> None:
    error = future.exception()
    if error is None:
        settling.sent(parcel)
    elif isinstance(error, NotDelivered):
        settling.failed(parcel, error)
    else:
        logger.error("Sending %s failed in an unforeseen way", parcel.lead, exc_info=error)
        settling.failed(parcel, NotDelivered(f"Something went wrong here ({type(error).__name__}); the log has more."))
