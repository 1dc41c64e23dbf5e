"""Whether values count that a deployment may replace: defaults of parameters, options, variables and of the context.

A scan reads an application as it is deployed where nobody says anything else. What has to hold for every deployment
reads it with these values unknown.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ignored: ContextVar[bool] = ContextVar("replaceable values are ignored", default=False)
WHY = "a deployment may give another value"


def are_ignored() -> bool:
    return _ignored.get()


@contextmanager
def ignored() -> Iterator[None]:
    """Within this, front ends give an unknown value for what a deployment may replace."""
    token = _ignored.set(True)
    try:
        yield
    finally:
        _ignored.reset(token)
