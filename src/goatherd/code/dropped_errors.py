"""Errors that a file makes or receives and that nobody sees: never raised, or kept in results that are thrown away."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.code.walking import below, functions_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BUILT_IN = frozenset(name for name, kind in vars(builtins).items() if isinstance(kind, type))
_ENDINGS = ("Error", "Exception")
_POOLS = frozenset({"ThreadPoolExecutor", "ProcessPoolExecutor"})
_EACH = "map"  # it is what it calls that does the work, which may be handed in
# What sends to clients of a WebSocket API, to browsers that asked for news, and to the devices of Firebase.
_TO_CLIENTS = frozenset(
    {
        "PostToConnectionCommand",
        "postToConnection",
        "post_to_connection",
        "sendNotification",
        "webpush",
        "sendMulticast",
    }
)
_MAX_STEPS = 200


def errors_not_raised(module: ir.Module) -> tuple[tuple[int, str], ...]:
    """Statements that make an error and do nothing with it, with the name of its class."""
    known = _bound(module) if module.language == "python" else frozenset[str]()
    found: set[tuple[int, str]] = set()
    for node in below(module.body):
        made = node.value if isinstance(node, ir.ExprStmt) else None
        if not isinstance(made, ir.Call) or not _named(made.func).endswith(_ENDINGS):
            continue
        root = made.func
        while isinstance(root, ir.Attr):
            root = root.obj
        ours = isinstance(root, ir.Name) and (root.id in known or root.id in _BUILT_IN)
        if _named(made.func)[0].isupper() and (made.new or ours):
            found.add((made.pos, _named(made.func)))
    return tuple(sorted(found))


def results_not_asked(module: ir.Module) -> tuple[tuple[int, str], ...]:
    """Where what several pieces of work come to, their errors too, is thrown away; with what collected it.

    Work that handles all of its own errors, as far as the file shows, is left out; so are messages to who is connected.
    """
    functions = {f.name: f for f in functions_in(module) if f.name}
    found: set[tuple[int, str]] = set()
    for body in (module.body, *(f.body for f in functions_in(module))):
        values, pools = _assigned(body)
        for node in below(body, deeper=False):
            call = _awaited(node.value) if isinstance(node, ir.ExprStmt) else None
            what = _collector(call, pools) if isinstance(call, ir.Call) else ""
            work = call.args[:1] if isinstance(call, ir.Call) and what != _GATHER else getattr(call, "args", [])
            if call is None or not what or _is_best_effort(work, values, functions):
                continue
            if not _handles(work, values, functions):
                found.add((call.pos, what))
    return tuple(sorted(found))


_SETTLED, _GATHER = "Promise.allSettled", "asyncio.gather"


def _collector(call: ir.Call, pools: frozenset[str]) -> str:
    if not isinstance(call.func, ir.Attr) or not isinstance(call.func.obj, ir.Name):
        return ""
    name = f"{call.func.obj.id}.{call.func.name}"
    if name == _GATHER:
        return name if any(key == "return_exceptions" and _is_true(value) for key, value in call.keywords) else ""
    in_pool = call.func.obj.id in pools and call.func.name in ("map", "submit")
    return name if name == _SETTLED or in_pool else ""


def _is_true(value: ir.Expr) -> bool:
    return isinstance(value, ir.Const) and value.value is True


def _assigned(body: Any) -> tuple[Mapping[str, list[ir.Expr]], frozenset[str]]:
    """What a function's names stand for, and which are pools of threads or processes."""
    values: dict[str, list[ir.Expr]] = {}
    for node in below(body, deeper=False):
        if isinstance(node, ir.Assign) and isinstance(node.target, ir.Name):
            values.setdefault(node.target.id, []).append(node.value)
        elif isinstance(node, ir.With):
            for context, target in node.items:
                if isinstance(target, ir.Name):
                    values.setdefault(target.id, []).append(context)
        elif isinstance(node, ir.Call) and isinstance(node.func, ir.Attr) and isinstance(node.func.obj, ir.Name):
            values.setdefault(node.func.obj.id, []).extend(node.args if node.func.name in ("push", "append") else ())
    pools = (name for name, made in values.items() if any(map(_is_pool, made)))
    return values, frozenset(pools)


def _is_pool(value: ir.Expr) -> bool:
    return isinstance(value, ir.Call) and _named(value.func) in _POOLS


def _handles(work: list[ir.Expr], values: Mapping[str, list[ir.Expr]], functions: Mapping[str, ir.FunctionIR]) -> bool:
    """Whether the work is not seen, or any of it is seen to handle what goes wrong."""
    calls = False
    for inner in _parts(work, values, functions):
        if inner is None or isinstance(inner, ir.Try) or (isinstance(inner, ir.Attr) and inner.name == "catch"):
            return True
        calls = calls or isinstance(inner, ir.Call) or _named(inner) in functions
    return not calls


def _is_best_effort(
    work: list[ir.Expr], values: Mapping[str, list[ir.Expr]], functions: Mapping[str, ir.FunctionIR]
) -> bool:
    """Whether each piece of the work tells something to whoever is connected still: some have gone, as a rule."""
    named = (made for each in work for made in (values.get(_named(each)) or [each]))
    pieces = [piece for each in named for piece in (each.items if isinstance(each, ir.List) else [each])]
    return bool(pieces) and all(
        any(_named(inner) in _TO_CLIENTS for inner in _parts([one], values, functions)) for one in pieces
    )


def _parts(
    work: list[ir.Expr], values: Mapping[str, list[ir.Expr]], functions: Mapping[str, ir.FunctionIR]
) -> Iterator[object]:
    """All that stands in the work and in what it names, as far as the file shows; None where that is too much."""
    pending: list[Any] = list(work)
    seen: set[str] = set()
    for _ in range(_MAX_STEPS):
        if not pending:
            return
        node = pending.pop()
        if isinstance(node, ir.Call) and _named(node.func) == _EACH:
            node = node.args
        for inner in below(node):
            yield inner
            name = _named(inner)
            if name and name not in seen:
                seen.add(name)
                pending += values.get(name, ()) if isinstance(inner, ir.Name) else ()
                pending += [functions[name].body] if name in functions else ()
    yield None


def _awaited(value: ir.Expr) -> ir.Expr:
    return value.value if isinstance(value, ir.Await) else value


def _named(node: object) -> str:
    return node.id if isinstance(node, ir.Name) else node.name if isinstance(node, ir.Attr) else ""


def _bound(module: ir.Module) -> frozenset[str]:
    """The classes and the imported names of a file."""
    names: set[str] = set()
    for node in below(module.body):
        if isinstance(node, ir.ClassIR):
            names.add(node.name)
        elif isinstance(node, ir.Import):
            names |= {local for _, local in node.names} | {node.alias or node.module.split(".")[0]}
    return frozenset(names)
