"""What a program does only where its author tries it out: nothing of it is ever deployed."""

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


def is_asked(test: ir.Compare, left: Value, right: Value) -> bool:
    """Whether a comparison asks for a run that deploys nothing: `process.env.NODE_ENV === "local"`."""
    for subject, value, other in ((test.left, left, right), (test.right, right, left)):
        if isinstance(value, Node) and (value.kind == "opaque" or value.why) and isinstance(other, Node):
            name = _name(subject)
            wanted = _UNDEPLOYED if words(name) == ["node", "env"] else _LOCAL
            return other.value in wanted and not other.why and not _WHERE.isdisjoint(words(name))
    return False


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
