"""Sending: several targets at a time, so that one that is slow holds up none of the others, and pages least of all."""

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from math import inf

from django.db import connection
from django.utils.module_loading import import_string

from escalation import patience
from escalation.models import Medium
from escalation.notices.channels import by_email
from escalation.notices.channels.message import NotDelivered
from escalation.notices.deliveries import composing, settling
from escalation.notices.deliveries.claiming import Parcel, claim, renew

logger = logging.getLogger(__name__)

AT_ONCE = 24  # messages: five slow programs, and there is room for others
KEPT_FOR_URGENT = 4  # of them
RENEW_EVERY = 2.0  # seconds
LOOK_AGAIN = 0.1  # seconds: how soon what has just come up is begun while others are on their way
# Loaded by the first message that goes there. What these two are built on takes as long to load as a fifth of all
# else, and a watcher that was killed is to be back soon.
BY_CHAT = "escalation.notices.channels.by_chat.send"
BY_WEBHOOK = "escalation.notices.channels.by_webhook.send"

Sending = dict["Future[None]", Parcel]


@patience.answers_within(patience.OF_ENGINE)
def send_some(*, limit: float = inf, is_over: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, urgent first, and say how many messages were tried; none is in flight afterwards.

    At most so many, and none is begun any more once it is over. One that cannot be written or sent stops no other.
    """
    on_the_way: Sending = {}
    tried, renew_at = 0, time.monotonic() + RENEW_EVERY
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="send") as threads:
        while True:
            tried += _begin(on_the_way, threads, most=0 if is_over() else limit - tried)
            if not on_the_way:
                return tried
            renew_at = _renew(on_the_way, renew_at)
            done, _ = wait(on_the_way, timeout=LOOK_AGAIN, return_when=FIRST_COMPLETED)
            _settle({on_the_way.pop(future): future for future in done})


def _renew(on_the_way: Sending, at: float) -> float:
    """Renew the leases once it is time, and say when the next time is."""
    if time.monotonic() < at:
        return at
    renew(on_the_way.values())
    return time.monotonic() + RENEW_EVERY


def _begin(on_the_way: Sending, threads: ThreadPoolExecutor, *, most: float) -> int:
    """Begin what there is room for; the threads touch no database."""
    begun = 0
    while begun < most and (room := AT_ONCE - len(on_the_way)):
        urgent_only = room <= KEPT_FOR_URGENT
        free = room if urgent_only else room - KEPT_FOR_URGENT
        parcels = claim(room=int(min(free, most - begun)), urgent_only=urgent_only)
        if not parcels:
            break
        begun += len(parcels)
        for parcel in parcels:
            _or_failed([parcel], partial(_set_out, parcel, on_the_way, threads))
    return begun


def _set_out(parcel: Parcel, on_the_way: Sending, threads: ThreadPoolExecutor) -> None:
    if parcel.lead.medium != Medium.WEBHOOK and not parcel.lead.notice.recipient.is_active:
        settling.overtaken(parcel)
    else:
        on_the_way[threads.submit(_way_of(parcel))] = parcel


def _way_of(parcel: Parcel) -> Callable[[], None]:
    """The call that sends it, with everything it needs."""
    lead = parcel.lead
    if lead.endpoint is not None:
        event, at = composing.event(lead), parcel.claimed_at
        return partial(
            import_string(BY_WEBHOOK), *event, url=lead.endpoint.url, secrets=lead.endpoint.secrets_at(at), at=at
        )
    message = composing.message(parcel)
    if lead.channel is not None:
        return partial(import_string(BY_CHAT), message, address=lead.channel.address)
    return partial(by_email.send, message, to=lead.notice.recipient.email)


def _settle(done: dict[Parcel, "Future[None]"]) -> None:
    """Note what became of them: of what arrived all at once, since each transaction costs a wait for the disk."""
    arrived = []
    for parcel, future in done.items():
        error = future.exception()
        if error is None:
            arrived.append(parcel)
        else:
            _or_failed([parcel], partial(_fail, parcel, error))
    _or_failed(arrived, partial(settling.sent, arrived))


def _fail(parcel: Parcel, error: BaseException) -> None:
    if not isinstance(error, NotDelivered):
        raise error
    settling.failed(parcel, error)


def _or_failed(parcels: Sequence[Parcel], act: Callable[[], object]) -> None:
    """Act; should something be wrong with these messages, or with Baton, they have failed, and the others go on.

    Raises what the act raised where the database itself is gone.
    """
    try:
        act()
    except Exception as error:
        if not connection.is_usable():
            raise
        words = f"Something went wrong here ({type(error).__name__}); the log has more."
        for parcel in parcels:
            logger.exception("Sending %s failed in an unforeseen way", parcel.lead)
            settling.failed(parcel, NotDelivered(words))
