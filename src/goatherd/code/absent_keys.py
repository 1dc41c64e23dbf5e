"""Where a token is verified if there is a key for it, and counts as verified if there is none."""

from __future__ import annotations

from goatherd.code import ir
from goatherd.code.walking import below, functions_in

_VERIFYING = frozenset({"decode", "verify", "jwtVerify"})
_NEXT = "next"


def unverified_without_key(module: ir.Module) -> tuple[tuple[int, str], ...]:
    """The statements behind such a condition that let the caller go on, with the name of the key."""
    found: set[tuple[int, str]] = set()
    for function in functions_in(module):
        for at, statement in enumerate(function.body):
            key = _key(statement)
            passing = _lets_pass(function.body[at + 1 :]) if key else None
            if passing is not None:
                found.add((passing.pos, key))
    return tuple(sorted(found))


def _key(statement: ir.Stmt) -> str:
    """The name that a condition without another branch asks for, and that a verification within takes as the key."""
    if not isinstance(statement, ir.If) or statement.orelse or not isinstance(statement.test, ir.Name):
        return ""
    name = statement.test.id
    return name if any(_verifies_by(node, name) for node in below(statement.body)) else ""


def _verifies_by(node: object, name: str) -> bool:
    if not isinstance(node, ir.Call) or not isinstance(node.func, (ir.Attr, ir.Name)):
        return False
    called = node.func.name if isinstance(node.func, ir.Attr) else node.func.id
    keys = [*node.args[1:2], *(value for given, value in node.keywords if given == "key")]
    return called in _VERIFYING and any(isinstance(key, ir.Name) and key.id == name for key in keys)


def _lets_pass(rest: list[ir.Stmt]) -> ir.Stmt | None:
    """What says yes, or goes on to what is kept; None where callers are refused or that is not known."""
    for statement in rest:
        if isinstance(statement, ir.Return):
            return statement if _is_yes(statement.value) else None
        if isinstance(statement, ir.ExprStmt) and _is_next(statement.value):
            return statement
        if not isinstance(statement, (ir.ExprStmt, ir.Assign)):
            return None
    return None


def _is_yes(value: ir.Expr | None) -> bool:
    if isinstance(value, ir.List) and value.items:
        value = value.items[0]
    if isinstance(value, ir.Call):  # a decorator's: return function(*args, **kwargs)
        return any(isinstance(argument, ir.Spread) for argument in value.args) or _is_next(value)
    return isinstance(value, ir.Const) and value.value is True


def _is_next(value: ir.Expr) -> bool:
    return isinstance(value, ir.Call) and isinstance(value.func, ir.Name) and value.func.id == _NEXT and not value.args
