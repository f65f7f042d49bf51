"""Whose address counts, behind a proxy and without one."""

from typing import Any

import pytest
from django.test import RequestFactory

from tickets.addresses import client_address

PROXY, CLIENT = "10.0.0.1", "203.0.113.7"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, CLIENT, PROXY),
        (1, CLIENT, CLIENT),
        (1, f"198.51.100.1, {CLIENT}", CLIENT),
        (2, f"198.51.100.1, {CLIENT}, 10.0.0.2", CLIENT),
        (1, "", PROXY),
        (2, CLIENT, PROXY),
        (1, "unknown", PROXY),
        (1, "2001:db8::7", "2001:db8::7"),
    ],
)
def test_the_address_is_the_one_that_our_own_proxy_saw(
    proxies: int, forwarded: str, address: str, settings: Any
) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": forwarded})

    assert client_address(request) == address
