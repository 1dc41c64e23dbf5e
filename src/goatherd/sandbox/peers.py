"""Who is at the other end of a connection on this machine. Source: proc(5), /proc/net/tcp and /proc/PID/fd."""

from __future__ import annotations

import os
import socket
import sys
from typing import TYPE_CHECKING

from goatherd.sandbox.processes import descendants

if TYPE_CHECKING:
    from collections.abc import Iterator

_ADDRESSES, _INODE = slice(1, 3), 9


def is_held_below(pid: int, connection: socket.socket) -> bool:
    """Whether the other end of an accepted IPv4 connection is held by a process that descends from `pid`, or by it."""
    wanted = [_written(connection.getpeername()), _written(connection.getsockname())]
    with open("/proc/net/tcp") as lines:
        inodes = [words[_INODE] for words in map(str.split, lines) if words[_ADDRESSES] == wanted]
    return any(f"socket:[{inode}]" in _open_in(each) for inode in inodes for each in descendants(pid))


def _written(address: tuple[str, int]) -> str:
    """As the kernel writes it: a number in the machine's order of bytes, in hexadecimal."""
    host, port = address
    return f"{int.from_bytes(socket.inet_aton(host), sys.byteorder):08X}:{port:04X}"


def _open_in(pid: int) -> set[str]:
    return set(_links(f"/proc/{pid}/fd"))


def _links(folder: str) -> Iterator[str]:
    try:
        names = os.listdir(folder)
    except OSError:
        return
    for name in names:
        try:
            yield os.readlink(f"{folder}/{name}")
        except OSError:
            continue
