"""The steps of a flow that are worth showing."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.core.finding import Step

MAX_STEPS = 30


def shortened(steps: Sequence[Step]) -> list[Step]:
    """Equal neighbours in one; only the ends of a very long flow."""
    shown = [step for step, _ in groupby(steps)]
    half = MAX_STEPS // 2
    return shown if len(shown) <= MAX_STEPS else [*shown[:half], *shown[-half:]]
