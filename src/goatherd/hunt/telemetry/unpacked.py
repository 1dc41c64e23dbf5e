"""What was packed with gzip, up to where it ends or is damaged: nothing that was unpacked before that is lost."""

from __future__ import annotations

import io
from typing import IO, Any

from isal import isal_zlib

MARK = b"\x1f\x8b"
_GZIP = 31  # as zlib calls the form
_CHUNK = 1 << 16
_BUFFER = 1 << 16
_LITTLE = 1 << 12  # bytes that are unpacked at once near damage: what is unpacked together is lost together
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
        self._start = 0  # of the member among what is packed
        self._given = 0  # bytes of it,
        self._again = 0  # and how many of them are unpacked a second time
        self._damaged = False  # is what comes next

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = b""
        while not found and not self.broken:
            data = self._left if self._left or self._more else self._packed.read(_CHUNK)
            if not data and not self._more:
                self.broken = _CUT_OFF if self._member is not None else ""
                break
            if self._member is None:
                data = self._begin(data)
            if data or self._more:
                found = self._unpack(data, len(buffer))
        buffer[: len(found)] = found
        return len(found)

    def _begin(self, data: bytes) -> bytes:
        """What is to be unpacked of it."""
        data = self._left = data.lstrip(b"\0")  # with which tapes were filled up
        if not data:
            return b""
        if not (MARK.startswith(data[:2]) or data.startswith(MARK)):
            self.broken = _BEHIND
            return b""
        self._member = isal_zlib.decompressobj(wbits=_GZIP)
        self._start, self._given = self._packed.tell() - len(data), 0
        return data

    def _unpack(self, data: bytes, most: int) -> bytes:
        most = min(most, _LITTLE) if self._damaged else most
        try:
            found: bytes = self._member.decompress(data, most)
        except isal_zlib.error as error:  # type: ignore[misc]
            self._with_care(str(error))
            return b""
        self._left, self._more = self._member.unconsumed_tail, len(found) == most
        if self._member.eof:
            self._left, self._more, self._member = self._member.unused_data, False, None
        known = min(self._again, len(found))
        self._again -= known
        self._given += len(found) - known
        return found[known:]

    def _with_care(self, why: str) -> None:
        """The member is unpacked anew, up to where it is damaged."""
        if self._damaged:
            self.broken = why
            return
        self._damaged, self._again = True, self._given
        self._left, self._more, self._member = b"", False, isal_zlib.decompressobj(wbits=_GZIP)
        self._packed.seek(self._start)
