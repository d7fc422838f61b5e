"""A small mail server on the loopback that keeps what it is given; it can refuse, and it can speak TLS."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Kept:
    """What the server has taken; `refusal` is its answer to the next addresses."""

    port: int = 0
    refusal: str = ""
    tls: ssl.SSLContext | None = None
    messages: list[bytes] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)


class Conversation(socketserver.StreamRequestHandler):
    """One client: just enough of RFC 5321 and of STARTTLS."""

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            self.kept.heard.append(line)
            if not self.answer(line, line.partition(" ")[0].upper()):
                return

    @property
    def kept(self) -> Kept:
        found: Kept = self.server.kept  # type: ignore[attr-defined]
        return found

    def answer(self, line: str, verb: str) -> bool:
        if verb == "EHLO":
            offers = ["here", *(["STARTTLS"] if self.kept.tls else []), "AUTH PLAIN"]
            for offer in offers[:-1]:
                self.say(f"250-{offer}")
            self.say(f"250 {offers[-1]}")
        elif verb == "STARTTLS" and self.kept.tls:
            self.say("220 go on")
            self.connection = self.kept.tls.wrap_socket(self.connection, server_side=True)
            self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
        elif verb == "AUTH":
            self.say("235 known")
        elif verb == "RCPT" and self.kept.refusal:
            self.say(self.kept.refusal)
        elif verb == "DATA":
            self.say("354 go on")
            lines = iter(self.rfile.readline, b".\r\n")
            self.kept.messages.append(b"".join(one[1:] if one.startswith(b"..") else one for one in lines))
            self.say("250 kept")
        elif verb == "QUIT":
            self.say("221 bye")
            return False
        else:
            if verb == "RCPT":
                self.kept.addresses.append(line.partition("<")[2].partition(">")[0])
            self.say("250 fine")
        return True


class Server(socketserver.ThreadingTCPServer):
    daemon_threads, allow_reuse_address = True, True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up in the middle of a handshake is what some tests are about."""


@contextmanager
def mail_server(tls: ssl.SSLContext | None = None) -> Iterator[Kept]:
    """A server that listens until the end of the block."""
    with Server(("127.0.0.1", 0), Conversation) as server:
        kept = Kept(port=server.server_address[1], tls=tls)
        server.kept = kept  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield kept
        finally:
            server.shutdown()
            thread.join()
