"""Where things stand in a TOML document; the standard reader gives values without positions."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from goatherd.core.errors import ReadError
from goatherd.core.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_PART = r"""(?:"[^"]*"|'[^']*'|[\w-]+)"""
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*\[\[?\s*({_DOTTED})\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"|\'([^\']*)\'')
_LINE_IN_ERROR = re.compile(r"at line (\d+)")


def load_toml(text: str, path: str) -> dict[str, Any]:
    """The document's values. Raises ReadError."""
    try:
        return tomllib.loads(text)
    except (RecursionError, ValueError) as error:
        line = _LINE_IN_ERROR.search(str(error))
        raise ReadError("is not valid TOML", span=Span(path, int(line[1]) if line else 1)) from error


class Positions:
    """Spans of keys and of strings, by table."""

    def __init__(self, text: str, path: str) -> None:
        self._path = path
        self._keys: dict[tuple[str, str], Span] = {}
        self._strings: dict[tuple[str, str], Span] = {}
        self._blocks: list[tuple[str, Span]] = []  # every table's header, or the `name` below it
        self._unnamed = False
        self._read(text)

    def key(self, table: str, key: str) -> Span:
        return self._keys.get((table, key)) or Span(self._path, 1)

    def string(self, table: str, value: str) -> Span:
        """Where a string is written below a table, whatever key it belongs to."""
        return self._strings.get((table, value)) or Span(self._path, 1)

    def names(self, table: str) -> Iterator[Span]:
        """Where the `name` of each block of an array of tables stands, in order."""
        return (span for name, span in self._blocks if name == table)

    def _read(self, text: str) -> None:
        table = ""
        for number, line in enumerate(text.split("\n"), 1):
            header = _HEADER.match(line)
            if header and not header[1].startswith(("'", '"')):  # a quoted one is a list's element
                table, self._unnamed = _plain(header[1]), True
                self._blocks.append((table, Span(self._path, number)))
            else:
                self._read_line(table, line, number)

    def _read_line(self, table: str, line: str, number: int) -> None:
        key = _KEY.match(line)
        if key:
            span = Span(self._path, number, key.start(1) + 1, number, key.end(1) + 1)
            self._keys.setdefault((table, _plain(key[1])), span)
            if key[1] == "name" and self._unnamed:
                self._blocks[-1], self._unnamed = (table, span), False
        for match in _STRING.finditer(line, key.end() if key else 0):
            value = match[1] if match[1] is not None else match[2]
            span = Span(self._path, number, match.start() + 1, number, match.end() + 1)
            self._strings.setdefault((table, value.replace('\\"', '"')), span)


def _plain(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))
