"""The guard on requests to addresses that people typed in: no way into the networks that Baton itself stands in.

Names are resolved once, and the connection goes to the address that was checked: a name that changes its mind between
the two gains nothing, and neither does a redirect, which is a connection like any other.
"""

import contextlib
import ipaddress
import socket
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

import requests.sessions
import requests.utils
from django.conf import settings
from urllib3.util import connection

from escalation.notices.channels import time_limit
from escalation.notices.channels.time_limit import TimeLimit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_plain_create_connection = connection.create_connection
_plain_proxies = requests.utils.get_environ_proxies
_open: ContextVar[TimeLimit | None] = ContextVar("the guard of this block", default=None)
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Networks of one's own that Python does not take for such: site-local addresses, and a translator's own prefix.
FORBIDDEN = (ipaddress.ip_network("fec0::/10"), ipaddress.ip_network("64:ff9b:1::/48"))


class Forbidden(OSError):
    """The name leads to no address that Baton may connect to."""


def is_allowed(address: Address) -> bool:
    """Whether it is out in the world, or in a network that this installation names."""
    real = _embedded(address)
    networks = (ipaddress.ip_network(text) for text in settings.ALLOWED_PRIVATE_NETWORKS)
    if any(real in network for network in networks if network.version == real.version):
        return True
    return real.is_global and not real.is_multicast and not any(real in network for network in FORBIDDEN)


def _embedded(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, where it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


@contextlib.contextmanager
def guarded(seconds: float) -> Iterator[None]:
    """Within it, this thread's HTTP connections (urllib3, requests) are checked, and cut after so many seconds.

    They go straight to the address: a proxy that the environment names would look it up unchecked.
    """
    with time_limit.limited(seconds) as limit:
        token = _open.set(limit)
        try:
            yield
        finally:
            _open.reset(token)


def _create_connection(address: tuple[str, int], *args: Any, **kwargs: Any) -> socket.socket:
    limit = _open.get()
    if limit is None:
        return _plain_create_connection(address, *args, **kwargs)
    checked = _resolve(*address, limit)
    asked, *others = args or [kwargs.pop("timeout", None)]
    left = limit.left()
    timeout = min(asked, left) if isinstance(asked, int | float) else left
    opened = _plain_create_connection((str(checked), address[1]), timeout, *others, **kwargs)
    limit.add(opened)
    return opened


def _proxies(*args: Any, **kwargs: Any) -> dict[str, str]:
    return _plain_proxies(*args, **kwargs) if _open.get() is None else {}


def _resolve(host: str, port: int, limit: TimeLimit) -> Address:
    """One address of this name, and none at all if any of them is forbidden."""
    found = time_limit.look_up(host.strip("[]"), port, limit)
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not addresses or not all(is_allowed(address) for address in addresses):
        raise Forbidden("The address leads into a private network.")
    return addresses[0]


# urllib3 looks it up here for each connection, and so do requests and apprise, which are built on it. Outside a
# guarded block nothing changes.
connection.create_connection = _create_connection
requests.utils.get_environ_proxies = _proxies
requests.sessions.get_environ_proxies = _proxies  # type: ignore[attr-defined]
