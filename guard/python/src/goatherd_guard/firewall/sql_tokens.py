"""Texts as tokens of SQL, read as far as somebody asks.

A token is (kind, value, spaced). Kinds: `1` number, `s` string, `o` string that does not end, `w` word, `v` variable,
`k` keyword, `l` logical operator, `c` comparison, `a` other operator between two operands, `u` operator before one, `#`
comment up to the end, `(`, `)`, `,`, `;`, `:` cast, `?` what is no SQL, and `.` the end. `spaced`: a blank or comment
stands before it. The value of a keyword or operator is in lower case, of a comment up to the end it is all of it.
"""

import re

from goatherd_guard.lazy import regex


def words(text):
    return frozenset(text.split())


BLANKS = "".join(map(chr, range(33))) + "\x7f\xa0"

_TOKEN = regex(
    r"(?P<blank>[\x00-\x20\x7f\xa0]+|\xc2\xa0|/\*!\d*|\*/|\d+\.[eE](?=[ (,)]))"
    r"|(?P<number>0[xX][0-9A-Fa-f]+(?![0-9A-Za-z_])|0[bB][01]+(?![0-9A-Za-z_])"
    r"|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|\\N(?![0-9A-Za-z_]))"
    r"|(?P<word>[A-Za-z_\x80-\x9f\xa1-\xc1\xc3-\ud7ff\ue000-\uffff][\w$\x80-\x9f\xa1-\xc1\xc3-\ud7ff\ue000-\uffff]*"
    r"(?:\.+[A-Za-z_][\w$]*)*(?:\[\w*\])?|`[^`]+`|\[[A-Za-z_][\w $.]*\])"
    r"|(?P<quote>['\"])"
    r"|(?P<comment>--|\#(?!>>?[ \t]*(?:'|/\*))|/\*)"
    r"|(?P<variable>@@?[\w.`'\"][\w$.]*|:[A-Za-z_]\w*(?!:))"
    r"|(?P<operator>&&|\|\||<=>|->>|<<|>>|->|@>|<@|<>|@\?|\?[|&]?|\#>>?|[<>!=]=|!<|!>|::|:=|~~\*?|[-+*/%^&|=<>!~])"
    r"|(?P<mark>[(),;])"
    r"|(?P<dollars>\$[A-Za-z_]*\$)",
    re.ASCII,
)
_BLANK, _NUMBER, _WORD, _QUOTE, _COMMENT, _VARIABLE, _OPERATOR, _MARK, _DOLLARS = range(1, 10)
_LOGICAL = frozenset({"or", "and", "xor", "&&", "||", "having", "where"})
_COMPARING = words(
    "= == <=> < > <= >= <> != !< !> ~~ ~~* := @> <@ @? ? ?| ?& like rlike regexp ilike glob match similar sounds in "
    "between is"
)
_ARITHMETIC = words("+ - * / % ^ & | << >> -> ->> #> #>> div mod collate escape")
_BEFORE = words("! ~ not binary distinct all any some exists prior interval row")
_KEYWORDS = words(
    "select union intersect except minus from order group by limit offset fetch procedure into case when then else end "
    "as asc desc null true false insert update delete drop create alter truncate exec execute declare waitfor shutdown "
    "if begin returning values nulls to top using notnull isnull distinctrow"
)
_KINDS = {":=": "c", "::": ":"}
for _kind, _words in (("l", _LOGICAL), ("c", _COMPARING), ("a", _ARITHMETIC), ("u", _BEFORE), ("k", _KEYWORDS)):
    for _word in _words:
        _KINDS[_word] = _kind
KEYWORDS = frozenset(filter(str.isalpha, _KINDS))
_LONGEST = max(map(len, _KINDS))
_PREFIXES = "bBeEnNxX"  # of strings
_END = (".", "", False)


class Tokens:
    """Those of a text, which no blank ends, from a place on. `veiled`: a comment stood between two that were read."""

    __slots__ = ("text", "place", "found", "veiled")

    def __init__(self, text, place):
        self.text, self.place = text, place
        self.found = []
        self.veiled = False

    def at(self, number):
        found = self.found
        while len(found) <= number:
            found.append(self._next())
        return found[number]

    def _next(self):
        text, place, spaced = self.text, self.place, False
        while True:
            match = _TOKEN.match(text, place)
            if match is None:
                self.place = place + 1
                return _END if place >= len(text) else ("?", text[place], spaced)
            group = match.lastindex
            start, place = place, match.end()
            if group == _COMMENT:
                end = self._comment(start, place)
                if end < 0:
                    self.place = len(text)
                    return ("#", text[start:], spaced)
                place = end
                self.veiled = True
            elif group != _BLANK:
                self.place = place
                return self._token(group, match.group(), start, spaced)
            elif text[start] in "/*0123456789":
                self.veiled = True
            spaced = True

    def _comment(self, start, place):
        """Where the statement goes on after it, or -1."""
        text = self.text
        if text[start] == "/":
            end = text.find("*/", place)
            return end + 2 if end >= 0 else -1
        return text.find("\n", place)

    def _token(self, group, value, start, spaced):
        if group == _NUMBER:
            return ("1", value, spaced)
        if group in (_WORD, _OPERATOR):
            if len(value) == 1 and value in _PREFIXES and self.text[self.place : self.place + 1] == "'":
                self.place += 1
                return self._token(_QUOTE, "'", self.place - 1, spaced)
            if len(value) <= _LONGEST:
                lower = value.lower()
                kind = _KINDS.get(lower)
                if kind is not None:
                    return (kind, lower, spaced)
            return ("w" if group == _WORD else "?", value, spaced)
        if group == _QUOTE:
            end = end_of_string(self.text, start + 1, value)
            self.place = len(self.text) if end < 0 else end + 1
            return ("o" if end < 0 else "s", self.text[start : self.place], spaced)
        if group == _DOLLARS:
            end = self.text.find(value, self.place)
            self.place = len(self.text) if end < 0 else end + len(value)
            return ("?" if end < 0 else "s", self.text[start : self.place], spaced)
        return ("v" if group == _VARIABLE else value, value, spaced)


def end_of_string(text, place, quote):
    """Where the closing quote stands of one that began, or -1. A doubled or escaped quote closes nothing."""
    while True:
        end = text.find(quote, place)
        if end < 0:
            return -1
        if text[end - 1] == "\\" and _escaped(text, place, end):
            place = end + 1
        elif text[end + 1 : end + 2] == quote:
            place = end + 2
        else:
            return end


def _escaped(text, place, end):
    first = end
    while first > place and text[first - 1] == "\\":
        first -= 1
    return (end - first) % 2 == 1
