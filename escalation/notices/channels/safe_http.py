"""The guard on requests to addresses that people typed in: no way into the networks that Baton itself stands in.

Names are resolved once, and the connection goes to the address that was checked: a name that changes its mind between
the two gains nothing, and neither does a redirect, which is a connection like any other.
"""

import contextlib
import ipaddress
import os
import socket
import threading
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from urllib3.util import connection

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_plain_create_connection = connection.create_connection
_open: ContextVar[list[socket.socket] | None] = ContextVar("sockets of a guarded block", default=None)
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Forbidden(OSError):
    """The name leads to no address that Baton may connect to."""


def is_allowed(address: Address) -> bool:
    """Whether it is out in the world, or in a network that this installation names."""
    real = _embedded(address)
    networks = (ipaddress.ip_network(text) for text in settings.ALLOWED_PRIVATE_NETWORKS)
    if any(real in network for network in networks if network.version == real.version):
        return True
    return real.is_global and not real.is_multicast


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
    """Within it, this thread's HTTP connections (urllib3, requests) are checked, and cut after so many seconds."""
    sockets: list[socket.socket] = []
    token = _open.set(sockets)
    alarm = threading.Timer(seconds, _cut, [sockets])
    alarm.daemon = True
    alarm.start()
    try:
        yield
    finally:
        alarm.cancel()
        _open.reset(token)
        for own in sockets:
            own.close()


def _cut(sockets: list[socket.socket]) -> None:
    """End the connections, whatever they wait for: a server that sends a byte a second is in time for ever."""
    for own in list(sockets):
        with contextlib.suppress(OSError):
            own.shutdown(socket.SHUT_RDWR)


def _create_connection(address: tuple[str, int], *args: Any, **kwargs: Any) -> socket.socket:
    sockets = _open.get()
    if sockets is None:
        return _plain_create_connection(address, *args, **kwargs)
    checked = _resolve(*address)
    opened = _plain_create_connection((str(checked), address[1]), *args, **kwargs)
    # A handle of its own: what speaks TLS takes the socket over.
    sockets.append(socket.socket(fileno=os.dup(opened.fileno())))
    return opened


def _resolve(host: str, port: int) -> Address:
    """One address of this name, and none at all if any of them is forbidden."""
    found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not addresses or not all(is_allowed(address) for address in addresses):
        raise Forbidden("The address leads into a private network.")
    return addresses[0]


# urllib3 looks it up here for each connection, and so do requests and apprise, which are built on it. Outside a
# guarded block nothing changes.
connection.create_connection = _create_connection
