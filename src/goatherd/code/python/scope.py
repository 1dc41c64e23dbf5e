"""Which names a Python function binds, and which comprehension variables need a name of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goatherd.code.ir import Name


class Scope:
    """The scope of a module, class, function or lambda while it is lowered."""

    __slots__ = ("bound", "used", "globals", "nonlocals", "is_generator", "private")

    def __init__(self) -> None:
        self.bound: set[str] = set()
        self.used: set[str] = set()
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()
        self.is_generator = False
        self.private: list[tuple[str, int, bool, list[Name]]] = []

    @property
    def locals(self) -> frozenset[str]:
        return frozenset(self.bound - self.globals - self.nonlocals)


class Context:
    """What lowering one file carries along: the scopes around the node at hand.

    `comprehensions` are the variables of the comprehensions around it, with the nodes that name them;
    None hides one behind a lambda's parameter.
    """

    __slots__ = ("scope", "outer", "comprehensions", "matches")

    def __init__(self) -> None:
        self.scope = Scope()
        self.outer: list[Scope] = []
        self.comprehensions: list[dict[str, list[Name] | None]] = []
        self.matches = 0

    def enter(self) -> Scope:
        self.outer.append(self.scope)
        self.scope = Scope()
        return self.scope

    def leave(self) -> Scope:
        """The scope that ends here, its names final."""
        scope = self.scope
        settle(scope)
        self.scope = self.outer.pop()
        self.scope.used |= scope.used
        return scope

    def use(self, name: Name) -> None:
        for variables in reversed(self.comprehensions):
            if name.id in variables:
                nodes = variables[name.id]
                if nodes is not None:
                    nodes.append(name)
                return
        self.scope.used.add(name.id)

    def enter_comprehension(self) -> None:
        self.comprehensions.append({})

    def leave_comprehension(self) -> None:
        variables = self.comprehensions.pop()
        depth = len(self.comprehensions)
        for name, nodes in variables.items():
            if nodes is not None:
                shadows = any(name in outer for outer in self.comprehensions)
                self.scope.private.append((name, depth, shadows, nodes))


def settle(scope: Scope) -> None:
    """Makes comprehension variables ordinary locals, renamed where the function means something else by the name."""
    taken = scope.bound | scope.used
    for name, depth, shadows, nodes in scope.private:
        if shadows or name in taken:
            name = f"{name}#{depth + 2}"
            for node in nodes:
                node.id = name
        scope.bound.add(name)
