"""A small real mail server that answers recipients as a test says, and keeps what it took."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class MailServer:
    """`answers` are given to recipients one after the other, then 250 to all."""

    port: int = 0
    answers: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    # Called before the greeting: a test may have it hang.
    stall: Callable[[], object] = lambda: None

    def answer(self) -> str:
        return self.answers.pop(0) if self.answers else "250 fine"


@contextmanager
def serving(*answers: str) -> Iterator[MailServer]:
    mail = MailServer(answers=list(answers))

    class Session(socketserver.StreamRequestHandler):
        def say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

        def handle(self) -> None:
            mail.stall()
            self.say("220 here")
            while line := self.rfile.readline().decode().strip():
                verb = line.split()[0].upper()
                if verb == "QUIT":
                    return self.say("221 bye")
                if verb == "DATA":
                    self.say("354 go on")
                    mail.taken.append(self.text())
                self.say(mail.answer() if verb == "RCPT" else "250 fine")
            return None

        def text(self) -> str:
            lines = iter(lambda: self.rfile.readline().decode(), ".\r\n")
            return "".join(lines)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Whoever sends may break off; that is what some tests are about."""

    server = Server(("127.0.0.1", 0), Session)
    mail.port = int(server.server_address[1])
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield mail
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def trickling() -> Iterator[int]:
    """The port of a server that greets for ever, a line at a time: it is never late, and never done."""

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                while not over.wait(0.02):
                    self.wfile.write(b"220-one moment\r\n")

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    over, server = threading.Event(), Server(("127.0.0.1", 0), Session)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield int(server.server_address[1])
    finally:
        over.set()
        server.shutdown()
        server.server_close()
