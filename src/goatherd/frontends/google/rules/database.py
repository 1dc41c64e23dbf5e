"""Rules of the Realtime Database, JSON with conditions as texts -> what they grant, in the words of Firestore's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define, evolve, field

from goatherd.core.errors import ReadError
from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.frontends.document import parse_document
from goatherd.frontends.google.rules.expressions import Reader
from goatherd.frontends.google.rules.functions import TOO_MUCH
from goatherd.frontends.google.rules.tokens import Text, tokens
from goatherd.frontends.lenient_json import mended
from goatherd.model.security_rules import READS, REST, WRITES, Expression, Grant, Validation

if TYPE_CHECKING:
    from goatherd.frontends.node import Node

MAX_NESTING = 40
MAX_GRANTS = 1_000
_METHODS = {".read": frozenset(READS), ".write": frozenset(WRITES)}
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\n]*|/\*.*?(?:\*/|\Z)', re.DOTALL)
_BELOW = "{below" + REST  # what is granted for a place is granted for all below it
_NAMES = {
    "auth": ("request", "auth"),
    "data": ("resource", "data"),
    "newData": ("request", "resource", "data"),
    "now": ("request", "time"),
    "query": ("request", "query"),
}


@define
class ReadDatabase:
    grants: list[Grant] = field(factory=list)
    validations: list[Validation] = field(factory=list)
    diagnoses: list[Diagnosis] = field(factory=list)


def read_database(text: str, path: str) -> ReadDatabase:
    """A condition that cannot be read is a diagnosis, and grants nothing here."""
    parsed = parse_document(mended(_texts_on_one_line(text)), path)
    found = ReadDatabase(diagnoses=list(parsed.diagnoses))
    for document in parsed.documents[:1]:
        _read(document.get("rules"), (), found)
    if len(found.grants) > MAX_GRANTS:
        del found.grants[MAX_GRANTS:]
        found.diagnoses.append(Diagnosis(Span(path, 1), TOO_MUCH))
    return found


def _texts_on_one_line(text: str) -> str:
    """Firebase takes texts of several lines, which JSON does not; what follows stays on its line."""

    def joined(match: re.Match[str]) -> str:
        lines = match[0].split("\n")
        return " ".join(lines) + "\n" * (len(lines) - 1) if match[0].startswith('"') else match[0]

    return _TEXT.sub(joined, text)


def _read(node: Node, path: tuple[str, ...], found: ReadDatabase) -> None:
    if len(path) > MAX_NESTING:
        found.diagnoses.append(Diagnosis(node.span, "security rules: they are nested too deeply"))
        return
    for key, value in node.items():
        if key in _METHODS or key == ".validate":
            try:
                condition = _condition(value)
            except ReadError as error:
                found.diagnoses.append(Diagnosis(error.span or value.span, f"security rules: {error.message}"))
                continue
            if key == ".validate":
                found.validations.append(Validation(path, condition))
            else:
                found.grants.append(Grant((*path, _BELOW), _METHODS[key], condition, node.key_span(key)))
        elif not key.startswith("."):
            _read(value, (*path, f"{{{key}}}" if key.startswith("$") else key), found)


def _condition(node: Node) -> Expression:
    if isinstance(node.value, bool):
        return Expression("literal", node.span, value=node.value)
    source = Text(node.text() or "", node.span.path, node.span.line, node.span.column + 1)
    reader = Reader(source, tokens(source, patterns=True))
    written = reader.expression()
    if reader.next.kind != "end":
        raise reader.error(f"{reader.next.text!r} is not understood here")
    return _in_words_of_firestore(written)


def _in_words_of_firestore(node: Expression) -> Expression:
    """`data.child('a').val()` as `resource.data.a`, `data.exists()` as `resource.data != null`."""
    if node.op == "name":
        names = _NAMES.get(node.text, (node.text,))
        found = Expression("name", node.span, text=names[0])
        for name in names[1:]:
            found = Expression("member", node.span, text=name, parts=(found,))
        return found
    if node.op == "call" and node.parts[0].op == "member":
        method, record = node.parts[0].text, _in_words_of_firestore(node.parts[0].parts[0])
        arguments = [_in_words_of_firestore(part) for part in node.parts[1:]]
        if method == "val" and not arguments:
            return record
        if method == "exists" and not arguments:
            return _exists(record)
        if method == "child" and len(arguments) == 1:
            return _child(record, arguments[0])
        if method == "hasChild" and len(arguments) == 1:
            return _exists(_child(record, arguments[0]))
        callee = evolve(node.parts[0], parts=(record,))
        return evolve(node, parts=(callee, *arguments))
    return evolve(node, parts=tuple(map(_in_words_of_firestore, node.parts))) if node.parts else node


def _exists(record: Expression) -> Expression:
    return Expression("!=", record.span, parts=(record, Expression("literal", record.span, value=None)))


def _child(record: Expression, key: Expression) -> Expression:
    """`root.child('users/' + auth.uid)` as `root.users[request.auth.uid]`."""
    found = record
    for piece in _flat(key):
        if piece.op == "literal" and isinstance(piece.value, str):
            for name in filter(None, piece.value.split("/")):
                found = Expression("member", key.span, text=name, parts=(found,))
        else:
            found = Expression("index", key.span, parts=(found, piece))
    return found


def _flat(key: Expression) -> list[Expression]:
    if key.op != "+":
        return [key]
    return [*_flat(key.parts[0]), *_flat(key.parts[1])]
