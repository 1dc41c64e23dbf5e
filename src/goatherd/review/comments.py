"""Reading ignore comments: `# goatherd: ignore[GOAT0101] reason (until 2027-01-31)`.

A comment counts on the line that it ends, or, standing alone, for the next line that is no comment; and
anywhere inside the span of a finding. Several checks are separated by commas, by id, slug or risk (SAS-1); an advisory
is accepted by its own id (CVE-2021-44906), and kinds of what was not read (core/incomplete.py) have names as well. JSON
has no comments: there a resource's Metadata says `"goatherd": {"ignore": ["GOAT0101"]}`.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from datetime import date
from typing import TYPE_CHECKING

from attrs import define

from goatherd.core.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from goatherd.outcome import Lines

_COMMENT = regex(
    r"(?P<code>.*?)(?P<mark>\#|//|/\*)\s*goatherd:\s*ignore(?:\[(?P<names>[^\]\n]{0,500})\])?(?P<rest>[^\n]{0,500})"
)
_UNTIL = regex(r"\(\s*until\s+([^)]*)\)")
_COMMENT_LINE = regex(r"\s*(#|//|/\*|\*)")
_JSON_TOKEN = regex(r'"(?:[^"\\\n]|\\.)*"|[{}]')
_JSON_IGNORE = regex(r'"goatherd"\s*:\s*\{\s*"ignore"\s*:\s*(\[[^\]{}]{0,500}\])')
_SLASHES = (".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts")
_ANY_MARK = (".tf", ".tofu")


@define
class Comment:
    """`first` to `last` are the lines that it speaks for; `line` is where it stands itself."""

    path: str
    line: int
    first: int
    last: int
    names: tuple[str, ...]
    reason: str = ""
    until: date | None = None
    bad_date: str = ""
    used: bool = False

    def says(self, names: Container[str]) -> bool:
        """Whether it is about something of these names, in lower case."""
        return any(name.lower() in names for name in self.names)


def read_comments(path: str, lines: Lines) -> list[Comment]:
    text = lines.text(path)
    if "goatherd" not in text:
        return []
    if path.endswith((".json", ".template")) or text.lstrip().startswith("{"):
        return list(_in_json(path, text))
    return list(_in_lines(path, lines.all(path)))


def _in_lines(path: str, lines: list[str]) -> Iterator[Comment]:
    any_mark, slashes = path.endswith(_ANY_MARK), path.endswith(_SLASHES)
    found: list[tuple[int, re.Match[str]]] = []
    for number, line in enumerate(lines, 1):
        match = _COMMENT.match(line) if "goatherd" in line else None
        if match and (any_mark or slashes == (match["mark"] != "#")):
            found.append((number, match))
    below = _next_code_lines(lines, {number for number, match in found if not match["code"].strip()})
    for number, match in found:
        target = below.get(number, number)
        yield _comment(path, number, (target, target), match["names"] or "", match["rest"].replace("*/", ""))


def _in_json(path: str, text: str) -> Iterator[Comment]:
    breaks = [match.start() for match in re.finditer("\n", text)]
    matches = {match.start(): match for match in _JSON_IGNORE.finditer(text)}
    for position, (start, end) in sorted(_enclosing_resources(text, matches).items()):
        try:
            names = json.loads(matches[position][1])
        except ValueError:
            names = []
        listed = ",".join(name for name in names if isinstance(name, str))
        line, first, last = (bisect_right(breaks, offset) + 1 for offset in (position, start, end))
        yield _comment(path, line, (first, last), listed, "")


def _comment(path: str, line: int, target: tuple[int, int], names: str, rest: str) -> Comment:
    listed = tuple(name.strip() for name in names.split(",") if name.strip())
    written = _UNTIL.search(rest)
    until = _date(written[1]) if written else None
    return Comment(
        path,
        line,
        *target,
        names=listed,
        reason=_UNTIL.sub("", rest).strip(" \t-:—"),
        until=until,
        bad_date=written[1] if written and until is None else "",
    )


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _next_code_lines(lines: list[str], numbers: set[int]) -> dict[int, int]:
    """For each of the line numbers the next line that is neither empty nor a comment."""
    following: dict[int, int] = {}
    code = 0
    for number in range(len(lines), min(numbers, default=len(lines) + 1) - 1, -1):
        if number in numbers and code:
            following[number] = code
        line = lines[number - 1]
        if line.strip() and not _COMMENT_LINE.match(line):
            code = number
    return following


def _enclosing_resources(text: str, positions: Container[int]) -> dict[int, tuple[int, int]]:
    """Where the object around the Metadata that holds each position starts and ends."""
    opened: list[int] = []
    waiting: dict[int, list[int]] = {}
    found: dict[int, tuple[int, int]] = {}
    for token in _JSON_TOKEN.finditer(text):
        if token[0] == "{":
            opened.append(token.start())
        elif token[0] == "}":
            start = opened.pop() if opened else -1
            found.update((position, (start, token.start())) for position in waiting.pop(start, ()))
        elif token.start() in positions and len(opened) > 1:
            waiting.setdefault(opened[-2], []).append(token.start())
    return found
