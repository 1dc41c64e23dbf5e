"""The server of the pages. Whoever uses this machine can connect to it: they get few places, and little time."""

from __future__ import annotations

import io
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from goatherd.learn.web.peer import is_of_our_user

if TYPE_CHECKING:
    import socket
    from wsgiref.types import WSGIApplication

    from _typeshed import WriteableBuffer

HOST = "127.0.0.1"
PLACES = 48  # connections at once, each with its thread
OURS = 32  # of these, for our own user alone
_FULL = b"Too many connections at once: try again.\n"
_REFUSAL = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\nConnection: close\r\nRetry-After: 1\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(_FULL), _FULL)
)


class _Arriving(io.RawIOBase):
    """What is received of a request, within so many seconds for all of it."""

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        self._connection, self._end = connection, time.monotonic() + seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        patience = self._connection.gettimeout()
        self._connection.settimeout(left)
        try:
            return self._connection.recv_into(buffer)
        finally:
            self._connection.settimeout(patience)


class Handler(WSGIRequestHandler):
    timeout = 60  # seconds that an answer may take to be sent
    arrival = 30.0  # seconds that a request may take to arrive

    def setup(self) -> None:
        super().setup()
        self.rfile.close()
        self.rfile = io.BufferedReader(_Arriving(self.connection, self.arrival))

    def log_request(self, *_: object) -> None:
        pass


class Server(ThreadedWSGIServer):
    """Serves `app` where `listening` listens, which may be closed afterwards."""

    def __init__(self, listening: socket.socket, app: WSGIApplication, handler: type[Handler] = Handler) -> None:
        host, port = listening.getsockname()
        super().__init__(host, port, app, handler, fd=listening.fileno())
        self._taken: set[Any] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        if self._has_place_for(client_address):
            self._taken.add(request)
            super().process_request(request, client_address)
            return
        request.setblocking(False)
        with suppress(OSError):
            request.recv(1 << 16)  # the system takes back what was sent to whoever has something left to read
        with suppress(OSError):
            request.sendall(_REFUSAL)
        self.shutdown_request(request)

    def shutdown_request(self, request: Any) -> None:
        self._taken.discard(request)
        super().shutdown_request(request)

    def _has_place_for(self, peer: tuple[str, int]) -> bool:
        taken = len(self._taken)
        return taken < PLACES - OURS or (taken < PLACES and is_of_our_user(peer))
