"""Texts that something executes, as tokens: (start, end, literal). What lies within one literal changes no structure.

A literal is a quoted string, a number or a word. Everything else is structure.
"""

import re

from goatherd_guard.lazy import regex

_SHELL = regex(
    r"""(?P<literal>'[^']*'|"(?:[^"\\`$]|\\.)*"|(?:[\w./:=@%+,~-]|\\[^\n]|[^\x00-\x7f])+)"""
    r"""|(?P<space>[ \t]+)|(?P<other>.)""",
    re.DOTALL,
)
_SQL = regex(
    r"""(?P<literal>'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*"|`[^`]*`|[\w$.\x80-\U0010ffff]+)|(?P<space>\s+)"""
    r"""|(?P<other>--[^\n]*|/\*.*?(?:\*/|\Z)|\#[^\n]*|<>|<=|>=|!=|\|\||.)""",
    re.DOTALL,
)
# Standard SQL knows no backslash in strings.
_SQL_STANDARD = regex(
    r"""(?P<literal>'(?:[^']|'')*'|"(?:[^"]|"")*"|[\w$.\x80-\U0010ffff]+)|(?P<space>\s+)"""
    r"""|(?P<other>--[^\n]*|/\*.*?(?:\*/|\Z)|<>|<=|>=|!=|\|\||.)""",
    re.DOTALL,
)
_CODE = regex(
    r"""(?P<literal>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|[\w$]+(?:\.\d+)?)|(?P<space>\s+)|(?P<other>\#[^\n]*|//[^\n]*|.)""",
    re.DOTALL,
)
_QUERY = regex(r"""(?P<literal>'[^']*'|"[^"]*"|[^\s'"()\[\]/=&|!*<>@,:]+)|(?P<space>\s+)|(?P<other>.)""", re.DOTALL)
# RFC 4515: a value goes on to the next parenthesis, with blanks and all other signs but an asterisk.
_LDAP = regex(
    r"""(?P<literal>(?<==)(?:[^()*\\\0]|\\[0-9A-Fa-f]{2})+|[^\s()=&|!*<>~:\\\0]+)|(?P<space>\s+)|(?P<other>.)""",
    re.DOTALL,
)
LEXERS = {
    "shell": _SHELL,
    "sql": _SQL,
    "sql-standard": _SQL_STANDARD,
    "code": _CODE,
    "template": _CODE,
    "ldap": _LDAP,
    "xpath": _QUERY,
}
_KEYWORDS = regex(
    r"(?:select|union|insert|update|delete|drop|alter|create|from|where|or|and|not|like|between|in|is|null|having|group|order|"
    r"by|limit|offset|join|on|as|case|when|then|else|end|exec|execute|into|values|set|sleep|benchmark|pg_sleep)\Z",
    re.IGNORECASE,
)


def literals(text, lexer):
    """The spans of literals, in order; words of SQL that are keywords are none."""
    pattern = LEXERS[lexer]
    is_sql = lexer.startswith("sql")
    return [
        found.span()
        for found in pattern.finditer(text)
        if found.lastgroup == "literal" and not (is_sql and _KEYWORDS.match(found.group()))
    ]


def skeleton(text, lexer):
    """The text with its literals taken out: equal for two texts of the same structure."""
    is_sql = lexer.startswith("sql")

    def shortened(found):
        if found.lastgroup == "space":
            return " "
        if found.lastgroup == "literal" and not (is_sql and _KEYWORDS.match(found.group())):
            return "?"
        return found.group().lower()

    return _LISTS.sub("?", LEXERS[lexer].sub(shortened, text).strip())


_LISTS = regex(r"\?(?: ?, ?\?)+")
