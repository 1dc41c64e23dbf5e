"""Syntax of Python that the running one does not know, newer or of Python 2, in words that it does.

Only what no Python 3.11 accepts is changed, and no line moves. What a program does stays the same as far as an analysis
cares: types are dropped, `print "x"` is a call.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code.python.lines import strings
from goatherd.core.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goatherd.code.python.lines import Line

    Edit = tuple[int, int, str]  # from, to, what stands there then

_MAX_LINE = 20_000  # characters of a logical line; data is written in longer ones

_TYPE = regex(r"\s*(type\s+)(\w+)\s*(\[|=(?!=))")
_GENERIC = regex(r"\s*(?:(?:async\s+)?def|class)\s+\w+\s*(\[)")
_LAZY = regex(r"\s*(lazy\s+)(?:import|from)\b")
_EXCEPT = regex(r"\s*except\b\s*\*?\s*(?=\S)")
_HEADER = regex(r"\s*(?:if|elif|else|for|while|try|except|finally|with|def|class)\b")
_PRINT = regex(r"(print)([ \t]*)(>>[^,;]*,?)?[ \t]*(?=[\w\x00`{\[~+-]|$|;)")
_EXEC = regex(r"(exec)([ \t]+)(?=[\w\x00`])")
_IN = regex(r"\bin\b")
_RAISE = regex(r"raise\b")
_CALLED = regex(r"\b(?:print|exec|raise)\b")
_TUPLE = regex(r"(?:\bdef\b[^(]*\(|\blambda\b|,)\s*\(")
_PREFIX = regex(r"(?i)\b(?:ur|r?t|tr)['\"]")
_OCTAL = regex(r"(?<![\w.])0(?=[0-7]*[1-7][0-7]*[lL]?(?![\w.]))")
_LONG = regex(r"(?<![\w.])(?:0[xX][\da-fA-F]+|0[oO]?[0-7]*|[1-9]\d*)([lL])\b")
_UNEQUAL = regex(r"<>")
_BACKTICK = regex(r"`")
_ASYNC = regex(r"\basync\b(?=\s*[=.,)\]]|\s*$)")
_PARAMETERS = regex(r"\s*def\s+\w+\s*\(|\blambda\b")
_NAME = regex(r"\s*[a-z_]\w*\s*")


def reworded(line: Line) -> str:
    """The text of a line in words that every Python 3.11 knows."""
    if len(line.code) > _MAX_LINE:
        return line.text
    edits = sorted({edit for rule in _RULES for edit in rule(line)})
    if not edits:
        return line.text
    text, place = "", 0
    for start, end, new in edits:
        if start >= place:
            text += line.text[place:start] + new
            place = end
    return text + line.text[place:]


def _types(line: Line) -> Iterator[Edit]:
    alias = _TYPE.match(line.code)
    if alias:
        yield alias.start(1), alias.end(1), ""
    bracket = (alias if alias and alias[3] == "[" else None) or _GENERIC.match(line.code)
    if bracket:
        start = bracket.start(bracket.lastindex or 0)
        end = _closing(line.code, start)
        if end:
            yield start, end, _blank(line.code[start:end])


def _imports(line: Line) -> Iterator[Edit]:
    if match := _LAZY.match(line.code):
        yield match.start(1), match.end(1), ""


def _exceptions(line: Line) -> Iterator[Edit]:
    """`except A, B:` names two since 3.14; in Python 2 the second was what the exception is called."""
    match = _EXCEPT.match(line.code)
    if not match:
        return
    colon = _first(line.code, ":", match.end())
    comma = _first(line.code, ",", match.end())
    if not 0 <= comma < colon:
        return
    if _NAME.fullmatch(line.code[comma + 1 : colon]):
        yield comma, comma + 1, " as "
    else:
        yield match.end(), match.end(), "("
        yield colon, colon, ")"


def _statements(line: Line) -> Iterator[Edit]:
    """print, exec and raise."""
    for start, end in _simple(line.code) if _CALLED.search(line.code) else ():
        if match := _PRINT.match(line.code, start, end):
            yield from _print(line, match, end)
        elif match := _EXEC.match(line.code, start, end):
            yield match.start(2), match.end(2), "("
            inside = _IN.search(line.code, match.end(), end)
            if inside:
                yield inside.start(), inside.end(), ","
            yield end, end, ")"
        elif match := _RAISE.match(line.code, start, end):
            comma = _first(line.code, ",", match.end(), end)
            if comma >= 0 and line.code[:comma].rstrip().endswith(")"):
                yield comma, end, _blank(line.code[comma:end])
            elif comma >= 0:
                yield comma, comma + 1, "("
                yield end, end, ")"


def _print(line: Line, match: re.Match[str], end: int) -> Iterator[Edit]:
    bare = match.end() == end
    if bare and not match[3]:
        return
    rest = line.code[match.end(1) : end]
    if not match[2] and not match[3] and not rest.startswith(("\x00", "`")):
        return  # a name that begins with it, or an operator
    yield match.end(1), match.end(), "("
    yield end, end, ")"


def _numbers(line: Line) -> Iterator[Edit]:
    for match in _OCTAL.finditer(line.code):
        yield match.start(), match.end(), "0o"
    for match in _LONG.finditer(line.code):
        yield match.start(1), match.end(1), ""


def _operators(line: Line) -> Iterator[Edit]:
    for match in _UNEQUAL.finditer(line.code):
        yield match.start(), match.end(), "!="
    ticks = [match.start() for match in _BACKTICK.finditer(line.code)]
    for number, place in enumerate(ticks if len(ticks) % 2 == 0 else ()):
        yield place, place + 1, ")" if number % 2 else "("
    for match in _ASYNC.finditer(line.code):
        yield match.end(), match.end(), "_"


def _parameters(line: Line) -> Iterator[Edit]:
    """Tuples among the parameters: their parts become parameters."""
    for match in _PARAMETERS.finditer(line.code) if _TUPLE.search(line.code) else ():
        begin = match.end()
        end = _closing(line.code, begin - 1) if match[0].endswith("(") else _first(line.code, ":", begin)
        place, before = begin, ","
        while 0 <= place < end:
            character = line.code[place]
            if character == "(":
                close = _closing(line.code, place)
                if before == "," and close:
                    yield place, place + 1, " "
                    yield close - 1, close, " "
                place = close or end
            before = character if not character.isspace() else before
            place += 1


def _prefixes(line: Line) -> Iterator[Edit]:
    for place, prefix in strings(line) if "\0" in line.code and _PREFIX.search(line.text) else ():
        if prefix.lower() == "ur":
            yield place, place + 1, ""
        elif "t" in prefix.lower():
            at = place + prefix.lower().index("t")
            yield at, at + 1, "f"


_RULES: tuple[Callable[[Line], Iterator[Edit]], ...] = (
    _types, _imports, _exceptions, _statements, _numbers, _operators, _parameters, _prefixes,
)  # fmt: skip


def _simple(code: str) -> Iterator[tuple[int, int]]:
    """From where to where the simple statements of a logical line go."""
    start = len(code) - len(code.lstrip())
    if _HEADER.match(code):
        colon = _first(code, ":", start)
        start = colon + 1 if colon >= 0 else len(code)
    end = len(code.rstrip())
    while start < end:
        semicolon = _first(code, ";", start, end)
        stop = semicolon if semicolon >= 0 else end
        begin = start + len(code[start:stop]) - len(code[start:stop].lstrip())
        yield begin, begin + len(code[begin:stop].rstrip())
        start = stop + 1


def _first(code: str, wanted: str, start: int, end: int | None = None) -> int:
    """Where a character first stands outside of brackets and lambdas; -1 where it does not."""
    depth = lambdas = 0
    for place in range(start, len(code) if end is None else end):
        character = code[place]
        if character == ":" and lambdas and not depth:
            lambdas -= 1
        elif character == wanted and not depth and not lambdas:
            return place
        elif character == "l" and code.startswith("lambda", place) and not code[place - 1 : place].isalnum():
            lambdas += not depth
        depth += (character in "([{") - (character in ")]}")
    return -1


def _closing(code: str, start: int) -> int:
    """The offset behind the bracket that closes the one at `start`; 0 if none does."""
    depth = 0
    for place in range(start, len(code)):
        depth += (code[place] in "([{") - (code[place] in ")]}")
        if not depth:
            return place + 1
    return 0


def _blank(text: str) -> str:
    """Spaces, and lines that go on."""
    return re.sub(r".?\n", lambda end: "\\\n" if len(end[0]) > 1 else end[0], re.sub(r"[^\n]", " ", text))
