"""A bound on the work that one template, configuration or service can ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goatherd.core.finding import Diagnosis

MAX_STEPS = 600_000
MAX_TEXT = 1_000_000


class OutOfBudget(Exception):
    pass


class Budget:
    """Counts evaluated nodes and produced text; a template that doubles its own text runs out of it.

    `left_out` is what was not evaluated, since it alone would be too much.
    """

    def __init__(self, steps: int = MAX_STEPS) -> None:
        self.left = steps
        self.left_out: dict[Diagnosis, None] = {}

    @property
    def exhausted(self) -> bool:
        return self.left < 0

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise OutOfBudget

    def spend_text(self, text: str) -> str:
        if len(text) > MAX_TEXT:
            raise OutOfBudget
        self.spend(1 + len(text) // 32)
        return text
