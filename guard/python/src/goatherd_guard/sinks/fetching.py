"""Addresses without a scheme that a program is handed to fetch. The table of such programs is guard/fetching.json."""

import re

from goatherd_guard.sinks.tokens import LEXERS

ADDRESS = re.compile(r"""\b[a-z][a-z0-9+.-]*://[^\s'"`|;&<>()]+""", re.IGNORECASE)
SHELLS = frozenset({"sh", "bash", "dash", "ash", "zsh", "ksh", "busybox"})
_ENDS = frozenset(";|&\n()`{}")  # of a command in a shell's text
_SCHEME = "x://"
# A word alone is rarely a host: those that are need no dot.
_HOST = re.compile(r"[^/?#]*[.:]|(?:\d+|0x[0-9a-f]+|localhost|metadata)(?:[/?#]|\Z)", re.IGNORECASE)


class Fetching:
    """`table`: program -> row, as in the file."""

    def __init__(self, table):
        self._rows = {
            name: (row["form"], frozenset(row["options"].split()), frozenset(row["others"].split()), row.get("first"))
            for name, row in table.items()
            if name != "about"
        }

    def addresses(self, arguments):
        """Of a program's arguments, itself the first: whatever it may be told to fetch, as URLs."""
        yield from ADDRESS.findall(" ".join(arguments))
        shell = _name(arguments[0]) in SHELLS and "-c" in arguments[:-1]
        for command in _commands(arguments[arguments.index("-c") + 1]) if shell else [arguments]:
            yield from self._without_scheme(command)

    def _without_scheme(self, command):
        place = next((place for place, word in enumerate(command) if _name(word) in self._rows), None)
        if place is None:
            return
        form, options, others, first = self._rows[_name(command[place])]
        before = ""
        for word in command[place + 1 :]:
            option, equals, value = word.partition("=")
            if word.startswith("-"):
                before = word
                if equals and option in options:
                    yield from _address(value, "url")
            elif before in options:
                before = ""
                yield from _address(word, "url" if form == "remote" else form)
            elif before in others:
                before = ""
            elif first is None or first > 0:
                before, first = "", first if first is None else first - 1
                yield from _address(word, form)


def _address(word, form):
    if "://" in word:
        return
    if form == "remote":
        word, colon, _ = word.partition(":")
        if not colon or "/" in word:
            return
    if _HOST.match(word):
        yield _SCHEME + word


def _name(program):
    return program.rpartition("/")[2]


def _commands(text):
    """The commands of a shell's text, each a list of words without their quotes."""
    words, word = [], None
    for found in LEXERS["shell"].finditer(text):
        piece = found.group()
        if found.lastgroup == "literal":
            word = (word or "") + (piece[1:-1] if piece[0] in "'\"" else piece.replace("\\", ""))
            continue
        if found.lastgroup == "other" and piece not in _ENDS and piece not in "<>":
            word = (word or "") + piece
            continue
        if word is not None:
            words.append(word)
            word = None
        if piece in _ENDS:
            yield words
            words = []
    yield words if word is None else [*words, word]
