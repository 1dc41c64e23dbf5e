"""The run-time guard put in front of functions, and taken away, in the files that declare them."""

from __future__ import annotations

from goatherd.fixes.guard.proposing import Changes, Left, put_in_front
from goatherd.fixes.guard.taking import taken_away

__all__ = ["Changes", "Left", "put_in_front", "taken_away"]
