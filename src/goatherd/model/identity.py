"""Who calls an entry point: by what evidence that is established, and how strongly."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from goatherd.core.source import Span


class Strength(IntEnum):
    """From the weakest. CLAIMED: a field of the request says it. DECODED: a token does that nobody verified.

    KEY: whoever holds it may call, and nobody is told apart. VERIFIED: an authorizer, the platform, or the code has
    checked it.
    """

    NONE = 0
    CLAIMED = 1
    DECODED = 2
    KEY = 3
    VERIFIED = 4

    @property
    def label(self) -> str:
        return self.name.lower()


@frozen
class Identity:
    """One piece of evidence: `what` is known of the caller ("event.body.userId"), and where that is written."""

    strength: Strength
    what: str
    span: Span
