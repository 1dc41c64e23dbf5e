"""Consumers of messages that log an error and go on: whoever delivers takes the message for dealt with.

What is lost is known by two facts: a handler of every error that only tells of it (`Facts.told`), and whether any error
of what was to be stored, changed or sent leaves the function or is dealt with (`Facts.fails`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.core.secrets import words
from goatherd.model.trigger import CONSUMER_KINDS

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine

_LOGGERS = frozenset({"console", "log", "logger", "logging", "traceback"})
_TELLING = frozenset({"print", "print_exc"})
_REPORTS = "batchItemFailures"


def caught(m: Machine, clause: list[ir.Stmt], pos: int) -> None:
    """Note a handler of every error of a consumer, where something was to be changed: it only tells, or deals with it.

    What raises again deals with nothing.
    """
    if not _consumes(m):
        return
    if _only_tells(m, clause):
        m.facts.told.setdefault(m.place(pos), False)
    elif not isinstance(clause[-1], ir.Raise):
        m.facts.fails = True


def rejected(m: Machine, node: ir.Call, name: str) -> bool:
    """The same of a callback that gets what a promise is rejected with; gives whether it keeps that to itself."""
    place = 0 if name == "catch" else 1
    callback = node.args[place] if len(node.args) > place else None
    if not isinstance(callback, ir.Lambda) or not _only_tells(m, callback.function.body):
        return False
    if _consumes(m):
        m.facts.told.setdefault(m.place(callback.pos), False)
    return True


def dropped(m: Machine, node: ir.Expr) -> None:
    """Note where all outcomes are waited for and thrown away: `await Promise.allSettled(…)` as a statement."""
    if isinstance(node, ir.Await) and _consumes(m) and _settles(node.value):
        m.facts.told.setdefault(m.place(node.pos), True)


def _settles(node: ir.Expr) -> bool:
    if not isinstance(node, ir.Call) or not isinstance(node.func, ir.Attr):
        return False
    if node.func.name == "allSettled":
        return isinstance(node.func.obj, ir.Name) and node.func.obj.id == "Promise"
    kept = dict(node.keywords).get("return_exceptions")
    return node.func.name == "gather" and isinstance(kept, ir.Const) and kept.value is True


def _consumes(m: Machine) -> bool:
    return m.trigger is not None and m.trigger.kind in CONSUMER_KINDS


def _only_tells(m: Machine, body: list[ir.Stmt]) -> bool:
    """Whether nothing comes of an error but words in the log, and perhaps an answer that nobody reads."""
    answers = m.activation is not None and m.activation.outer is None
    return all(_is_telling(statement, answers) for statement in body)


def _is_telling(node: ir.Stmt, answers: bool) -> bool:
    if isinstance(node, ir.Break | ir.Continue):
        return True
    if isinstance(node, ir.Return):
        if node.value is None or (isinstance(node.value, ir.Const) and not isinstance(node.value.value, bool)):
            return True
        return answers and isinstance(node.value, ir.Dict) and not _reports(node.value)
    if isinstance(node, ir.If):
        return all(_is_telling(part, answers) for part in (*node.body, *node.orelse))
    if isinstance(node, ir.Block):
        return all(_is_telling(part, answers) for part in node.body)
    if isinstance(node, ir.Assign):
        # What only the handler knows by a name of its own is made to be told.
        return node.declares and isinstance(node.target, ir.Name)
    return isinstance(node, ir.ExprStmt) and _is_said(node.value)


def _reports(answer: ir.Dict) -> bool:
    return any(key is None or (isinstance(key, ir.Const) and key.value == _REPORTS) for key, _ in answer.entries)


def _is_said(node: ir.Expr) -> bool:
    if isinstance(node, ir.Const):
        return True
    if isinstance(node, ir.Await):
        node = node.value
    if not isinstance(node, ir.Call):
        return False
    func = node.func
    if isinstance(func, ir.Name):
        return func.id in _TELLING
    while isinstance(func, ir.Attr):
        if not _LOGGERS.isdisjoint(words(func.name)) and func is not node.func:
            return True
        func = func.obj
    return isinstance(func, ir.Name) and not _LOGGERS.isdisjoint(words(func.id))
