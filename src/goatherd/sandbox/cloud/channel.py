"""Messages between the pod and its cloud: JSON objects, one a line, over a socket that nobody else has."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator


class Channel:
    """Any thread may send; one reads."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self._received = bytearray()
        self._sending = threading.Lock()

    def send(self, message: dict[str, Any]) -> None:
        data = json.dumps(message).encode() + b"\n"
        with self._sending:
            self.socket.sendall(data)

    def receive(self) -> Iterator[dict[str, Any]]:
        """What has arrived, waiting for at least some of it; raises EOFError when the other side is gone."""
        data = self.socket.recv(1 << 18)
        if not data:
            raise EOFError
        self._received += data
        if b"\n" not in data:
            return
        *lines, rest = self._received.split(b"\n")
        self._received = bytearray(rest)
        for line in lines:
            yield json.loads(line)
