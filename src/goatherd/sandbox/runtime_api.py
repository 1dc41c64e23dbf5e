"""The Lambda Runtime API, as one running function sees it.

Source: "Using the Lambda runtime API", version 2018-06-01. Requests come from a runtime that may have been taken
over by an attack: sizes are bounded, and only what answers the invocation that runs is taken. Functions of one pod
share its network: whoever is not the function itself is not listened to.
"""

from __future__ import annotations

import json
import socket
import uuid
from typing import TYPE_CHECKING

from attrs import define, field, frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.sandbox.loop import Loop

MAX_HEAD = 64 * 1024
MAX_RESPONSE = 6 * 1024 * 1024 + 100  # what Lambda allows
MAX_BODY = 7 * 1024 * 1024
MAX_CONNECTIONS = 16
MAX_CHUNKS = 10_000  # runtimes send what they stream in large ones
_PREFIX = "/2018-06-01/runtime/"
_NO_CONTENT = b"HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n"
_ACCEPTED = _NO_CONTENT + b'{"status":"OK"}'
_TOO_LARGE = b"HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@frozen
class Answer:
    """What the runtime says of one invocation. `body` of a failed one is Lambda's error document, as JSON."""

    body: bytes
    failed: bool = False
    during_init: bool = False


@define(eq=False)
class _Connection:
    socket: socket.socket
    received: bytearray = field(factory=bytearray)


class RuntimeApi:
    """Serves one function. `answer` is what it last said, None while it has not.

    `is_own` tells whether a connection comes from that function; runtimes make one and keep it.
    """

    def __init__(self, loop: Loop, is_own: Callable[[socket.socket], bool]) -> None:
        self._loop, self._is_own = loop, is_own
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._connections: dict[int, _Connection] = {}
        self._waiting: _Connection | None = None
        self._event: bytes | None = None
        self.answer: Answer | None = None
        self._request = ""
        loop.watch(self._listener.fileno(), self._accept)

    @property
    def address(self) -> str:
        host, port = self._listener.getsockname()
        return f"{host}:{port}"

    @property
    def idle(self) -> bool:
        """Whether the runtime has started and asks for an event."""
        return self._waiting is not None

    def send(self, event: bytes, arn: str, deadline: int) -> str:
        """Hand out an event, now or as soon as it is asked for. `deadline` is in milliseconds since the epoch."""
        self._request, self.answer = str(uuid.uuid4()), None
        self._event = (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            + f"Lambda-Runtime-Aws-Request-Id: {self._request}\r\n".encode()
            + f"Lambda-Runtime-Deadline-Ms: {deadline}\r\n".encode()
            + f"Lambda-Runtime-Invoked-Function-Arn: {arn}\r\n".encode()
            + f"Lambda-Runtime-Trace-Id: Root=1-{self._request[:8]}-{self._request[-24:].replace('-', '')}\r\n".encode()
            + f"Content-Length: {len(event)}\r\n\r\n".encode()
            + event
        )
        self._hand_out()
        return self._request

    def close(self) -> None:
        self._loop.forget(self._listener.fileno())
        self._listener.close()
        for connection in list(self._connections.values()):
            self._drop(connection)

    def _hand_out(self) -> None:
        if self._event is not None and self._waiting is not None:
            connection, event = self._waiting, self._event
            self._waiting = self._event = None
            self._write(connection, event)

    def _accept(self) -> None:
        accepted, _ = self._listener.accept()
        try:
            if len(self._connections) >= MAX_CONNECTIONS or not self._is_own(accepted):
                accepted.close()
                return
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:  # it was reset already
            accepted.close()
            return
        accepted.settimeout(5)
        connection = _Connection(accepted)
        self._connections[accepted.fileno()] = connection
        self._loop.watch(accepted.fileno(), lambda: self._read(connection))

    def _read(self, connection: _Connection) -> None:
        try:
            received = connection.socket.recv(1 << 18)
        except OSError:
            received = b""
        connection.received += received
        if not received or self._too_large(connection):
            self._drop(connection)
            return
        try:
            while (request := _take_request(connection.received)) is not None:
                self._serve(connection, *request)
        except ValueError:  # no runtime speaks like that
            self._drop(connection)

    def _too_large(self, connection: _Connection) -> bool:
        if len(connection.received) <= MAX_HEAD + MAX_BODY:
            return False
        line = bytes(connection.received[: connection.received.find(b"\r\n")]).decode("latin-1").split(" ")
        if line[:2] == ["POST", self._path("response")]:
            self._respond(connection, bytes(connection.received))
        return True

    def _serve(self, connection: _Connection, method: str, path: str, body: bytes) -> None:
        if (method, path) == ("GET", f"{_PREFIX}invocation/next"):
            self._waiting = connection
            self._hand_out()
        elif (method, path) == ("POST", f"{_PREFIX}init/error") and not self._request:
            self._take(connection, Answer(body, failed=True, during_init=True))
        elif (method, path) == ("POST", self._path("response")):
            self._respond(connection, body)
        elif (method, path) == ("POST", self._path("error")):
            self._take(connection, Answer(body, failed=True))
        else:
            self._write(connection, _REFUSED)
            self._drop(connection)

    def _respond(self, connection: _Connection, body: bytes) -> None:
        if len(body) <= MAX_RESPONSE:
            self._take(connection, Answer(body))
        else:
            self._take(connection, Answer(_said_too_much(), failed=True), _TOO_LARGE)

    def _take(self, connection: _Connection, answer: Answer, said: bytes = _ACCEPTED) -> None:
        if self.answer is None:
            self.answer = answer
        self._write(connection, said)

    def _path(self, end: str) -> str:
        return f"{_PREFIX}invocation/{self._request}/{end}"

    def _write(self, connection: _Connection, data: bytes) -> None:
        try:
            connection.socket.sendall(data)
        except OSError:
            self._drop(connection)

    def _drop(self, connection: _Connection) -> None:
        descriptor = connection.socket.fileno()
        if descriptor in self._connections:
            del self._connections[descriptor]
            self._loop.forget(descriptor)
            connection.socket.close()
        if self._waiting is connection:
            self._waiting = None


def _said_too_much() -> bytes:
    message = f"Response payload size exceeded maximum allowed payload size ({MAX_RESPONSE} bytes)."
    return json.dumps({"errorType": "Function.ResponseSizeTooLarge", "errorMessage": message}).encode()


def _take_request(received: bytearray) -> tuple[str, str, bytes] | None:
    """(method, path, body) of the first whole request, taken out of the buffer; None until there is one.

    Raises ValueError for what is none.
    """
    end = received.find(b"\r\n\r\n", 0, MAX_HEAD)
    if end < 0:
        if len(received) > MAX_HEAD:
            raise ValueError
        return None
    lines = bytes(received[:end]).decode("latin-1").split("\r\n")
    method, path, *_ = [*lines[0].split(" "), "", ""]
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = _chunks(received, end + 4)
        return (method, path, body) if body is not None else None
    length = headers.get("content-length", "0")
    start, size = end + 4, int(length) if length.isascii() and length.isdigit() else 0
    if len(received) < start + size:
        return None
    body = bytes(received[start : start + size])
    del received[: start + size]
    return method, path, body


def _chunks(received: bytearray, position: int) -> bytes | None:
    body = bytearray()
    for _ in range(MAX_CHUNKS):
        end = received.find(b"\r\n", position)
        if end < 0:
            return None
        size = int(bytes(received[position:end]).split(b";")[0] or b"0", 16)
        if size < 0:
            raise ValueError
        if len(received) < end + 2 + size + 2:
            return None
        body += received[end + 2 : end + 2 + size]
        position = end + 2 + size + 2
        if not size:
            del received[:position]
            return bytes(body)
    raise ValueError
