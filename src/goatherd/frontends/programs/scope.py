"""Names of a program: scopes, and modules with what they export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.code.ir import column_of, line_of
from goatherd.core.source import Span
from goatherd.frontends.node import Node
from goatherd.frontends.programs.values import Class, Namespace, Record, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.code import ir

_MAX_REEXPORTS = 20


@define(eq=False)
class Link:
    """An imported name, looked up when it is used: modules may import each other in circles."""

    module: ModuleState
    name: str


@define(eq=False)
class Scope:
    """The names of a function call, class body or module. `local` are those that an assignment binds here."""

    module: ModuleState
    parent: Scope | None
    local: frozenset[str]
    names: dict[str, Value | Link] = field(factory=dict)
    this: Value | None = None
    home: Class | None = None
    returns: list[Value] = field(factory=list)  # of branches that may be taken
    is_class: bool = False

    def find(self, name: str) -> Value | None:
        scope: Scope | None = self
        while scope is not None:
            # names of a class body are not seen by its methods
            if name in scope.names and (scope is self or not scope.is_class):
                value = scope.names[name]
                return value.module.get(value.name) if isinstance(value, Link) else value
            scope = scope.parent
        return None

    def owner(self, name: str) -> Scope:
        """The scope in which an assignment of the name binds it."""
        scope = self
        while name not in scope.local and scope.parent is not None:
            scope = scope.parent
        return scope

    def receiver(self) -> Scope | None:
        """The nearest scope that has a `this`."""
        scope: Scope | None = self
        while scope is not None and scope.this is None:
            scope = scope.parent
        return scope

    def span(self, pos: int) -> Span:
        return Span(self.module.path, line_of(pos), column_of(pos) + 1)


class ModuleState:
    """A module that is, or is being, evaluated; or that will be once something of it is asked for (`pending`)."""

    def __init__(self, path: str, module: ir.Module) -> None:
        self.path = path
        self.language = module.language
        self.scope = Scope(self, None, module.locals)
        self.exports: dict[str, str] = {}
        self.links: dict[str, Link] = {}
        self.namespaces: dict[str, ModuleState] = {}
        self.stars: list[ModuleState] = []
        start = Span(path, 1)
        self.start = start
        self.pending: Callable[[], None] | None = None
        self.common = Record({"exports": Record({}, {}, start)}, {}, start)

    def run(self) -> None:
        """Evaluate it, if nothing has so far."""
        pending, self.pending = self.pending, None
        if pending is not None:
            pending()

    def get(self, name: str, depth: int = _MAX_REEXPORTS) -> Value | None:
        """The exported value, None if there is none of that name."""
        self.run()
        if depth == 0:
            return None
        if name == "*":
            return Namespace(self, self.start)
        if self.language == "python":
            return self.scope.find(name)
        if name in self.exports:
            return self.scope.find(self.exports[name])
        if name in self.links:
            link = self.links[name]
            return link.module.get(link.name, depth - 1)
        if name in self.namespaces:
            return Namespace(self.namespaces[name], self.start)
        for star in self.stars:
            if name != "default" and (found := star.get(name, depth - 1)) is not None:
                return found
        return self._common(name)

    def _common(self, name: str) -> Value | None:
        """What CommonJS calls `module.exports`, or a part of it."""
        exported = self.common.get("exports")
        if isinstance(exported, Record):
            if name in exported.entries:
                return exported.entries[name]
            return exported if name == "default" and exported.entries and not self.exports else None
        return exported if name == "default" else None

    def whole(self) -> Value:
        """What `require` gives."""
        self.run()
        exported = self.common.get("exports")
        if not isinstance(exported, Record) or exported.entries:
            return exported
        return Namespace(self, self.start)

    def exported_names(self) -> list[str]:
        self.run()
        exported = self.common.get("exports")
        common = list(exported.entries) if isinstance(exported, Record) else []
        stars = [name for star in self.stars for name in star.exported_names() if name != "default"]
        return list(dict.fromkeys((*self.exports, *self.links, *self.namespaces, *common, *stars)))


def missing(name: str, span: Span) -> Node:
    return Node.opaque(f"{name} is not defined in the tree", span)
