"""Webhooks and chat: signed, guarded, and honest about what did not get through."""

import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from standardwebhooks import Webhook

from escalation.notices import webhooks
from escalation.notices.channels import by_chat, by_email, by_webhook, mail_server, safe_http, time_limit
from escalation.notices.channels.message import Message, NotDelivered
from escalation.notices.channels.time_limit import TimeLimit
from tests.support.mail_server import serving, trickling
from tests.support.sink import Sink, listening


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    settings.ALLOWED_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    with listening() as sink:
        yield sink


SECRET = webhooks.new_secret()


def post(url: str) -> None:
    by_webhook.send("msg_1", {"type": "notice.sent"}, url=url, secrets=[SECRET], at=timezone.now())


def refusal(url: str) -> NotDelivered:
    with pytest.raises(NotDelivered) as caught:
        post(url)
    return caught.value


def test_what_a_program_receives_can_be_verified(sink: Sink) -> None:
    post(f"{sink.url}/hook")

    (posted,) = sink.posted
    assert posted.path == "/hook"
    assert Webhook(SECRET).verify(posted.body, posted.headers) == {"type": "notice.sent"}
    assert posted.headers["webhook-id"] == "msg_1"


def test_while_a_secret_changes_both_verify(sink: Sink) -> None:
    new = webhooks.new_secret()
    by_webhook.send("msg_1", {"type": "notice.sent"}, url=sink.url, secrets=[new, SECRET], at=timezone.now())

    (posted,) = sink.posted
    for secret in (new, SECRET):
        assert Webhook(secret).verify(posted.body, posted.headers)


def test_a_redirect_is_not_followed(sink: Sink) -> None:
    sink.answer = lambda posted: (307, {"Location": f"{sink.url}/elsewhere"})

    refused = refusal(sink.url)

    assert (str(refused), refused.is_final) == ("It answered 307.", False)
    assert len(sink.posted) == 1


def test_gone_means_never_again(sink: Sink) -> None:
    sink.answer = lambda posted: (410, {})

    assert refusal(sink.url).is_gone


def test_who_asks_for_time_is_given_it(sink: Sink) -> None:
    sink.answer = lambda posted: (429, {"Retry-After": "120"})

    assert refusal(sink.url).asked == timedelta(minutes=2)


def test_a_server_that_trickles_is_cut_off(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_webhook, "SECONDS", 0.3)
    enough = threading.Event()
    sink.stall = lambda: enough.wait(5)
    started = time.monotonic()

    refused = refusal(sink.url)
    enough.set()

    assert time.monotonic() - started < 2
    assert not refused.is_final


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/",
        "http://localhost:9/",
        "http://[::1]:9/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://0.0.0.0:9/",
        "http://[::ffff:127.0.0.1]:9/",
        "http://2130706433/",
    ],
)
def test_nothing_is_posted_into_a_private_network(url: str) -> None:
    refused = refusal(url)

    assert refused.is_final
    assert "private network" in str(refused)


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("fec0::1", False),
        ("64:ff9b:1::7f00:1", False),
    ],
)
def test_only_addresses_out_in_the_world_are_allowed(address: str, allowed: bool) -> None:
    assert safe_http.is_allowed(ipaddress.ip_address(address)) is allowed


def test_a_name_is_resolved_once_and_connected_to_as_checked(monkeypatch: pytest.MonkeyPatch, sink: Sink) -> None:
    """What it says the second time, when it may lead inside, is never asked."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        if host == "rebinding.example":
            asked.append(host)
            return real("127.0.0.1", port, type=socket.SOCK_STREAM)
        return real(host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    post(sink.url.replace("127.0.0.1", "rebinding.example"))

    assert len(asked) == 1
    assert len(sink.posted) == 1


def test_a_name_with_one_forbidden_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: both)

    assert refusal("http://half.example/").is_final


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("json://127.0.0.1/", "Write an address such as"),
        ("dbus://", "Write an address such as"),
        ("https://hooks.slack.com/services/a/b/c", "Write an address such as"),
        ("slack://", "a part of it is missing"),
        ("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js?template=/etc/passwd", "template"),
        ("mmosts://mm.example/abcdefgh?verify=no", "verify"),
    ],
)
def test_a_chat_address_that_will_not_do_is_refused_in_words(address: str, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        by_chat.check(address)


def test_chat_is_spoken_to_a_service_of_ones_own(sink: Sink) -> None:
    sink.answer = lambda posted: (200, {})
    by_chat.send(Message("k", "It waits", "Do something", "http://x/"), address=f"ntfy://{sink.url[7:]}/alerts")

    (posted,) = sink.posted
    assert "It waits" in posted.body
    assert "Open: http://x/" in posted.body


def test_chat_cannot_reach_a_private_network_either(sink: Sink, settings: Any) -> None:
    settings.ALLOWED_PRIVATE_NETWORKS = []

    with pytest.raises(NotDelivered, match="ntfy"):
        by_chat.send(Message("k", "It waits", "", "http://x/"), address=f"ntfy://{sink.url[7:]}/alerts")

    assert sink.posted == []


def test_a_name_that_is_looked_up_for_too_long_is_connected_to_no_more(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_webhook, "SECONDS", 0.2)
    real, begun = socket.getaddrinfo, time.monotonic()

    def slow(*args: Any, **kwargs: Any) -> Any:
        while time.monotonic() < begun + 0.3:
            threading.Event().wait(0.05)
        return real(*args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", slow)

    assert not refusal(sink.url).is_final
    assert sink.posted == []


@pytest.mark.parametrize("channel", ["webhook", "mail"])
def test_a_name_that_is_never_found_keeps_nobody(monkeypatch: pytest.MonkeyPatch, settings: Any, channel: str) -> None:
    monkeypatch.setattr(by_webhook, "SECONDS", 0.2)
    monkeypatch.setattr(mail_server, "SECONDS", 0.2)
    never = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: never.wait(60))
    speak_smtp(settings, "mail.example", 25)
    started = time.monotonic()

    with pytest.raises(NotDelivered, match="does not answer"):
        post("https://crm.example/") if channel == "webhook" else write()

    never.set()
    assert time.monotonic() - started < 20


def test_of_many_names_that_are_never_found_only_so_many_are_looked_up_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "_lookups", threading.BoundedSemaphore(1))
    never, asked = threading.Event(), []

    def hang(host: str, *args: Any, **kwargs: Any) -> bool:
        asked.append(host)
        return never.wait(60)

    monkeypatch.setattr(socket, "getaddrinfo", hang)

    for _ in range(3):
        with pytest.raises(TimeoutError):
            time_limit.look_up("crm.example", 443, TimeLimit(0.1))

    never.set()
    assert asked == ["crm.example"]


def test_a_mail_server_that_trickles_is_cut_off(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(mail_server, "SECONDS", 0.3)
    started = time.monotonic()

    with trickling() as port:
        speak_smtp(settings, "127.0.0.1", port)
        with pytest.raises(NotDelivered, match="does not answer"):
            write()

    assert time.monotonic() - started < 20


def test_mail_goes_out_within_the_limit(settings: Any) -> None:
    with serving() as mail:
        speak_smtp(settings, "127.0.0.1", mail.port)
        write()

    assert len(mail.taken) == 1


def speak_smtp(settings: Any, host: str, port: int) -> None:
    settings.EMAIL_BACKEND = "escalation.notices.channels.mail_server.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = host, port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False


def write() -> None:
    by_email.send(Message("k", "It waits", "Do something", "http://x/"), to="reader@example.com")


def test_a_connection_that_comes_after_the_end_is_cut_at_once() -> None:
    guard = TimeLimit(10)
    ours, theirs = socket.socketpair()
    guard.cut()

    guard.add(ours)

    assert theirs.recv(1) == b""
    guard.close()
    ours.close()
    theirs.close()


def test_chat_goes_by_no_proxy_that_the_environment_names(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        sink.answer = lambda posted: (200, {})

        by_chat.send(Message("k", "It waits", "", "http://x/"), address=f"ntfy://{sink.url[7:]}/alerts")

        assert (len(sink.posted), proxy.posted) == (1, [])


def test_what_is_too_long_for_a_service_comes_in_parts_and_soon(sink: Sink) -> None:
    sink.answer = lambda posted: (200, {})
    long = "\n".join(f"- Handoff {number} waits for an acknowledgement" for number in range(500))

    by_chat.send(Message("k", "500 wait", long, "http://x/"), address=f"ntfy://{sink.url[7:]}/alerts")

    assert len(sink.posted) > 2
    assert sink.posted[-1].at - sink.posted[0].at < by_chat.SECONDS / 2
    assert "Handoff 499" in sink.posted[-1].body
