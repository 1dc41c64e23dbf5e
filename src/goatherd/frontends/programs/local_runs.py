"""What a program does only where its author tries it out, or where somebody turns a switch off: it is not deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.core.secrets import words
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from goatherd.frontends.programs.values import Value

_LOCAL = frozenset({"local", "localhost", "offline"})
_UNDEPLOYED = frozenset({*_LOCAL, "test", "development"})  # of NODE_ENV: stages have such names as well
_WHERE = frozenset({"env", "environment", "stage"})
_ASKING = frozenset({"get", "getenv"})
_OFF = frozenset({"false", "0", "no", "off"})


def is_asked(test: ir.Compare, left: Value, right: Value) -> bool:
    """Whether a comparison asks for a run that deploys nothing: `process.env.NODE_ENV === "local"`."""
    for subject, value, other in ((test.left, left, right), (test.right, right, left)):
        if isinstance(value, Node) and (value.kind == "opaque" or value.why) and isinstance(other, Node):
            name = _name(subject)
            wanted = _UNDEPLOYED if words(name) == ["node", "env"] else _LOCAL
            return other.value in wanted and not other.why and not _WHERE.isdisjoint(words(name))
    return False


def is_on_by_default(test: ir.Compare, left: Value, right: Value) -> bool:
    """Whether a comparison is true unless somebody says no where it is deployed: `process.env.CACHE !== "false"`."""
    unset = isinstance(left, Node) and left.kind == "opaque" and _is_setting(test.left)
    return unset and isinstance(right, Node) and str(right.value).lower() in _OFF


def _is_setting(expr: ir.Expr) -> bool:
    """`process.env.CACHE`, `process.env["CACHE"]`, `os.environ.get("CACHE")`, `os.getenv("CACHE")`."""
    if isinstance(expr, ir.Call) and isinstance(expr.func, ir.Attr):
        asked, of = expr.func.name, expr.func.obj
        return asked == "getenv" or (asked == "get" and _is_environment(of))
    return isinstance(expr, ir.Attr | ir.Item) and _is_environment(expr.obj)


def _is_environment(expr: ir.Expr) -> bool:
    if not (isinstance(expr, ir.Attr) and isinstance(expr.obj, ir.Name)):
        return False
    return (expr.obj.id, expr.name) in (("process", "env"), ("os", "environ"))


def _name(expr: ir.Expr) -> str:
    """The last name in `process.env.STAGE || "dev"`, `props["stage"]`, `os.environ.get("STAGE")`."""
    if isinstance(expr, ir.Logical):
        expr = expr.left
    if isinstance(expr, ir.Call) and expr.args and isinstance(expr.func, ir.Attr) and expr.func.name in _ASKING:
        expr = expr.args[0]
    elif isinstance(expr, ir.Item):
        expr = expr.key
    if isinstance(expr, ir.Name):
        return expr.id
    return expr.name if isinstance(expr, ir.Attr) else str(expr.value) if isinstance(expr, ir.Const) else ""
