"""Which names a function binds, and which block-scoped names need a name of their own.

A block's `let x` is an ordinary local of its function unless the function means something else by `x`
elsewhere: another block's `x`, its own `x`, or one of a scope around it. Then it becomes `x#2`. So
the uses of each name are collected while lowering and settled when the scope that binds it ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code.ir import Name

if TYPE_CHECKING:
    from goatherd.code.ir import ClassIR

    # nodes by the name they hold: references, declared names, declared classes
    Uses = dict[str, list[Name | ClassIR]]


class Block:
    """A block. `names` are what it declares, with the nodes that hold the name once the block is left."""

    __slots__ = ("outer", "outer_uses", "names")

    def __init__(self, outer: Block | None, outer_uses: Uses) -> None:
        self.outer = outer
        self.outer_uses = outer_uses
        self.names: Uses = {}


class FunctionScope:
    """A function or module. `names` are bound for all of it, `blocks` are what its blocks declared."""

    __slots__ = ("outer", "outer_block", "outer_uses", "names", "blocks")

    def __init__(self, outer: FunctionScope | None, outer_block: Block | None, outer_uses: Uses) -> None:
        self.outer = outer
        self.outer_block = outer_block
        self.outer_uses = outer_uses
        self.names: set[str] = set()
        self.blocks: list[tuple[str, list[Name | ClassIR]]] = []


class Scopes:
    """The scopes around the node at hand. `uses` are those in the innermost, less what inner ones bound."""

    __slots__ = ("function", "block", "uses", "_numbers")

    def __init__(self) -> None:
        self.function = FunctionScope(None, None, {})
        self.block: Block | None = None
        self.uses: Uses = {}
        self._numbers: dict[str, int] = {}

    def declare(self, name: str, *, hoisted: bool) -> None:
        if hoisted or self.block is None:
            self.function.names.add(name)
        else:
            self.block.names[name] = []

    def declare_class(self, cls: ClassIR) -> None:
        self.declare(cls.name, hoisted=False)
        self.uses.setdefault(cls.name, []).append(cls)

    def enter_block(self) -> Block:
        self.block = Block(self.block, self.uses)
        self.uses = {}
        return self.block

    def leave_block(self, block: Block) -> None:
        self.block = block.outer
        for name in block.names:
            holders = self.uses.pop(name, None)
            if holders:
                block.names[name] = holders
                self.function.blocks.append((name, holders))
        self.uses = _merge(block.outer_uses, self.uses)

    def enter_function(self) -> FunctionScope:
        self.function = FunctionScope(self.function, self.block, self.uses)
        self.block = None
        self.uses = {}
        return self.function

    def leave_function(self, function: FunctionScope) -> frozenset[str]:
        """The names bound in the function, after renaming what clashes."""
        for name in function.names:
            self.uses.pop(name, None)
        self._settle(function)
        self.uses = _merge(function.outer_uses, self.uses)
        if function.outer is not None:
            self.function = function.outer
            self.block = function.outer_block
        return frozenset(function.names)

    def _settle(self, function: FunctionScope) -> None:
        for name, holders in function.blocks:
            bound = name
            if name in function.names or name in self.uses:
                # numbered through the file, so that no function between hides the new name
                number = self._numbers[name] = self._numbers.get(name, 1) + 1
                bound = f"{name}#{number}"
                _rename(holders, bound)
            function.names.add(bound)


def _merge(one: Uses, other: Uses) -> Uses:
    """Both together, the smaller put into the larger, so that deep nesting costs no more than its names."""
    if len(one) < len(other):
        one, other = other, one
    for name, holders in other.items():
        known = one.get(name)
        if known is None:
            one[name] = holders
            continue
        if len(known) < len(holders):
            known, holders = holders, known
            one[name] = known
        known.extend(holders)
    return one


def _rename(holders: list[Name | ClassIR], name: str) -> None:
    holder: Any
    for holder in holders:
        if holder.__class__ is Name:
            holder.id = name
        else:
            holder.name = name
