"""The bytes of one file, which may end before its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import define, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goatherd.hunt.telemetry.unpacked import Unpacked

MAX_LINE = 16 << 20
TOO_LONG = f"a line of more than {MAX_LINE >> 20} MB is not read"
BLOCK = (
    1 << 18
)  # bytes that a processor's cache holds: more are slower, since the system hands out memory anew each time
_CHUNK = 1 << 20


@define
class Source:
    """What can be read of a file; `place` is that of the next byte. `unpacking` is what its stream unpacks it with,
    `size` how many bytes it says it has: it may be wrong.
    """

    _stream: Any  # with the methods of a BufferedReader
    place: int = 0
    size: int = 0
    _unpacking: Unpacked | None = None
    _failed: str = field(default="", init=False)
    _ahead: bytes = field(default=b"", init=False)  # read already,
    _at: int = field(default=0, init=False)  # and taken up to here

    @property
    def broken(self) -> str:
        """Why it ends before its end."""
        return self._failed or (self._unpacking.broken if self._unpacking is not None else "")

    def line(self) -> bytes:
        """As much of it as MAX_LINE allows: the rest is another one."""
        line = b""
        if self._at < len(self._ahead):
            end = self._ahead.find(b"\n", self._at, self._at + MAX_LINE) + 1
            line = self._take((end or self._at + MAX_LINE) - self._at)
        if not line.endswith(b"\n") and len(line) < MAX_LINE:
            line = self._to_its_end(line)
        self.place += len(line)
        return line

    def line_alone(self) -> bytes:
        """Of a line that is too long, what is left is passed over."""
        line = end = self.line()
        while is_cut(end):
            end = self.line()
        return line

    def first_line(self, starts: tuple[bytes, ...]) -> bytes:
        """Files that begin with one of `starts` have but one: it is read at once."""
        if 0 < self.size <= MAX_LINE and self._asked(self._stream.peek, 1).startswith(starts):
            self._ahead = self._asked(self._stream.read, self.size)
        return self.line()

    def lines(self) -> bytes:
        """Whole lines, a BLOCK of them or what was read ahead; else as `line`."""
        data = self._take(len(self._ahead))
        if b"\n" not in data:
            data += self._asked(self._stream.read1, min(BLOCK, MAX_LINE - len(data)))
        end = data.rfind(b"\n") + 1
        if not end:
            data = self._to_its_end(data)
            end = len(data)
        self._ahead, self._at = data[end:], 0
        self.place += end
        return data[:end]

    def back(self, data: bytes) -> None:
        """What was read last is read again."""
        self._ahead, self._at = data + self._ahead[self._at :], 0
        self.place -= len(data)

    def rest(self, size: int) -> bytes:
        """As much as there is, and no more than `size` bytes."""
        found = bytearray()
        while len(found) < size and (chunk := self._part(min(_CHUNK, size - len(found)))):
            found += chunk
        return bytes(found)

    def parts(self) -> Iterator[bytes]:
        while part := self._part(_CHUNK):
            yield part

    def _to_its_end(self, line: bytes) -> bytes:
        return line + self._asked(self._stream.readline, MAX_LINE - len(line))

    def _part(self, size: int) -> bytes:
        part = self._take(size) or self._asked(self._stream.read1, size)
        self.place += len(part)
        return part

    def _take(self, size: int) -> bytes:
        """Of what was read ahead."""
        taken = self._ahead[self._at : self._at + size]
        self._at += len(taken)
        if self._at == len(self._ahead):
            self._ahead, self._at = b"", 0
        return taken

    def _asked(self, read: Callable[[int], bytes], size: int) -> bytes:
        try:
            return b"" if self._failed or not size else read(size)
        except OSError as error:
            self._failed = error.strerror or str(error)
            return b""


def is_cut(line: bytes) -> bool:
    return len(line) >= MAX_LINE and not line.endswith(b"\n")
