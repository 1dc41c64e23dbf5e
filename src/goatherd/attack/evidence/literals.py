"""Whether a text stays inside of the literal that it was put into: the little that must be known of a language.

One scanner serves SQL, XPath and the like; what differs is which quotes there are and how one is written inside.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"[\w.$-]+")


@frozen
class Language:
    """`quotes` map what opens a literal to what closes it; a doubled closing quote stands for one where `doubled`.

    `comments` map openings to ends.
    """

    quotes: dict[str, str]
    comments: dict[str, str]
    doubled: bool = True
    backslash: bool = False


_STANDARD_COMMENTS = {"--": "\n", "/*": "*/"}
SQL = Language({"'": "'", '"': '"', "`": "`"}, _STANDARD_COMMENTS)
SQL_BRACKETS = Language({"'": "'", '"': '"', "`": "`", "[": "]"}, _STANDARD_COMMENTS)
SQL_BACKSLASH = Language({"'": "'", '"': '"', "`": "`"}, {**_STANDARD_COMMENTS, "#": "\n"}, backslash=True)
XPATH = Language({"'": "'", '"': '"'}, {"(:": ":)"})


def leaves_literal(statement: str, text: str, language: Language) -> bool:
    """Whether `text` stands in the statement, in some spelling, and is more than a part of one token there."""
    tokens = list(_tokens(statement, language))
    for spelled in dict.fromkeys(_spellings(text)):
        for found in re.finditer(re.escape(spelled), statement, re.IGNORECASE):
            if not any(start <= found.start() and found.end() <= end for start, end in tokens):
                return True
    return False


def _spellings(text: str) -> Iterator[str]:
    """As it is, and as code writes it that means to protect quotes in some dialect."""
    yield text
    for quote in "'\"`":
        if quote in text:
            yield text.replace(quote, quote * 2)
            yield text.replace(quote, "\\" + quote)


def _tokens(statement: str, language: Language) -> Iterator[tuple[int, int]]:
    """(start, end) of the inside of every literal and comment, and of every word."""
    at = 0
    while at < len(statement):
        opening, closing = _opening(statement, at, language)
        if opening:
            start = at + len(opening)
            quoted = opening in language.quotes
            end = _end_of_quoted(statement, start, closing, language) if quoted else _find(statement, closing, start)
            yield start, end
            at = end + len(closing)
        elif word := _WORD.match(statement, at):
            yield word.span()
            at = word.end()
        else:
            at += 1


def _opening(statement: str, at: int, language: Language) -> tuple[str, str]:
    for kind in (language.comments, language.quotes):
        for opening, closing in kind.items():
            if statement.startswith(opening, at):
                return opening, closing
    return "", ""


def _end_of_quoted(statement: str, at: int, closing: str, language: Language) -> int:
    while at < len(statement):
        if language.backslash and statement[at] == "\\":
            at += 2
        elif not statement.startswith(closing, at):
            at += 1
        elif language.doubled and statement.startswith(closing, at + 1):
            at += 2
        else:
            return at
    return len(statement)


def _find(statement: str, closing: str, start: int) -> int:
    end = statement.find(closing, start)
    return len(statement) if end < 0 else end


def excerpt(statement: str, text: str, most: int = 200) -> str:
    """The part of a long statement that holds a text, on one line."""
    start = max(0, statement.lower().find(text.lower()) - most // 2)
    return " ".join(statement[start : start + most].split())
