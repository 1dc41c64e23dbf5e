"""Lines whose columns a heading names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def columns_of(line: str, names: Sequence[str], between: str) -> dict[str, str]:
    """Without those that are "-". Raises ValueError where the line has others."""
    parts = line.split(between)
    if len(parts) != len(names):
        raise ValueError(f"this line has {len(parts)} columns, its heading {len(names)}")
    return {name: part for name, part in zip(names, parts, strict=True) if part not in ("-", "")}
