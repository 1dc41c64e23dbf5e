"""A pod that junk is thrown at from within its own network, as a function could."""

from __future__ import annotations

import os
import random
import socket
import ssl
import time
from typing import TYPE_CHECKING, Any

from goatherd.sandbox.processes import descendants
from tests.sandbox.pods import TEMPLATE, in_pod, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from goatherd.sandbox.pod import Pod

MILLION = 1_000_000
SECONDS = 20.0  # for an answer, on a machine under load
MOST = 1 << 30  # bytes that all servers of a pod together may need more than before


def junk(seed: str, size: int = MILLION) -> bytes:
    return random.Random(seed).randbytes(size)


def in_lab(folder: Path, work: Callable[[Pod], Iterator[Any]]) -> list[Any]:
    """What `work` yields, inside of a pod with one harmless function; afterwards the pod needs little more memory."""
    app = "def handler(event, context): return ['answered', event]\n"

    def watched(pod: Pod) -> Iterator[Any]:
        before = _resident()
        yield from work(pod)
        assert _resident() - before < MOST
        assert pod.invoke("Run", 1).response == ["answered", 1]

    return in_pod(written(folder, {"template.yaml": TEMPLATE, "app.py": app}), watched)


def say(
    address: tuple[str, int] | str, data: bytes, *, tls: bool = False, pod: Pod | None = None, most: int = 1 << 16
) -> bytes:
    """What a server answers to some bytes and the end of them; `pod` hears meanwhile what it has to tell."""
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with socket.socket(family) as connection:
        connection.settimeout(SECONDS)
        connection.connect(address)
        try:
            spoken = _context().wrap_socket(connection, server_hostname="example.com") if tls else connection
            _send(spoken, data, pod)
            socket.socket.shutdown(spoken, socket.SHUT_WR)  # that of TLS would stop to listen, too
            return _heard(spoken, pod, most)
        except TimeoutError:
            raise  # a server that hangs
        except OSError:
            return b""


def _send(connection: socket.socket, data: bytes, pod: Pod | None) -> None:
    for at in range(0, len(data), 1 << 16):
        connection.sendall(data[at : at + (1 << 16)])
        if pod:
            pod.touch()


def _heard(connection: socket.socket, pod: Pod | None, most: int) -> bytes:
    said, deadline = bytearray(), time.monotonic() + SECONDS
    connection.settimeout(0.02)
    while len(said) < most:
        if pod:
            pod.touch()  # it may be asked to run a function
        try:
            data = connection.recv(1 << 16)
        except TimeoutError:
            if time.monotonic() > deadline:
                raise
            continue
        except OSError:
            break  # TLS that ends without a word
        if not data:
            break
        said += data
    return bytes(said)


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _resident() -> int:
    total = 0
    for pid in descendants(os.getpid()):
        try:
            with open(f"/proc/{pid}/statm") as numbers:
                total += int(numbers.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except OSError:
            continue
    return total
