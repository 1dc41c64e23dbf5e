"""A client's text as statements whose placeholders have names: what must be known before a parser sees it.

Sources: "Lexical Structure" of PostgreSQL's manual, "Language Structure" of MySQL's.
"""

from __future__ import annotations

import re

_COMMENT = r"/\*.*?(?:\*/|\Z)"
_TOKENS = {
    "mysql": re.compile(
        r"'(?:[^'\\]|\\.|'')*'?|\"(?:[^\"\\]|\\.|\"\")*\"?|`[^`]*`?|--(?=\s|\Z)[^\n]*|\#[^\n]*|"
        + _COMMENT
        + r"|(?P<place>\?)|(?P<end>;)",
        re.DOTALL,
    ),
    "postgres": re.compile(
        r"\b[eE]'(?:[^'\\]|\\.|'')*'?|'(?:[^']|'')*'?|\"[^\"]*\"?|(?<!\w)\$(?P<tag>[A-Za-z_]\w*|)\$.*?(?:\$(?P=tag)\$|\Z)"
        r"|--[^\n]*|" + _COMMENT + r"|\$(?P<place>\d{1,5})|(?P<end>;)",
        re.DOTALL,
    ),
}


def statements(text: str, dialect: str) -> list[str]:
    """The statements of a text without the semicolons between them; those that say nothing are left out."""
    found, start = [], 0
    for token in _TOKENS[dialect].finditer(text):
        if token["end"]:
            found.append(text[start : token.start()])
            start = token.end()
    return [each.strip() for each in (*found, text[start:]) if _says_something(each, dialect)]


def named(statement: str, dialect: str) -> tuple[str, int]:
    """(the statement with its placeholders as `:p1`, `:p2` …, how many there are)"""
    parts, start, count = [], 0, 0
    for token in _TOKENS[dialect].finditer(statement):
        if token["place"]:
            count = count + 1 if dialect == "mysql" else max(count, int(token["place"]))
            number = count if dialect == "mysql" else int(token["place"])
            parts += [statement[start : token.start()], f":p{number}"]
            start = token.end()
    return "".join((*parts, statement[start:])), count


def _says_something(text: str, dialect: str) -> bool:
    rest = _TOKENS[dialect].sub(lambda token: "" if token[0][:2] in ("--", "/*") or token[0][0] == "#" else "x", text)
    return bool(rest.strip())


def without_literals(statement: str, dialect: str) -> str | None:
    """The statement with its literals and comments emptied; None where the last is not closed."""
    closed = True

    def emptied(token: re.Match[str]) -> str:
        nonlocal closed
        text = token[0]
        if text[0] in "'\"`" or text[:1] in "eE":
            closed = len(text) > 1 and text[-1] == text.lstrip("eE")[0]
            return "''"
        return "" if text[0] in "-/#" else text

    rest = _TOKENS[dialect].sub(emptied, statement)
    return rest if closed else None
