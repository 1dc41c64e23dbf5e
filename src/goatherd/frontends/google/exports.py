"""What a module of Node.js exports, followed through the modules that it takes exports from."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.code import ir
from goatherd.frontends.constants import Constants, required

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.model.function import Entry

_MAX_EXPORTS = 1_000  # of one module


@frozen
class Exported:
    """`path` are the names by which the entry module's importer reaches the value; `value` stands in `module`."""

    path: tuple[str, ...]
    value: ir.Expr
    module: ir.Module
    constants: Constants


class Exports:
    """The exports of the modules that one entry module needs."""

    def __init__(self, modules: Modules, entry: Entry) -> None:
        self.modules = modules
        self.entry = entry
        self._found: dict[str, list[Exported]] = {}

    def of(self, file: str) -> list[Exported]:
        """Every value that a module exports, groups of exports resolved to their members.

        Of modules that need each other, the one that is being read has none yet.
        """
        if file not in self._found:
            self._found[file] = []
            self._found[file] = list(islice(self._read(file), _MAX_EXPORTS))
        return self._found[file]

    def _read(self, file: str) -> Iterator[Exported]:
        module = self.modules.load(file)
        reader = _Reader(self, module)
        for statement in module.body:
            if isinstance(statement, ir.Export):
                yield from reader.exported(statement)
            elif isinstance(statement, ir.Assign):
                yield from reader.assigned(statement.target, statement.value)
            elif isinstance(statement, ir.ExprStmt) and isinstance(statement.value, ir.AssignExpr):
                yield from reader.assigned(statement.value.target, statement.value.value)


class _Reader:
    def __init__(self, exports: Exports, module: ir.Module) -> None:
        self.exports = exports
        self.module = module
        self.constants = Constants(module)

    def assigned(self, target: ir.Expr, value: ir.Expr) -> Iterator[Exported]:
        """`exports.a = …`, `module.exports = {…}`, `exports.group.a = …`."""
        path = _exports_path(target)
        if path is None:
            return
        while isinstance(value, ir.AssignExpr):
            yield from self.assigned(value.target, value.value)
            value = value.value
        yield from self.valued(path, value)

    def exported(self, statement: ir.Export) -> Iterator[Exported]:
        for name, local in statement.names:
            if statement.module:
                path = () if name == "*" else (name,)
                yield from self._taken(path, statement.module, "" if local == "*" else local)
            else:
                yield from self.valued((name,), ir.Name(0, local))

    def valued(self, path: tuple[str, ...], value: ir.Expr) -> Iterator[Exported]:
        value = self.constants.bound(value)
        if isinstance(value, ir.Name):
            yield from self._imported(path, value.id)
        elif isinstance(value, ir.Dict):
            for key, member in value.entries:
                if key is None:
                    yield from self.valued(path, member)
                elif isinstance(key, ir.Const):
                    yield from self.valued((*path, str(key.value)), member)
        elif required(value):
            yield from self._taken(path, required(value), "")
        elif isinstance(value, ir.Attr) and required(self.constants.bound(value.obj)):
            yield from self._taken(path, required(self.constants.bound(value.obj)), value.name)
        elif path:
            yield Exported(path, value, self.module, self.constants)

    def _imported(self, path: tuple[str, ...], name: str) -> Iterator[Exported]:
        """A name that is no constant of the module: an import, or what destructuring took of one."""
        for statement in self.module.body:
            if isinstance(statement, ir.Import):
                if statement.alias == name:
                    yield from self._taken(path, statement.module, "")
                for exported, local in statement.names:
                    if local == name:
                        yield from self._taken(path, statement.module, exported)
            elif isinstance(statement, ir.Assign) and isinstance(statement.target, ir.DictPattern):
                for key, taken in statement.target.entries:
                    if isinstance(taken, ir.Name) and taken.id == name and isinstance(key, ir.Const):
                        yield from self._taken(path, required(statement.value), str(key.value))

    def _taken(self, path: tuple[str, ...], specifier: str, wanted: str) -> Iterator[Exported]:
        """The exports of another module of the tree: `wanted` one, or all ("")."""
        exports = self.exports
        file = exports.modules.find_javascript(specifier, self.module.path, exports.entry) if specifier else None
        if file is None or file.endswith(".json"):
            return
        for found in exports.of(file):
            if not wanted:
                yield Exported((*path, *found.path), found.value, found.module, found.constants)
            elif found.path[0] == wanted:
                yield Exported((*path, *found.path[1:]), found.value, found.module, found.constants)


def _exports_path(target: ir.Expr) -> tuple[str, ...] | None:
    """The names behind `exports` or `module.exports`; None for every other target."""
    names: list[str] = []
    while isinstance(target, (ir.Attr, ir.Item)):
        if isinstance(target, ir.Item):
            if not isinstance(target.key, ir.Const):
                return None
            names.append(str(target.key.value))
        else:
            names.append(target.name)
        target = target.obj
    if not isinstance(target, ir.Name):
        return None
    if target.id == "module" and names and names[-1] == "exports":
        names.pop()
    elif target.id != "exports":
        return None
    return tuple(reversed(names))
