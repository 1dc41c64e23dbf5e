"""A proxy that lets through what goes to the registry, and nothing else. Source: RFC 9110, CONNECT.

A network may only be left through a proxy of its own; the user's HTTPS_PROXY and NO_PROXY say so.
"""

from __future__ import annotations

import base64
import re
import selectors
import socket
import ssl
import threading
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

if TYPE_CHECKING:
    from collections.abc import Collection
    from types import TracebackType

_PORT = 443
_CONNECT = re.compile(rb"CONNECT ([A-Za-z0-9.-]{1,253}):([0-9]{1,5}) HTTP/1\.[01]\r?\n")
_MOST_CONNECTIONS = 64  # at the same time
_MOST_HEADER = 8192
_MOST_BYTES = 4 << 30  # of one installation
_SECONDS = 30  # for a header, or to be connected
_IDLE_SECONDS = 120
_SECONDS_TO_END = 2
_CHUNK = 1 << 16


class Proxy:
    """Serves a listening socket, which it closes, from entering to leaving."""

    def __init__(self, listener: socket.socket, hosts: Collection[str]) -> None:
        self._listener = listener
        self._hosts = hosts
        self._free = threading.BoundedSemaphore(_MOST_CONNECTIONS)
        self._left = _MOST_BYTES
        self._open: set[socket.socket] = set()
        self._closed = False
        self._threads = {threading.Thread(target=self._serve, daemon=True)}

    def __enter__(self) -> Proxy:
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._closed = True
        for each in (self._listener, *list(self._open)):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):  # whoever forks wants none
            thread.join(_SECONDS_TO_END)
        self._listener.close()

    def _serve(self) -> None:
        while not self._closed:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if not self._free.acquire(blocking=False):
                client.close()
                continue
            thread = threading.Thread(target=self._answer, args=(client,), daemon=True)
            self._threads.add(thread)
            thread.start()

    def _answer(self, client: socket.socket) -> None:
        self._open.add(client)
        try:
            with client:
                client.settimeout(_SECONDS)
                self._connect(client)
        except OSError:
            pass  # either side has hung up
        finally:
            self._open.discard(client)
            self._threads.discard(threading.current_thread())
            self._free.release()

    def _connect(self, client: socket.socket) -> None:
        header = _header(client)
        asked = _CONNECT.match(header)
        host = asked[1].decode().lower() if asked else ""
        if not asked or host not in self._hosts or int(asked[2]) != _PORT:
            client.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        try:
            server = connected(host)
        except (OSError, ValueError):
            client.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        self._open.add(server)
        try:
            with server:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                self._pass_on(client, server)
        finally:
            self._open.discard(server)

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        """Until one of both has nothing more to say."""
        for each in (client, server):
            each.settimeout(_IDLE_SECONDS)
        with selectors.DefaultSelector() as selector:
            selector.register(client, selectors.EVENT_READ, server)
            selector.register(server, selectors.EVENT_READ, client)
            while self._left > 0 and not self._closed:
                ready = [] if _pending(server) else selector.select(_IDLE_SECONDS)
                pairs = [(key.fileobj, key.data) for key, _ in ready] or (
                    [(server, client)] if _pending(server) else []
                )
                if not pairs:
                    return
                for source, target in pairs:
                    data = source.recv(_CHUNK)  # type: ignore[union-attr]
                    if not data:
                        return
                    self._left -= len(data)
                    target.sendall(data)


def connected(host: str) -> socket.socket:
    """A connection to a host's port 443, through the user's proxy where there is one. Raises OSError, ValueError."""
    proxy = "" if proxy_bypass(host) else getproxies().get("https", "")
    if not proxy:
        return socket.create_connection((host, _PORT), _SECONDS)
    url = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    if url.scheme not in ("http", "https") or not url.hostname:
        raise ValueError("a proxy of another kind")
    server = socket.create_connection((url.hostname, url.port or (443 if url.scheme == "https" else 80)), _SECONDS)
    try:
        if url.scheme == "https":
            server = ssl.create_default_context().wrap_socket(server, server_hostname=url.hostname)
        who = f"{unquote(url.username)}:{unquote(url.password or '')}" if url.username else ""
        word = f"Proxy-Authorization: Basic {base64.b64encode(who.encode()).decode()}\r\n" if who else ""
        server.sendall(f"CONNECT {host}:{_PORT} HTTP/1.1\r\nHost: {host}:{_PORT}\r\n{word}\r\n".encode())
        if not re.match(rb"HTTP/1\.[01] 200\b", _header(server)):
            raise OSError("the proxy refuses")
    except BaseException:
        server.close()
        raise
    return server


def _header(connection: socket.socket) -> bytes:
    """Up to the empty line, and not a byte more. Raises OSError for none."""
    data = b""
    while not data.endswith((b"\r\n\r\n", b"\n\n")):
        byte = connection.recv(1)
        if not byte or len(data) >= _MOST_HEADER:
            raise OSError("no header")
        data += byte
    return data


def _pending(connection: socket.socket) -> bool:
    return isinstance(connection, ssl.SSLSocket) and connection.pending() > 0
