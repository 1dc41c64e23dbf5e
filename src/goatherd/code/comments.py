"""Secrets in comments: they are in the repository like the code around them, though nothing runs them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.lazy import regex
from goatherd.core.local_runs import is_local_server
from goatherd.core.secrets import judge_in_code, promises_secret, revealed

if TYPE_CHECKING:
    from collections.abc import Iterator

Found = tuple[str, str, int, int]  # name ("" for what gives itself away), value, line, column from 0

_LONGEST, _MOST_LINES = 2_000, 500  # that people write in a line, and of lines of a file that are worth a look
_SHORTEST_PASSWORD, _SHORTEST_KEY = 6, 16
# Looking at every comment takes long: most lines hold none of these.
_WORTH_A_LOOK = regex(
    r"(?i:pass(?:word|wd|phrase|code)?|pwd|secret|token|key)[\"']?\]?\s*(?::=|=>|[:=])\s*[^\s=]"
    r"|AKIA|PRIVATE KEY-|gh[pousr]_|github_pat_|xox[abprs]-|hooks\.slack|[rs]k_live_|AIza|SG\.|glpat-|npm_|sk-"
    r"|AccountKey=|[Aa]ccess[Kk]ey=|(?:Bearer|Basic) \w|://[^\s/:@]*:[^\s/:@]+@"
)
_HASH = regex(r"(?:^|\s)#")
_SLASHES = regex(r"(?:^|\s)//|^\s*/?\*")
_PAIR = regex(r"(?<![\w.-])([\w.-]{0,80}\w)[\"']?\]?\s*(?::=|=>|[:=])\s*(?:\"([^\"]+)\"|'([^']+)'|([^\s,;\"'`]+))")
# what a comment says about such values, and a value that the code next to it works out
_TELLS_HOW = regex(
    r"(?i)\b(e\.?g\.?|i\.?e\.?|examples?|format|defaults?|such as|should|must|localhost|127\.0\.0\.1)\b"
    r"|@(param|example|type|return)"
)
_SERVER = regex(r"://[^\s/@]*@([^\s/?]+)")
_EXPRESSION = regex(r"[A-Za-z_$][\w$]*\s*[.(\[{].*|[A-Za-z_$][\w$]*\)|[A-Za-z_$]+|[\w.]+\(.*|[<({\[$%].*|\W+")


def secrets_in_comments(text: str, language: str) -> Iterator[Found]:
    """`language` is "javascript", or one in which comments begin with a hash."""
    marker = _SLASHES if language == "javascript" else _HASH
    told, number, looks = 0, 1, 0  # where the last line with a look ends, and how many began before it
    for match in _WORTH_A_LOOK.finditer(text):
        if looks == _MOST_LINES:
            return
        if match.start() >= told:
            looks += 1
            start = text.rfind("\n", told, match.start()) + 1 or told
            number += text.count("\n", told, start)
            end = text.find("\n", match.start())
            told = end if end >= 0 else len(text)
            yield from _in_line(text[start:told], number, marker)


def _in_line(line: str, number: int, marker: re.Pattern[str]) -> Iterator[Found]:
    markers = marker.finditer(line) if len(line) <= _LONGEST else ()
    begin = next((m for m in markers if not _within_text(line[: m.start()])), None)
    if begin is None:
        return
    comment = line[begin.end() :]
    if what := revealed(comment):
        servers = _SERVER.findall(comment) if what == "a password in a URL" else []
        if servers and all(map(is_local_server, servers)):
            return  # nobody comes to a container on the machine of its author
        yield "", comment.strip(), number, begin.end()
        return
    for pair in () if _TELLS_HOW.search(comment) else _PAIR.finditer(comment):
        name, quoted, bare = pair[1].rpartition(".")[2], pair[2] or pair[3], pair[4] or ""
        if _is_secret(name, quoted or bare, is_quoted=bool(quoted)):
            yield name, quoted or bare, number, begin.end() + pair.start(1)


def _within_text(before: str) -> bool:
    return any(before.count(quote) % 2 for quote in ('"', "'", "`"))


def _is_secret(name: str, value: str, *, is_quoted: bool) -> bool:
    promised = promises_secret(name)
    if not promised or (not is_quoted and _EXPRESSION.fullmatch(value)) or judge_in_code(name, value) is None:
        return False
    mixed = re.search(r"[A-Za-z]", value) is not None and re.search(r"[^A-Za-z\s]", value) is not None
    return mixed and len(value) >= (_SHORTEST_PASSWORD if promised == "password" else _SHORTEST_KEY)
