"""Promises that nobody waits for: what their functions refuse comes too late to stop anything.

An async function never raises to its caller: what it throws, and what its tests have found out, arrives where its
promise is awaited, returned or chained. A statement that drops the promise is followed by what comes next whatever
the function decides, and a promise that is tested instead of what it resolves to is always true.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.core.lazy import regex
from goatherd.core.secrets import words
from goatherd.engine.interpreter import callers, gates
from goatherd.engine.interpreter.running import Handler
from goatherd.engine.store import ASSUME, Delta, join_deltas
from goatherd.engine.values import CALLER, PROVED, UNKNOWN, Class, Const, External, Obj, Value, atom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.interpreter.running import Activation, Memo
    from goatherd.engine.values import Func

DROPPED, CAUGHT, TESTED = "dropped", "caught", "tested"  # what becomes of a promise

Floating = tuple[tuple[ir.Call, str], ...]  # calls, and what becomes of the promise of each
Site = tuple["Activation | None", int, str]  # a running call and where in it, and what becomes of the promise

_CHAINED = frozenset({"catch", "finally"})
_GATHERS = frozenset({"all", "allSettled", "any", "race", "create_task", "ensure_future", "gather"})
_GATHERING = frozenset({"Promise", "asyncio"})
_CHECKS = regex(
    r"(?i)_*(?:require|verif|validat|assert|ensure|check|enforce|guard|must|authori[sz]e|authenticate|protect|demand)"
)
_CALLERS = frozenset(
    words("role roles admin admins access owner owners ownership tenant caller token user member scope")
)
_DENIES = re.compile(
    r"(?i)un-?authori[sz]ed|not[ _-]?authori[sz]ed|forbidden|(?:access|permission)[ _-]?denied|PermissionError"
)
_STATUS = ("statusCode", "status", "code", "status_code")
_DENIED = frozenset({401, 403})


def dropped(m: Machine, node: ir.Expr) -> Value:
    """The value of a statement that is an expression: nobody gets it."""
    if m.module.is_stub:
        return m.evaluate(node)
    chain = _chain(node) if m.module.language == "javascript" else None
    if chain is not None:
        return _apart(m, chain)
    return _floating(m, node, tuple(_calls(node, DROPPED)))


def tested(m: Machine, node: ir.Expr) -> Value:
    """The value of an expression of which only the truth matters."""
    calls = () if m.module.is_stub else tuple((call, TESTED) for call in _tests(node))
    return _floating(m, node, calls) if calls else m.evaluate(node)


def _tests(node: ir.Expr) -> Iterator[ir.Call]:
    if isinstance(node, ir.Call):
        yield node
    elif isinstance(node, ir.Logical):
        yield from (*_tests(node.left), *_tests(node.right))


def _floating(m: Machine, node: ir.Expr, calls: Floating) -> Value:
    outer, m.floating = m.floating, calls
    value = m.evaluate(node)
    m.floating = outer
    return value


def _calls(node: ir.Expr, what: str) -> Iterator[tuple[ir.Call, str]]:
    """The calls in an expression whose promises it drops."""
    if isinstance(node, ir.Unary) and node.op == "void":
        yield from _calls(node.operand, what)
    elif isinstance(node, ir.Logical):
        yield from _calls(node.right, what)
    elif isinstance(node, ir.Conditional):
        yield from (*_calls(node.then, what), *_calls(node.other, what))
    elif isinstance(node, ir.List):
        for item in node.items:
            yield from _calls(item, what)
    elif isinstance(node, ir.Call):
        yield node, what
        func = node.func
        if isinstance(func, ir.Attr) and func.name in _CHAINED:
            yield from _calls(func.obj, CAUGHT)
        elif isinstance(func, ir.Attr) and func.name in _GATHERS and _is_gathering(func.obj):
            for item in node.args:
                yield from _calls(item, what)


def _is_gathering(node: ir.Expr) -> bool:
    return isinstance(node, ir.Name) and node.id in _GATHERING


def _chain(node: ir.Expr) -> ir.Call | None:
    """A chain of callbacks that nobody waits for."""
    while isinstance(node, ir.Unary) and node.op == "void":
        node = node.operand
    link: ir.Expr = node
    while isinstance(link, ir.Call) and isinstance(link.func, ir.Attr):
        if link.func.name == "then":
            return node if isinstance(node, ir.Call) else None
        if link.func.name not in _CHAINED:
            return None
        link = link.func.obj
    return None


def _apart(m: Machine, chain: ir.Call) -> Value:
    """What a chain does, its callbacks behind the promise; what it finds out is known to nobody behind it."""
    handler = Handler(m.store.top)

    def run() -> bool:
        handler.anchor = m.store.top
        m.handlers.append(handler)
        alive = bool(m.evaluate(chain).atoms)
        m.handlers.pop()
        return alive

    _go_on(m, [m.branch(run), *handler.raises])
    return UNKNOWN


def _go_on(m: Machine, states: list[Delta | None]) -> None:
    """Go on with what may have been written, and with nothing of what was found out."""
    living = [state for state in states if state is not None]
    joined = join_deltas(m.store, living) if living else {}
    m.store.apply({key: value for key, value in joined.items() if key[0] is not ASSUME})


# --- calls -----------------------------------------------------------------------------------------


def site(m: Machine, node: ir.Call) -> Site | None:
    """Where a call is made whose promise nobody waits for; None where somebody does."""
    return next(((m.activation, node.pos, what) for call, what in m.floating if call is node), None)


def becomes(m: Machine, func: Func, pos: int) -> str:
    """What becomes of the promise that this call of a function gives; "" where it gives none, or somebody has it."""
    site = m.floats
    if site is None or site[0] is not m.activation or site[1] != pos:
        return ""
    code = func.ir
    async_ = code.is_async and not (code.is_generator or code.decorators or func.module.is_stub)
    return site[2] if async_ else ""


def left(m: Machine, func: Func, args: Args, memo: Memo, what: str, pos: int) -> Value:
    """The value of a call that nobody waits for, and what is known behind it."""
    is_more = memo.works or memo.answered or not func.ir.name  # than a check; what a callback is for, its caller knows
    is_more = is_more or (what != TESTED and _swallows(func.ir.body))
    if not is_more and (_is_check(m, func, args, memo) if what != TESTED else _is_test(m, func, args, memo)):
        m.facts.unawaited.setdefault(m.place(pos), (func.ir.name, what == TESTED))
    answers = memo.answered or memo.replied  # what answers the request is waited for by who asked
    if what != TESTED and memo.works and not answers and func.ir.name and _in_async(m):
        m.facts.left_work.setdefault(m.place(pos), func.ir.name)
    _go_on(m, [memo.writes if memo.result.atoms else None, memo.raised.state])
    if what == CAUGHT:
        m.raised_again(memo.raised)
        return memo.result
    if what == TESTED:
        return atom(m.new("instance", pos, External("Promise")))
    return memo.result if memo.result.atoms else UNKNOWN


def _in_async(m: Machine) -> bool:
    """Whether the function that makes the call has a promise of its own, which does not wait for this one."""
    function = m.activation.frame.function if m.activation is not None else None
    return m.module.language == "javascript" and function is not None and function.is_async


def _swallows(body: list[ir.Stmt]) -> bool:
    """Whether whatever goes wrong in a body ends there, with a word at most: it refuses nobody."""
    if len(body) != 1 or not isinstance(body[0], ir.Try):
        return False
    return any(all(map(_is_said, handled)) for _, _, handled in body[0].handlers)


def _is_said(node: ir.Stmt) -> bool:
    """Whether it calls a method and does nothing with the answer, as whoever logs; `next(error)` tells others."""
    return isinstance(node, ir.ExprStmt) and isinstance(node.value, ir.Call) and isinstance(node.value.func, ir.Attr)


def _is_check(m: Machine, func: Func, args: Args, memo: Memo) -> bool:
    """Whether a function only ends well for some callers: it makes them prove who they are, or denies by throwing.

    Nothing makes callers prove who they are who have done so before.
    """
    proved = memo.writes.get((ASSUME, CALLER), frozenset()) if memo.result.atoms else frozenset()
    if not PROVED.isdisjoint(proved) and not callers.is_known(m):
        return True
    if memo.raised.state is None or not args.labels(m):
        return False
    name = func.ir.name
    by_name = _CHECKS.match(name) is not None and _is_of_callers(name)
    return by_name or any(_denies(m, item) for item in memo.raised.value.atoms)


def _is_test(m: Machine, func: Func, args: Args, memo: Memo) -> bool:
    """Whether a function answers who calls, or what they may do."""
    if any(key is CALLER and side is not None and preds & PROVED for side, key, preds in memo.result.guards):
        return True
    return bool(args.labels(m)) and _is_of_callers(func.ir.name)


def _is_of_callers(name: str) -> bool:
    return gates.asks(name) or not _CALLERS.isdisjoint(words(name))


def _denies(m: Machine, error: object) -> bool:
    """Whether an error says that somebody may not do this."""
    if isinstance(error, External):
        return _DENIES.search(error.name) is not None
    if not isinstance(error, Obj):
        return False
    if isinstance(error.cls, Class) and _DENIES.search(error.cls.ir.name):
        return True
    told = [value for name in ("message", *_STATUS) if (value := m.get_field(error, name)) is not None]
    return any(_says_denied(item) for value in told for item in value.atoms)


def _says_denied(item: object) -> bool:
    if not isinstance(item, Const):
        return False
    return item.value in _DENIED or (isinstance(item.value, str) and _DENIES.search(item.value) is not None)
