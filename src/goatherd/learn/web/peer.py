"""Whose process is at the other end of a connection from this machine. Source: proc(5), /proc/net/tcp."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

_TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
_LOCAL, _USER = 1, 7  # columns


def is_of_our_user(peer: tuple[str, int]) -> bool:
    """Whether the connection from `peer`, an IPv4 address and a port, belongs to our user; False if that is unknown."""
    host, port = peer
    try:
        number = int.from_bytes(socket.inet_aton(host), sys.byteorder)
    except OSError:
        return False
    # IPv4 in a socket for IPv6 has the address in the last of its four words.
    end = f"{number:08X}:{port:04X}"
    users = [row[_USER] for row in _rows() if row[_LOCAL].endswith(end)]
    return bool(users) and set(users) == {str(os.getuid())}


def _rows() -> list[list[str]]:
    found: list[list[str]] = []
    for table in _TABLES:
        try:
            lines = table.read_text().splitlines()[1:]
        except OSError:
            continue
        found += [line.split() for line in lines]
    return found
