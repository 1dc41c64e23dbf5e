"""Lines of a program whose constants are for trials, as the program itself says.

A comment in the paragraph before them says so, or the server that is set beside them, under a name that begins alike,
is one for trials.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.lazy import regex
from goatherd.core.secrets import words

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 2_000  # of a line that somebody wrote
_SAYS = regex(
    r"(?i)(?:^|\s)(?:#|//|/?\*).{0,200}"
    r"\b(?:(?:for|in) (?:the |our |unit |integration )?(?:tests?|testing|sandbox|trials)\b"
    r"|(?:tests?|sandbox) (?:values?|credentials?|keys?|passwords?|accounts?|tokens?)\b)"
)
_SERVER = regex(r"(?i)(?://|[\"'])(?:[\w-]+\.)*(?:\w+-)?(?:test|sandbox|uat|staging)(?:-\w+)?\.[\w-]+\.\w")
_SET = regex(r"\s*(?:(?:export|const|let|var)\s+|(?:self|this)\.)*[\"']?([A-Za-z_]\w{0,100})[\"']?\s*[:=]")


def lines_for_trials(text: str) -> frozenset[int]:
    """The numbers of the lines, from 1."""
    if not (_SAYS.search(text) or _SERVER.search(text)):
        return frozenset()
    return frozenset(number for first, lines in _paragraphs(text) for number in _of_paragraph(first, lines))


def _paragraphs(text: str) -> Iterator[tuple[int, list[str]]]:
    """What stands together without an empty line, with the number of its first line."""
    lines: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip():
            lines.append(line[:_LONGEST])
        elif lines:
            yield number - len(lines), lines
            lines = []


def _of_paragraph(first: int, lines: list[str]) -> Iterator[int]:
    names = list(_names(lines))
    servers = {_owner(name) for name, line in zip(names, lines, strict=True) if name and _SERVER.search(line)}
    said = False
    for number, (name, line) in enumerate(zip(names, lines, strict=True), first):
        said = said or _SAYS.search(line) is not None
        if said or (name and _owner(name) in servers):
            yield number


def _names(lines: list[str]) -> Iterator[str]:
    """What each line sets, or goes on setting."""
    name = ""
    for line in lines:
        match = _SET.match(line)
        name = match[1] if match else name
        yield name


def _owner(name: str) -> str:
    """What a variable is of, by its first word; "" for a field that is called by what it is alone."""
    parts = words(name)
    return parts[0] if len(parts) > 1 else ""
