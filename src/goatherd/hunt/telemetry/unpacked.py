"""What was packed with gzip, up to where it ends or is damaged: nothing that was unpacked before that is lost."""

from __future__ import annotations

import io
from typing import IO, Any

from isal import isal_zlib

MARK = b"\x1f\x8b"
_GZIP = 31  # as zlib calls the form
_CHUNK = 1 << 16  # bytes that are unpacked at once: where one is damaged, so many of the packed ones are lost
_BUFFER = 1 << 20
_CUT_OFF = "what was packed ends before its end"
_BEHIND = "what stands behind what was packed is not packed"


def unpacked(packed: IO[bytes]) -> tuple[io.BufferedReader, Unpacked]:
    """The stream to read from, and what says how it ended."""
    raw = Unpacked(packed)
    return io.BufferedReader(raw, _BUFFER), raw


class Unpacked(io.RawIOBase):
    """`broken` says why it ends before its end. Files that are packed one behind the other are one."""

    def __init__(self, packed: IO[bytes]) -> None:
        self.broken = ""
        self._packed = packed
        self._left = b""  # what was read and is not unpacked yet
        self._more = False  # of what was unpacked there may be more than there was room for
        self._member: Any = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = b""
        while not found and not self.broken:
            data = self._left if self._left or self._more else self._packed.read(_CHUNK)
            if not data and not self._more:
                self.broken = _CUT_OFF if self._member is not None else ""
                break
            found = self._unpack(data, len(buffer))
            buffer[: len(found)] = found
        return len(found)

    def _unpack(self, data: bytes, most: int) -> bytes:
        if self._member is None:
            data = self._left = data.lstrip(b"\0")  # with which tapes were filled up
            if not data:
                return b""
            self._member = isal_zlib.decompressobj(wbits=_GZIP)
            self.broken = "" if MARK.startswith(data[:2]) or data.startswith(MARK) else _BEHIND
            if self.broken:
                return b""
        try:
            found: bytes = self._member.decompress(data, most)
        except isal_zlib.error as error:  # type: ignore[misc]
            self.broken = str(error)
            return b""
        self._left, self._more = self._member.unconsumed_tail, len(found) == most
        if self._member.eof:
            self._left, self._more, self._member = self._member.unused_data, False, None
        return found
