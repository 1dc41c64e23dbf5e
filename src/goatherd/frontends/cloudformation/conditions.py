"""Conditions, three-valued: True, False, or None where parameters' defaults do not decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import is_symbolic

if TYPE_CHECKING:
    from goatherd.frontends.cloudformation.evaluate import Evaluator
    from goatherd.frontends.node import Node

MAX_CHAIN = 30


class Conditions:
    """The Conditions section of one template instance; every condition is decided once."""

    def __init__(self, section: Node, evaluator: Evaluator) -> None:
        self._section = section
        self._evaluator = evaluator
        self._decided: dict[str, bool | None] = {}
        self._open: list[str] = []

    def decide(self, name: str) -> bool | None:
        if name in self._decided:
            return self._decided[name]
        if name in self._open or len(self._open) >= MAX_CHAIN:
            return None
        self._open.append(name)
        result = self.judge(self._section.get(name))
        self._open.pop()
        self._decided[name] = result
        return result

    def changeable(self, name: str) -> bool:
        """Whether it hangs on a parameter that only has its default."""
        return self._hangs_on_default(self._section.get(name), MAX_CHAIN)

    def _hangs_on_default(self, node: Node, depth: int) -> bool:
        if node.is_mapping and len(node.entries) == 1:
            ((function, argument),) = node.entries.items()
            named = argument.text() or ""
            if function == "Ref":
                return named in self._evaluator.parameters and named not in self._evaluator.arguments
            if function == "Condition":
                return depth > 0 and self._hangs_on_default(self._section.get(named), depth - 1)
        parts = node.entries.values() if node.is_mapping else node.elements
        return depth > 0 and any(self._hangs_on_default(part, depth - 1) for part in parts)

    def judge(self, node: Node) -> bool | None:
        """The truth of one condition expression."""
        if node.kind == "scalar":
            return {"true": True, "false": False}.get((node.text() or "").lower())
        if not node.is_mapping or len(node.entries) != 1:
            return None
        ((function, argument),) = node.entries.items()
        if function == "Condition":
            return self.decide(argument.text() or "")
        if function == "Fn::Equals":
            return self._equals(argument)
        if function == "Fn::Not":
            inner = self.judge(argument.get(0))
            return None if inner is None else not inner
        parts = [self.judge(part) for part in argument.list()]
        if function == "Fn::And":
            return False if False in parts else None if None in parts else True
        if function == "Fn::Or":
            return True if True in parts else None if None in parts else False
        return None

    def _equals(self, argument: Node) -> bool | None:
        if argument.kind != "sequence" or len(argument.elements) != 2:
            return None
        left, right = (self._evaluator.evaluate(side) for side in argument.elements)
        if left.kind == "sequence" and right.kind == "sequence" and all(e.kind == "scalar" for e in left.elements):
            return left.texts() == right.texts() if not any(map(is_symbolic, left.texts() + right.texts())) else None
        if left.kind != "scalar" or right.kind != "scalar":
            return None
        one, other = left.text() or "", right.text() or ""
        if is_symbolic(one) or is_symbolic(other):
            return True if one == other and "${?}" not in one else None
        return one == other
