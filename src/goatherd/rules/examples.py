"""The examples in a check's documentation: fenced files, with the lines marked where it must report.

A case starts at a `## Vulnerable` heading; every `## Fixed` after it is the same files with some replaced.
A fence names its language and file (three backticks, then `yaml template.yaml`); a line that ends in
`# GOAT0301` or `// GOAT0301` is one that the check of that id must report.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADING = re.compile(r"## (.+)")
_FENCE = re.compile(r"(`{3,})\w+ (\S+)")
# in JSON, which has no comments, it is a text
_MARK = re.compile(r"(?:#|//)\s*(GOAT\d{4}(?:[ ,]+GOAT\d{4})*)\s*\"?\s*$")


@frozen
class Example:
    """`files` by path. `marks` are the (path, line) that must be reported for the check's id."""

    title: str
    files: dict[str, str] = field(eq=False)
    marks: tuple[tuple[str, int], ...] = ()


def examples(documentation: str, id: str) -> list[Example]:
    """All examples of a check, the vulnerable ones with their marks."""
    found: list[Example] = []
    vulnerable: dict[str, str] = {}
    for title, body in sections(documentation):
        if title.startswith("Vulnerable"):
            vulnerable = dict(fenced_files(body))
            found.append(Example(title, vulnerable, tuple(marks(vulnerable, id))))
        elif title.startswith("Fixed"):
            found.append(Example(title, {**vulnerable, **dict(fenced_files(body))}))
    return found


def sections(documentation: str) -> Iterator[tuple[str, str]]:
    """(title, body) of every section; headings inside fences do not count."""
    title, body, fence = "", [""], ""
    for line in documentation.splitlines():
        opening = re.match(r"`{3,}", line)
        if fence:
            fence = "" if line.rstrip() == fence else fence
        elif opening:
            fence = opening[0]
        elif heading := _HEADING.fullmatch(line.rstrip()):
            yield title, "\n".join(body)
            title, body = heading[1], []
            continue
        body.append(line)
    yield title, "\n".join(body)


def fenced_files(body: str) -> Iterator[tuple[str, str]]:
    path, fence, lines = "", "", [""]
    for line in body.splitlines():
        if fence:
            if line.rstrip() == fence:
                yield path, "\n".join(lines) + "\n"
                fence = ""
            else:
                lines.append(line)
        elif opening := _FENCE.fullmatch(line.rstrip()):
            fence, path, lines = opening[1], opening[2], []


def marks(files: dict[str, str], id: str) -> Iterator[tuple[str, int]]:
    for path, text in files.items():
        for number, line in enumerate(text.splitlines(), 1):
            mark = _MARK.search(line)
            if mark and id in mark[1]:
                yield path, number
