"""The names in a file that could be those of library functions, reached or not."""

from __future__ import annotations

from typing import Any

from goatherd.code import ir
from goatherd.code.walking import HOLDERS

# Most of what nodes hold are these; not looking into them halves the time.
_LEAVES = frozenset({str, int, bool, type(None), ir.Name, ir.Const})


def names_in(module: ir.Module) -> frozenset[str]:
    """Attributes, imported modules and names, and the keys that destructuring picks."""
    found: set[str] = set()
    pending: list[Any] = [module.body]
    while pending:
        node = pending.pop()
        if isinstance(node, (list, tuple)):
            pending.extend([part for part in node if type(part) not in _LEAVES])
            continue
        if not isinstance(node, HOLDERS):
            continue
        if isinstance(node, ir.Attr):
            found.add(node.name)
        elif isinstance(node, ir.Import):
            found.add(node.module)
            found.update(name for name, _ in node.names)
            continue
        elif isinstance(node, ir.DictPattern):
            found.update(
                key.value for key, _ in node.entries if isinstance(key, ir.Const) and isinstance(key.value, str)
            )
        elif isinstance(node, ir.Call):
            found.update(_required(node))
        pending.extend([part for slot in node.__slots__ if type(part := getattr(node, slot)) not in _LEAVES])
    return frozenset(found)


def _required(node: ir.Call) -> list[str]:
    """The module of `require("x")`."""
    named = isinstance(node.func, ir.Name) and node.func.id == "require"
    return [a.value for a in node.args if named and isinstance(a, ir.Const) and isinstance(a.value, str)]
