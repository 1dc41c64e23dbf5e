"""Functions that log an error and go on: whoever delivers a message, or asked for something, takes it for dealt with.

What is lost is known by two facts: a handler of every error that only tells of it (`Facts.told`), and whether any error
of what was to be stored, changed or sent leaves the function or is dealt with (`Facts.fails`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.code.walking import below
from goatherd.core.secrets import words
from goatherd.model.trigger import BACKGROUND_KINDS, CONSUMER_KINDS, HTTP_KINDS, Kind

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.values import Frame

_LOGGERS = frozenset({"console", "log", "logger", "logging", "traceback"})
_TELLING = frozenset({"print", "print_exc"})
_OF_AZURE = frozenset({"context", "ctx"})
_LEVELS = frozenset({"debug", "error", "info", "trace", "warn"})  # methods of that
# how functions and classes are called that make an answer
_RESPONSES = frozenset({"response", "responses"})
_ERROR, _STATUSES = "error", frozenset({"bad", "internal", "server"})
_REPORTS = "batchItemFailures"
_CONSUMED = CONSUMER_KINDS | BACKGROUND_KINDS
_WATCHED = _CONSUMED | HTTP_KINDS | {Kind.CALLABLE}
_UNSAID = frozenset({Kind.DIRECT, Kind.UNKNOWN})
# what code looks for in events that services deliver by the record
_RECORDS = "Records"
_OF_RECORDS = frozenset({"s3", "Sns", "kinesis", "dynamodb", "receiptHandle", "messageId"})


def caught(m: Machine, body: list[ir.Stmt], clause: list[ir.Stmt], pos: int) -> None:
    """Note a handler of every error, where something was to be changed: it only tells, or deals with it.

    What raises again deals with nothing. What a caller is answered may depend on whether the `body` came to its end.
    """
    if not is_watched(m):
        return
    if _only_tells(m, clause) and (_consumes(m) or not _tells_apart(m, body, clause)):
        _told(m, pos)
    elif not clause or not isinstance(clause[-1], ir.Raise):
        m.facts.fails = True


def rejected(m: Machine, node: ir.Call, name: str) -> bool:
    """The same of a callback that gets what a promise is rejected with; gives whether it keeps that to itself."""
    place = 0 if name == "catch" else 1
    callback = node.args[place] if len(node.args) > place else None
    if not isinstance(callback, ir.Lambda) or not _only_tells(m, callback.function.body):
        return False
    # Who writes a callback that does nothing does not want to know.
    if _consumes(m) or callback.function.body:
        _told(m, callback.pos)
    return True


def _told(m: Machine, pos: int) -> None:
    """What a helper keeps to itself may be optional to those who answer callers."""
    if _consumes(m) or (is_watched(m) and _is_in_handler(m)):
        m.facts.told.setdefault(m.place(pos), False)


def _is_in_handler(m: Machine) -> bool:
    """Whether the code at hand stands in the function that answers the caller, or in one within that."""
    handler = next((func.ir for func in m.running if not func.module.is_stub), None)
    frame: Frame | None = m.frame
    while frame is not None and frame.function is not handler:
        frame = frame.parent
    return frame is not None


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


def is_watched(m: Machine) -> bool:
    return m.trigger is not None and (m.trigger.kind in _WATCHED or _consumes(m))


def _consumes(m: Machine) -> bool:
    if m.trigger is None:
        return False
    return m.trigger.kind in _CONSUMED or (m.trigger.kind in _UNSAID and _takes_records(m))


def _takes_records(m: Machine) -> bool:
    """Whether the handler looks for what services deliver, where nothing says what sends it events."""
    return any(_reads_records(m, handler.ir) for handler in m.answering)


def _reads_records(m: Machine, handler: ir.FunctionIR) -> bool:
    if handler not in m.reads_records:
        names = {name for node in below([handler.params, handler.body]) for name in _keys(node)}
        m.reads_records[handler] = _RECORDS in names and not names.isdisjoint(_OF_RECORDS)
    return m.reads_records[handler]


def _keys(node: object) -> list[object]:
    """The names by which it reads of something."""
    if isinstance(node, ir.Attr):
        return [node.name]
    if isinstance(node, ir.Item):
        return [node.key.value] if isinstance(node.key, ir.Const) else []
    if isinstance(node, ir.Call):  # event.get("Records")
        return [each.value for each in node.args[:1] if isinstance(each, ir.Const)]
    if isinstance(node, ir.DictPattern):
        return [key.value for key, _ in node.entries if isinstance(key, ir.Const)]
    return []


def _only_tells(m: Machine, body: list[ir.Stmt]) -> bool:
    """Whether nothing comes of an error but words in the log, and perhaps an answer that nobody reads."""
    answers = m.activation is not None and m.activation.outer is None and _consumes(m)
    return all(_is_telling(statement, answers) for statement in body)


def _tells_apart(m: Machine, body: list[ir.Stmt], clause: list[ir.Stmt]) -> bool:
    """Whether what comes behind a `try` can tell by which way it was left: by what is returned, or by a variable."""
    inside = list(below([body, clause]))
    if any(isinstance(part, ir.Return) and part.value is not None for part in inside):
        return True
    targets = [part.target for part in inside if isinstance(part, ir.Assign | ir.AssignExpr)]
    function = m.activation.frame.function if m.activation is not None else None
    if function is None or not all(isinstance(target, ir.Name) for target in targets):
        return True
    own = {id(part) for part in inside}
    read = {part.id for part in below(function.body) if isinstance(part, ir.Name) and id(part) not in own}
    return not read.isdisjoint(target.id for target in targets if isinstance(target, ir.Name))


def _is_telling(node: ir.Stmt, answers: bool) -> bool:
    if isinstance(node, ir.Break | ir.Continue):
        return True
    if isinstance(node, ir.Return):
        if node.value is None or (isinstance(node.value, ir.Const) and not isinstance(node.value.value, bool)):
            return True
        return answers and _is_answer(node.value)
    if isinstance(node, ir.If):
        return all(_is_telling(part, answers) for part in (*node.body, *node.orelse))
    if isinstance(node, ir.Block):
        return all(_is_telling(part, answers) for part in node.body)
    if isinstance(node, ir.Assign):
        # What only the handler knows by a name of its own is made to be told.
        return node.declares and isinstance(node.target, ir.Name)
    return isinstance(node, ir.ExprStmt) and _is_said(node.value)


def _is_answer(node: ir.Expr) -> bool:
    """Whether it is made for who waits for an answer: a mapping, or what is called like one (`badRequestError()`)."""
    if isinstance(node, ir.Dict):
        return not _reports(node)
    if not isinstance(node, ir.Call):
        return False
    said: set[str] = set()
    func: ir.Expr = node
    while isinstance(func, ir.Call | ir.Attr):
        if isinstance(func, ir.Attr):
            said |= set(words(func.name))
        func = func.func if isinstance(func, ir.Call) else func.obj
    said |= set(words(func.id)) if isinstance(func, ir.Name) else set()
    return not said.isdisjoint(_RESPONSES) or (_ERROR in said and not said.isdisjoint(_STATUSES))


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
    if isinstance(func, ir.Attr) and isinstance(func.obj, ir.Name) and func.obj.id in _OF_AZURE:
        return func.name == "log" or func.name in _LEVELS
    while isinstance(func, ir.Attr):
        if not _LOGGERS.isdisjoint(words(func.name)) and func is not node.func:
            return True
        func = func.obj
    return isinstance(func, ir.Name) and not _LOGGERS.isdisjoint(words(func.id))
