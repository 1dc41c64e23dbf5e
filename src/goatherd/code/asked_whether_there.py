"""Queries of which a program only wants to know whether they find anything, and goes no further where they do."""

from __future__ import annotations

from collections import Counter
from typing import Any

from goatherd.code import ir
from goatherd.code.walking import below, functions_in
from goatherd.core.secrets import promises_secret

_NOT = frozenset({"not", "!"})
_EQUAL = frozenset({"==", "===", "is"})
_UNEQUAL = frozenset({"!=", "!==", "is not", ">"})


def asked_whether_there(module: ir.Module) -> tuple[int, ...]:
    """The positions of such calls: by one field that is no secret, and found or not, a constant is answered.

    Who is let on because something is found passes with any record; that is something else.
    """
    found: set[int] = set()
    for body in (module.body, *(f.body for f in functions_in(module))):
        kept: list[tuple[str, ir.Call]] = []
        nodes = list(below(body, deeper=False))
        for node in nodes:
            query = _query(
                node.value if isinstance(node, ir.Assign) else node.test if isinstance(node, ir.If) else None
            )
            if query is not None and isinstance(node, ir.If) and _refuses(node.body):
                found.add(query.pos)
            elif query is not None and isinstance(node, ir.Assign) and isinstance(node.target, ir.Name):
                kept.append((node.target.id, query))
        if kept:
            only = _only_asked(body, nodes)
            found.update(query.pos for name, query in kept if name in only)
    return tuple(sorted(found))


def _query(value: ir.Expr | None) -> ir.Call | None:
    """The call that asks by one field, `find({name})` or `find({name}).lean()`."""
    node: Any = value
    if isinstance(node, ir.Compare) and node.op in _UNEQUAL and _is_nothing(node.right):
        node = node.left
    while isinstance(node, (ir.Await, ir.Call)):
        if isinstance(node, ir.Await):
            node = node.value
            continue
        if node.args and isinstance(node.args[0], ir.Dict):
            return node if _asks_by_one(node.args[0]) else None
        if not isinstance(node.func, ir.Attr) or not all(isinstance(each, ir.Const) for each in node.args):
            return None
        node = node.func.obj
    return None


def _asks_by_one(conditions: ir.Dict) -> bool:
    keys = [key.value if isinstance(key, ir.Const) else None for key, value in conditions.entries if not _bars(value)]
    return len(keys) == 1 and isinstance(keys[0], str) and not promises_secret(keys[0])


def _bars(value: ir.Expr) -> bool:
    """Whether it is a condition that only leaves records out: `{$ne: me}`."""
    keys = [key.value for key, _ in value.entries if isinstance(key, ir.Const)] if isinstance(value, ir.Dict) else []
    return keys == ["$ne"]


def _only_asked(body: list[ir.Stmt], nodes: list[Any]) -> frozenset[str]:
    """The names that are assigned once and of which only is asked whether they are something."""
    uses = Counter(node.id for node in below(body) if isinstance(node, ir.Name))
    asked: Counter[str] = Counter()
    for node in nodes:
        if isinstance(node, ir.Assign) and isinstance(node.target, ir.Name):
            asked[node.target.id] += 1
        elif isinstance(node, ir.If):
            name, holds = _tested(node.test)
            asked[name] += holds and not node.orelse and _refuses(node.body)
        elif isinstance(node, ir.Conditional):
            asked[_tested(node.test)[0]] += isinstance(node.then, ir.Const) and isinstance(node.other, ir.Const)
        elif isinstance(node, ir.Dict):
            for _, value in node.entries:
                name, holds = _tested(value)
                asked[name] += isinstance(value, ir.Unary) and not holds
    assigned = Counter(n.target.id for n in nodes if isinstance(n, ir.Assign) and isinstance(n.target, ir.Name))
    return frozenset(name for name, times in uses.items() if assigned[name] == 1 and asked[name] == times)


def _tested(test: ir.Expr) -> tuple[str, bool]:
    """The name that is tested ("" for any other test), and whether the test holds where it is something."""
    node: Any = test
    holds = True
    while not isinstance(node, ir.Name):
        if isinstance(node, ir.Unary) and node.op in _NOT:
            node, holds = node.operand, not holds
        elif isinstance(node, ir.Compare) and node.op in _EQUAL | _UNEQUAL and _is_nothing(node.right):
            node, holds = node.left, holds is (node.op in _UNEQUAL)
        else:
            return "", False
    return node.id, holds


def _is_nothing(value: ir.Expr) -> bool:
    return isinstance(value, ir.Const) and (value.value is None or value.value == 0)


def _refuses(body: list[ir.Stmt]) -> bool:
    """Whether a branch only answers, with what the program says itself, and leaves the function."""
    if not body or not isinstance(body[-1], (ir.Return, ir.Raise)):
        return False
    nodes = list(below(body))
    roots = {id(_root(node.func)) for node in nodes if isinstance(node, ir.Call)}
    for node in nodes:
        if isinstance(node, ir.Assign):
            roots.add(id(_root(node.target)))
        if isinstance(node, (ir.Await, ir.Spread)) or (isinstance(node, ir.Name) and id(node) not in roots):
            return False
    return True


def _root(node: Any) -> Any:
    while isinstance(node, (ir.Attr, ir.Call)):
        node = node.obj if isinstance(node, ir.Attr) else node.func
    return node
