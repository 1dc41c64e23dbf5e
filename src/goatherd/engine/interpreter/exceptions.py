"""try, raise, and where exceptions go that nobody catches.

An exception is a state of the store: that in which it was raised. Library code may raise anywhere, so a try
around it is taken to be left at its entry or at its end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.engine.interpreter import assignment, classes, clients, consumers, errors
from goatherd.engine.interpreter.errors import Raises
from goatherd.engine.interpreter.running import Handler
from goatherd.engine.labels import TEXT_NOTES
from goatherd.engine.store import join_deltas
from goatherd.engine.values import ANY, Class, Const, External, Obj, Value, join

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.interpreter.running import Returned
    from goatherd.engine.labels import Label
    from goatherd.engine.store import Delta

    Clause = tuple[ir.Expr | None, ir.Expr | None, list[ir.Stmt]]

_CATCH_ALL = frozenset({"Exception", "BaseException"})
_FAILED = 500  # the status of a response for which nobody caught what was raised
_EVERYTHING = frozenset(f"builtins.{name}" for name in _CATCH_ALL)
# Their text is the name of a key or a place in the caller's own data.
_TELL_NOTHING = frozenset(
    {"builtins.KeyError", "builtins.UnicodeDecodeError", "json.JSONDecodeError", "json.decoder.JSONDecodeError",
     "fastapi.exceptions.RequestValidationError", "pydantic.ValidationError", "pydantic_core.ValidationError",
     "marshmallow.ValidationError", "marshmallow.exceptions.ValidationError"}
)  # fmt: skip
# What programs raise themselves to say what is wrong with what they were given ...
_OF_PROGRAMS = frozenset(
    {"builtins.ValueError", "builtins.LookupError", "builtins.IndexError", "builtins.KeyError", "builtins.TypeError",
     "builtins.PermissionError", "builtins.ArithmeticError", "builtins.AssertionError"}
)  # fmt: skip
# ... and what the language itself says of it no more by than the value.
_OF_VALUES = _OF_PROGRAMS - {"builtins.PermissionError", "builtins.AssertionError"}
_RAISED_AGAIN = External("exception")
# What tells of the exception that is being handled, and of none outside of a handler.
_OF_HANDLED = frozenset({"traceback.format_exc", "sys.exc_info", "sys.exception"})
_LEAVES = frozenset({"__exit__", "__aexit__"})  # called while an exception is on its way
# Their text was meant for the caller when they were raised.
_ANSWERS = re.compile(
    r"(?:fastapi|starlette|werkzeug|aws_lambda_powertools)\.(?:.*\.)?exceptions\.|fastapi\.HTTPException$"
)


def raise_error(m: Machine, node: ir.Raise) -> bool:
    value = m.caught if node.value is None else m.evaluate(node.value)
    m.facts.raises = True
    m.raised(value)
    return False


def run_try(m: Machine, node: ir.Try) -> bool:
    returned, raised = _exits(m)
    before = len(returned), len(raised)
    handler = Handler(m.store.top)
    handler.answers = any(not isinstance(body[0], ir.Raise) for _, _, body in node.handlers if body)

    def body() -> bool:
        handler.anchor = m.store.top
        m.handlers.append(handler)
        m.watched += bool(node.handlers)
        alive = m.execute(node.body)
        m.watched -= bool(node.handlers)
        m.handlers.pop()
        return alive

    done = m.branch(body)
    paths: list[Delta | None] = []
    if done is not None:
        paths.append(_continue_with(m, done, node.orelse) if node.orelse else done)
    if node.handlers:
        start = join_deltas(m.store, _caught_states(handler, done))
        clauses = zip(node.handlers, node.places, strict=True)
        paths += [_handle(m, start, handler, clause, where, node.body) for clause, where in clauses]
    _pass_on(m, node, handler)
    alive = m.merge(paths)
    if not node.finalbody:
        return alive
    exits = [*(delta for delta, _, _ in returned[before[0] :]), *raised[before[1] :]]
    return _finally(m, lambda: m.execute(node.finalbody), exits, alive)


def run_with(m: Machine, body: list[ir.Stmt], leave: Callable[[], bool]) -> bool:
    """Run a body, and whatever way it is left, `leave`."""
    returned, raised = _exits(m)
    before = len(returned), len(raised)
    alive = m.execute(body)
    exits = [*(delta for delta, _, _ in returned[before[0] :]), *raised[before[1] :]]
    return _finally(m, leave, exits, alive)


def _caught_states(handler: Handler, done: Delta | None) -> list[Delta]:
    """What may hold where a handler begins: a body that neither raises nor calls may still stumble."""
    if handler.raises and not handler.calls and not handler.stumbles:
        return handler.raises
    return [*handler.raises, {}, *([done] if done is not None else [])]


def _continue_with(m: Machine, delta: Delta, body: list[ir.Stmt]) -> Delta | None:
    return m.branch(lambda: m.execute(body), lambda: m.store.apply(delta))


def _handle(
    m: Machine, start: Delta, handler: Handler, clause: Clause, where: int, tried: list[ir.Stmt]
) -> Delta | None:
    kind, target, body = clause
    if handler.calls == Raises.CHANGES and _says_nothing(kind, body):
        m.facts.swallowed.setdefault(m.place(where))
    m.facts.catches |= _catches_all(kind)
    if handler.changes and _catches_all(kind):
        consumers.caught(m, tried, body, where)

    def run() -> bool:
        m.store.apply(start)
        outer, lost = m.caught, m.lost
        m.caught = _caught(m, handler, kind, target.pos if target is not None else where)
        m.lost = handler.changes
        if target is not None:
            assignment.assign(m, target, m.caught, target.pos)
        alive = m.execute(body)
        m.caught, m.lost = outer, lost
        return alive

    return m.branch(run)


def _says_nothing(kind: ir.Expr | None, body: list[ir.Stmt]) -> bool:
    """Whether a handler of every exception neither tells nor raises: it passes, goes on, or gives a constant.

    A boolean is the answer of a test ("is this a URL?"), for which failing is one of two outcomes.
    """
    if not _catches_all(kind):
        return False
    quiet = (ir.Break, ir.Continue)
    for statement in body:
        if isinstance(statement, quiet):
            continue
        value = getattr(statement, "value", None)
        if not isinstance(statement, ir.Return | ir.ExprStmt) or not (value is None or isinstance(value, ir.Const)):
            return False
        if isinstance(statement, ir.Return) and isinstance(value, ir.Const) and isinstance(value.value, bool):
            return False
    return True


def _catches_all(kind: ir.Expr | None) -> bool:
    return kind is None or (isinstance(kind, ir.Name) and kind.id in _CATCH_ALL)


def _caught(m: Machine, handler: Handler, kind: ir.Expr | None, pos: int) -> Value:
    """What a handler catches: what was raised inside, and whatever library code may raise."""
    raised = handler.value
    caught_type = m.evaluate(kind) if kind is not None else None
    types = _types(m, caught_type) if caught_type is not None else []
    own = caught_type is not None and not any(isinstance(item, External) or item is ANY for item in types)
    if own and raised.atoms:
        return raised
    meant = _meant(raised, types)
    if meant is not None:
        return meant
    if handler.calls or not raised.atoms:
        unknown = errors.caught(m, pos, handler.calls, clients.caught_as(handler.shown, types))
        quiet = _is_quiet(handler, types)
        raised = join(raised, Value(unknown.atoms) if quiet else unknown)
    return raised


def _meant(raised: Value, types: list[Any]) -> Value | None:
    """What the program raises itself of kinds that it catches by their names: they are how it speaks to the caller."""
    if not types or not all(isinstance(item, External) and item.name in _OF_PROGRAMS for item in types):
        return None
    found = tuple(item for item in raised.atoms if isinstance(item, External) and _is_one_of(item, types))
    labels = raised.labels
    if _RAISED_AGAIN in raised.atoms:
        labels = tuple(label for label in labels if label.origin.kind != "exception" or _is_told(label))
    return Value(found, labels) if found else None


def _is_told(label: Label) -> bool:
    """Whether a text was made of an error, and it was not only raised again as it was."""
    trace = label.trace
    while trace is not None and trace.note not in TEXT_NOTES and not trace.note.startswith("through "):
        trace = trace.prev
    return trace is not None


def _is_quiet(handler: Handler, types: list[Any]) -> bool:
    """Whether what library code raises inside says nothing of the program, as far as it is caught as these types."""
    if not types:
        return handler.passed and not handler.calls
    if all(map(_tells_nothing, types)):
        return True
    of_values = all(isinstance(item, External) and item.name in _OF_VALUES for item in types)
    return of_values and handler.calls <= Raises.OF_THE_LANGUAGE


# --- exceptions that go on ------------------------------------------------------------------------


def _pass_on(m: Machine, node: ir.Try, handler: Handler) -> None:
    """What no clause catches goes to the try around this one."""
    if any(_catches_all(kind) for kind, _, _ in node.handlers):
        return
    state = join_deltas(m.store, handler.raises) if handler.raises else None
    types = [item for kind, _, _ in node.handlers if kind is not None for item in _types(m, m.evaluate(kind))]
    rest = tuple(item for item in handler.value.atoms if not _is_one_of(item, types))
    if not rest and handler.value.atoms:
        state = None
    m.raised_again(handler.left(state, Value(rest, handler.value.labels)))


def _is_everything(kind: Any) -> bool:
    if isinstance(kind, Const):
        return bool(kind.value == _FAILED)
    return kind is ANY or (isinstance(kind, External) and kind.name in _EVERYTHING)


def tells_nothing(m: Machine, name: str) -> bool:
    """Whether the library symbol `name` would tell of an exception that is being handled, and none is.

    What libraries call back may be called to handle one.
    """
    if name not in _OF_HANDLED or m.caught.atoms:
        return False
    return not any(item in m.wrapped or item.ir.name in _LEAVES for item in m.running)


def _types(m: Machine, kind: Value) -> list[Any]:
    """The classes that a clause names, one or a tuple of them."""
    found: list[Any] = []
    for item in kind.atoms:
        if isinstance(item, Obj):
            found += [a for element in m.semantics.exact_elements(m, Value((item,))) or () for a in element.atoms]
        else:
            found.append(item)
    return found


def _tells_nothing(kind: Any) -> bool:
    return isinstance(kind, External) and (kind.name in _TELL_NOTHING or _ANSWERS.match(kind.name) is not None)


def handed_to(m: Machine, kind: Value, error: Value) -> Value:
    """What of an error that was caught a framework's handler for `kind` gets; NOTHING if it is never called for it.

    Kinds are classes or the statuses of responses, one or several.
    """
    types = _types(m, kind)
    if any(_is_everything(item) for item in types):
        return error
    if any(isinstance(item, External) and not _tells_nothing(item) for item in types):
        return Value(tuple(item for item in error.atoms if not isinstance(item, Obj)), error.labels)
    known = Value(tuple(item for item in error.atoms if _is_one_of(item, types)))
    return known if all(isinstance(item, Class) for item in types) else join(known, Value((External("exception"),)))


def _is_one_of(raised: Any, types: list[Any]) -> bool:
    if isinstance(raised, External):
        return External(raised.name.removesuffix("()")) in types
    return isinstance(raised, Obj) and any(classes.is_subclass(raised.cls, item) for item in types)


def _exits(m: Machine) -> tuple[list[Returned], list[Delta]]:
    """The states in which the function at hand has been left so far, by return and by raise."""
    returned = m.activation.returns if m.activation is not None else []
    return returned, m.handlers[-1].raises if m.handlers else []


def _finally(m: Machine, run: Callable[[], bool], exits: list[Delta], alive: bool) -> bool:
    """The final block runs when the try is left for good too; nothing behind it is reached then."""
    if exits or not alive:
        m.branch(run, lambda: m.store.apply(join_deltas(m.store, exits or [{}])))
    return alive and run()
