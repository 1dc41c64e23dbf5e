"""Policies that grant too much, rewritten in the files that declare them to what the code uses."""

from __future__ import annotations

from goatherd.fixes.diff import diff
from goatherd.fixes.fix import Fixes, Unfixed, propose
from goatherd.fixes.writing import write

__all__ = ["Fixes", "Unfixed", "diff", "propose", "write"]
