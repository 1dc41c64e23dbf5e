"""Failures that are no bug of ours: the machine has not done what it was asked."""

from __future__ import annotations


def circumstances(error: BaseException) -> str:
    """What the machine has refused, in one line; "" for a failure of another kind."""
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    if isinstance(error, OSError) and error.strerror:
        return ": ".join(str(part) for part in (error.filename, error.filename2, error.strerror) if part)
    return ""
