"""People's passwords that are kept as they were sent: written to a store, or compared with what stands in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.core.secrets import promises_secret, words
from goatherd.engine.interpreter.members import entries
from goatherd.engine.labels import PARTS
from goatherd.engine.records import is_as_read
from goatherd.engine.values import Obj, Reference

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Label
    from goatherd.engine.values import Value

KIND = "clear-password"
_STORED = frozenset({"stored", "row", "record"})
_CALLED = frozenset({"password", "passwd", "pwd", "passphrase", "passcode", "userpass"})  # a pass may open a gate
_HASHED = frozenset({"hash", "hashed", "digest", "salt", "encrypted", "cipher", "encoded", "verifier", "crypted"})


def kept(m: Machine, record: Value | None, call: str, pos: int) -> None:
    """A record is written: tell of a password in it that is one of the event's."""
    for item in record.atoms if record is not None and not m.module.is_stub else ():
        for key, part in entries(m, item) if isinstance(item, Obj) else ():
            for label in part.labels if _is_password(str(key)) else ():
                if _is_sent(m, label):
                    m.facts.flow(KIND, label, m.place(pos), call)


def compared(m: Machine, node: ir.Compare, left: Value, right: Value) -> None:
    """Two values are compared: tell where one is a password as it was sent, and the other as it is kept."""
    for given, wanted, expression in ((left, right, node.right), (right, left, node.left)):
        sent = [label for label in given.labels if _is_sent(m, label)]
        if sent and _is_password(_name(expression)) and _is_kept(m, wanted):
            m.facts.flow(KIND, sent[0], m.place(node.pos), "a comparison with the one that is kept")


def _is_kept(m: Machine, value: Value) -> bool:
    """Whether it is read from a store, and nothing was made of it."""
    if any(_is_sent(m, label) for label in value.labels):
        return False  # the password and its repetition
    found = any(label.origin.kind in _STORED and is_as_read(label) for label in value.labels)
    return found or any(isinstance(item, Reference) for item in value.atoms)


def _is_sent(m: Machine, label: Label) -> bool:
    names = label.names
    sent = label.origin.kind == "event" and bool(names) and PARTS not in label.access
    return sent and _is_password(names[-1]) and is_as_read(label) and "*" not in m.known_of(label)


def _is_password(name: str) -> bool:
    parts = words(name)
    called = parts == ["pass"] or any(part in _CALLED for part in ("".join(parts), *parts))
    return called and promises_secret(name) == "password" and _HASHED.isdisjoint(parts)


def _name(expression: ir.Expr) -> str:
    """What the program calls it."""
    if isinstance(expression, ir.Name):
        return expression.id
    if isinstance(expression, ir.Attr):
        return expression.name
    if isinstance(expression, ir.Item) and isinstance(expression.key, ir.Const):
        return str(expression.key.value)
    return ""
