"""How much of a program is followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goatherd.core.source import Span

MAX_STEPS = 400_000
MAX_IDLE_STEPS = 20_000  # of one module that only has data and helpers for the others, with what it imports
MAX_IDLE_STEPS_TOGETHER = 200_000
MAX_ITEMS = 1_000  # of a list that a range or a folder gives
MAX_CALLS = 60
MAX_ROUNDS = 300
MAX_RECURSION_STEPS = 10_000  # of one function that calls itself, everything below the first call
MAX_SKIPPED = 20


class OutOfSteps(Exception):
    """The program does more than can be followed; `span` is the statement that it stopped at."""

    span: Span | None = None
