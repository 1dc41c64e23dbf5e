"""Statements of SQL as accesses to stored data: which columns have to be equal to what, and what is written."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from goatherd.engine.interpreter import accesses, members
from goatherd.engine.interpreter.conjuncts import begin, conjuncts
from goatherd.engine.labels import SQL
from goatherd.engine.values import UNKNOWN, Const, Hole, Obj, Text, Value, join_all
from goatherd.model.access import Verb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine

MAX_STATEMENT = 4096
BOUND = "a parameter of requests"  # in the store, with its name
_MARK = "\x01"  # around the number of a hole
_NAME = r"[`\"\[]?(?:\w+[`\"\]]?\.[`\"\[]?)?(\w+)[`\"\]]?"
_BEGINS = re.compile(
    rf"\s*(?:(?P<read>select)\b.*?\bfrom\s+{_NAME}|(?P<create>insert|replace|merge)\b.*?\binto\s+{_NAME}"
    rf"|(?P<change>update)\s+{_NAME}\s+set\b|(?P<delete>delete)\s+from\s+{_NAME})",
    re.IGNORECASE | re.DOTALL,
)
_VALUE = rf"(?P<value>{_MARK}\d+{_MARK}|['\"]?{_MARK}\d+{_MARK}['\"]?|\?|%s|%\(\w+\)s|\$\d+|[:@]\w+)"
_EQUAL = re.compile(rf"(?<!\w)(?P<column>\w++)[`\"\]]?\s*(?:=|(?P<among>\bin\s*\())\s*{_VALUE}", re.IGNORECASE)
_ANY = re.compile(_VALUE)
_LISTING = re.compile(r"[(),]|%\(\w+\)s|'[^']*'")
_BRACKET = re.compile(r"[()]")
_PLACEHOLDER = re.compile(r"\?|%s|%\(\w+\)s|\$\d+")
_COLUMNS = re.compile(r"\(([^()]*)\)\s*(?:output\s[\w\s.,*]*?\s)?values", re.IGNORECASE)
# What a database makes of a value that is not the value.
_HASHES = re.compile(r"(?:crypt|md5|sha\d*|hash\w*|digest|hmac|password|\w+_encrypt)\s*\(", re.IGNORECASE)
_UNIQUE = re.compile(r"(?:\w*_)?(?:id|uuid|key|email|username)")
_VERBS = {"read": Verb.LIST, "create": Verb.CREATE, "change": Verb.CHANGE, "delete": Verb.DELETE}


def executed(m: Machine, args: Args, call: str, pos: int) -> None:
    """Note what a statement reads or changes; what it is about that nobody can read is not noted."""
    given = args.at(0)
    if given is None or not m.begun:
        return
    for item in given.atoms[:4]:
        text, holes = _marked(item)
        begins = _BEGINS.match(text[:MAX_STATEMENT])
        if begins is not None:
            _note(m, text[:MAX_STATEMENT], begins, holes, args, call, pos)


def _marked(item: object) -> tuple[str, list[Value]]:
    """A statement whose holes are numbered, and what is in them."""
    if isinstance(item, Const) and isinstance(item.value, str):
        return item.value.replace(_MARK, " "), []
    holes: list[Value] = []
    text = ""
    for part in item.parts if isinstance(item, Text) else ():
        if isinstance(part, Hole):
            text += f"{_MARK}{len(holes)}{_MARK}"
            holes.append(Value((Text((part,)),), part.labels))
        else:
            text += part.replace(_MARK, " ")
    return text, holes


def _note(m: Machine, text: str, begins: re.Match[str], holes: list[Value], args: Args, call: str, pos: int) -> None:
    kind = next(name for name in _VERBS if begins[name])
    table = next(name for name in begins.groups()[1::2] if name).lower()
    where = begin(text, begins.end())
    given = _Parameters(m, args, holes, text)
    chosen = accesses.narrowed(m, _asked(text, where, given)) if kind != "create" and where is not None else {}
    written = dict(_compared(text, begins.end(), where or len(text), given)) if kind == "change" else {}
    if kind == "create":
        written = _inserted(text, begins.end(), given)
    verb = _VERBS[kind]
    if verb == Verb.LIST and any(_UNIQUE.fullmatch(column.lower()) for column in chosen):
        verb = Verb.READ
    record = m.new("dict", pos, extra="columns")
    m.forget_names(record)
    for column, value in written.items():
        m.set_field(record, column, value)
    accesses.note(m, SQL, table, call, verb, pos, chosen, {}, Value((record,)) if written else None)


def _asked(text: str, where: int, given: _Parameters) -> Iterator[tuple[str, Value, bool]]:
    for start, end, holds in conjuncts(text, where):
        for column, value in _compared(text, start, end, given):
            yield column, value, holds


def _compared(text: str, start: int, end: int, given: _Parameters) -> Iterator[tuple[str, Value]]:
    """(column, what it is equal to, or among)"""
    for match in _EQUAL.finditer(text, start, end):
        bracket = _BRACKET.search(text, match.end("value"), end) if match["among"] else None
        among = _ANY.finditer(text, match.start("value"), bracket.start() if bracket else match.end("value"))
        values = [given.at(each["value"], each.start()) for each in among]
        if known := [value for value in values if value is not None]:
            yield match["column"], join_all(known)


def _inserted(text: str, start: int, given: _Parameters) -> dict[str, Value]:
    columns = _COLUMNS.search(text, start)
    if columns is None:
        return {}
    names = [name.strip(' `"[]\n') for name in columns[1].split(",")]
    found = {}
    for name, (first, last) in zip(names, _listed(text, columns.end()), strict=False):
        values = [given.at(match["value"], match.start()) for match in _ANY.finditer(text, first, last)]
        if known := [value for value in values if value is not None]:
            found[name] = UNKNOWN if _HASHES.search(text, first, last) else join_all(known)
    return found


def _listed(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Where the parts of the list begin and end that comes next, `(now(), lower(%s))`."""
    depth = 0
    for match in _LISTING.finditer(text, start):
        if match[0] == "(":
            depth += 1
            start = match.end() if depth == 1 else start
        elif match[0] == ")":
            depth -= 1
        if depth == 0 or (depth == 1 and match[0] == ","):
            yield start, match.start()
            start = match.end()
        if depth == 0:
            return


class _Parameters:
    """What stands in the place of a statement's placeholders."""

    def __init__(self, m: Machine, args: Args, holes: list[Value], text: str) -> None:
        self.m = m
        self.holes = holes
        self.places = [match.start() for match in _PLACEHOLDER.finditer(text)]
        self.named: dict[str, Value] = {}
        self.listed: list[Value] = []
        self.any: Value | None = None
        for value in args.positional[1:]:
            if any(isinstance(item, Obj) and item.kind == "dict" for item in value.atoms):
                for item in value.atoms:
                    if isinstance(item, Obj):
                        self.named.update((str(key), part) for key, part in members.entries(m, item))
            exact = m.semantics.exact_elements(m, value)
            if exact is not None:
                self.listed += exact
            elif value.labels:
                self.any = value

    def at(self, placeholder: str, position: int) -> Value | None:
        plain = placeholder.strip("'\"")
        if plain.startswith(_MARK):
            return self.holes[int(plain.strip(_MARK))]
        if plain.startswith("$"):
            return self._at(int(plain[1:]) - 1)
        if plain in ("?", "%s"):
            return self._at(bisect_left(self.places, position))
        name = plain.removeprefix("%(").removesuffix(")s") if plain.startswith("%") else plain[1:]
        given: Value | None = self.named.get(name, self.any)
        return given if given is not None or not plain.startswith("@") else self.m.store.get((BOUND, name))

    def _at(self, index: int) -> Value | None:
        return self.listed[index] if 0 <= index < len(self.listed) else self.any
