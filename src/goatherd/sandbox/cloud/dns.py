"""A name server for which every name exists and is here. Source: RFC 1035."""

from __future__ import annotations

import struct
from zlib import crc32

_A, _IN = 1, 1
_PRIVATE = (".internal", ".local", ".rds.amazonaws.com", ".cache.amazonaws.com")


def answer(query: bytes) -> tuple[str, bytes] | None:
    """(the name that was asked for, the answer); None for what is no question. Only A records are answered."""
    if len(query) < 17:
        return None
    labels, position = [], 12
    while position < len(query) and (length := query[position]):
        labels.append(query[position + 1 : position + 1 + length].decode("latin-1"))
        position += 1 + length
    end = position + 5
    if end > len(query):
        return None
    name = ".".join(labels)
    kind, _ = struct.unpack_from(">HH", query, position + 1)
    answers = 1 if kind == _A else 0
    header = query[:2] + struct.pack(">HHHHH", 0x8580, 1, answers, 0, 0)
    reply = header + query[12:end]
    if answers:
        reply += struct.pack(">HHHIH", 0xC00C, _A, _IN, 60, 4) + _address(name)
    return name, reply


def _address(name: str) -> bytes:
    """An address of its own for every name, so that a log of connections can be read: one of the internet, but for what
    has one of a private network in the real cloud.
    """
    number = crc32(name.lower().encode("latin-1"))
    first = 10 if "." not in name or name.lower().endswith(_PRIVATE) else 52
    return bytes((first, 1 + (number >> 16) % 254, (number >> 8) & 255, 1 + number % 254))
