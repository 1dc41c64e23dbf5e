"""A connection as bytes: read as many as are asked for, and TLS in the middle of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket
    import ssl

MAX_MESSAGE = 8 << 20  # bytes that a client may send at once
_CHUNK = 1 << 16


class Closed(Exception):
    """The client went away, or sent what no client sends."""


class Wire:
    """Everything that is written is held back until `flush`."""

    def __init__(self, connection: socket.socket, context: ssl.SSLContext) -> None:
        self._connection, self._context = connection, context
        self._waiting = bytearray()

    def read(self, length: int) -> bytes:
        """Exactly so many bytes; raises Closed."""
        if length > MAX_MESSAGE or length < 0:
            raise Closed
        received = bytearray()
        while len(received) < length:
            # No more than is asked for: what comes next may be TLS already.
            try:
                data = self._connection.recv(min(length - len(received), _CHUNK))
            except OSError as error:
                raise Closed from error
            if not data:
                raise Closed
            received += data
        return bytes(received)

    def write(self, data: bytes) -> None:
        self._waiting += data
        if len(self._waiting) > _CHUNK:
            self.flush()

    def flush(self) -> None:
        try:
            self._connection.sendall(self._waiting)
        except OSError as error:
            raise Closed from error
        self._waiting.clear()

    def start_tls(self) -> None:
        try:
            self._connection = self._context.wrap_socket(self._connection, server_side=True)
        except OSError as error:
            raise Closed from error

    def close(self) -> None:
        self._connection.close()
