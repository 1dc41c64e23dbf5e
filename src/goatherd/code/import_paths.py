"""Folders of the tree that a Python module puts on `sys.path`, told without running it."""

from __future__ import annotations

from goatherd.code import ir
from goatherd.code.walking import below

_SAME = frozenset({"str", "abspath", "realpath", "resolve", "absolute", "Path", "normpath", "fspath"})
_MOST = 20


def folders_added(module: ir.Module) -> tuple[str, ...]:
    """In the order in which they are added, as paths from the root of the tree; those that lead out of it are not."""
    nodes = list(below(module.body, deeper=False))
    assigned = [node for node in nodes if isinstance(node, ir.Assign)]
    given = {node.target.id: node.value for node in assigned if isinstance(node.target, ir.Name)}
    places = _Places(module.path, given)
    found = ((node.pos, _of(node, places)) for node in nodes if isinstance(node, ir.Call))
    ordered = sorted((pos, folder) for pos, folder in found if folder is not None)
    return tuple(dict.fromkeys("/".join(folder) for _, folder in ordered))


def _of(call: ir.Call, places: _Places) -> tuple[str, ...] | None:
    """The folder of `sys.path.append(folder)` and `sys.path.insert(0, folder)`."""
    func = call.func
    if not isinstance(func, ir.Attr) or func.name not in ("append", "insert") or not call.args:
        return None
    match func.obj:
        case ir.Attr(obj=ir.Name(id="sys"), name="path"):
            return places.of(call.args[-1], _MOST)
    return None


class _Places:
    """What expressions over `__file__` stand for: parts of a path from the root of the tree."""

    def __init__(self, path: str, given: dict[str, ir.Expr]) -> None:
        self._file = tuple(path.split("/"))
        self._given = given

    def of(self, node: ir.Expr | None, depth: int) -> tuple[str, ...] | None:
        """None for what is none of the tree, or not understood."""
        if depth == 0:
            return None
        match node:
            case ir.Name(id="__file__"):
                return self._file
            case ir.Name() if node.id in self._given:
                return self.of(self._given[node.id], depth - 1)
            case ir.Attr(name="parent"):
                return _moved(self.of(node.obj, depth - 1), "..")
            case ir.Item(obj=ir.Attr(name="parents") as above, key=ir.Const(value=int(number))) if 0 <= number < _MOST:
                return _moved(self.of(above.obj, depth - 1), *[".."] * (number + 1))
            case ir.Binary(op="/", right=ir.Const(value=str(text))):
                return _moved(self.of(node.left, depth - 1), text)
            case ir.Call():
                return self._called(node, depth - 1)
        return None

    def _called(self, call: ir.Call, depth: int) -> tuple[str, ...] | None:
        func = call.func
        receiver, name = (func.obj, func.name) if isinstance(func, ir.Attr) else (None, getattr(func, "id", ""))
        if name in _SAME and (call.args or receiver):
            return self.of(call.args[0] if call.args else receiver, depth)
        if name == "dirname" and len(call.args) == 1:
            return _moved(self.of(call.args[0], depth), "..")
        if name == "join" and call.args:
            return _moved(self.of(call.args[0], depth), *map(_text, call.args[1:]))
        if name == "joinpath" and receiver:
            return _moved(self.of(receiver, depth), *map(_text, call.args))
        return None


def _text(node: ir.Expr) -> str | None:
    if isinstance(node, ir.Const) and isinstance(node.value, str):
        return node.value
    return ".." if isinstance(node, ir.Attr) and node.name == "pardir" else None


def _moved(folder: tuple[str, ...] | None, *steps: str | None) -> tuple[str, ...] | None:
    """None where a step is not known, or leads out of the tree."""
    for step in steps:
        for part in step.split("/") if step is not None else ():
            if folder and part == "..":
                folder = folder[:-1]
            elif folder is not None and part not in ("", "."):
                folder = (*folder, part) if part != ".." else None
        if step is None or step.startswith("/"):
            return None
    return folder
