"""Which address a request comes from, so that what is tried too often is counted by whoever tries it."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's address: the peer's; behind proxies of our own (`PROXIES`) the one that the outermost of them saw.

    Each proxy adds whom it serves at the end of `X-Forwarded-For`, so what stands further in front is the client's own
    word and counts for nothing. Where a proxy has added none, the peer it is.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    added = request.headers.get("X-Forwarded-For", "").split(",")
    if not 0 < settings.PROXIES <= len(added):
        return peer
    seen = added[-settings.PROXIES].strip()
    return seen if _is_address(seen) else peer


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
