"""What the YAML and the JSON reader have in common: their result, their limits and how plain numbers are typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define, field

if TYPE_CHECKING:
    from goatherd.core.finding import Diagnosis
    from goatherd.frontends.node import Node

MAX_DEPTH = 120
MAX_NODES = 250_000  # also after aliases are expanded, which is where a small text becomes a large tree
MAX_REMARKS = 100  # of one text

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\Z")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,8})\.[0-9]{1,8}\Z")


@define
class Parsed:
    """The documents of one text in order, and what was wrong with it. A broken document is left out."""

    documents: list[Node] = field(factory=list)
    diagnoses: list[Diagnosis] = field(factory=list)


def number(text: str) -> int | float | None:
    """The number that a plain scalar writes, or None.

    Only a number whose canonical form is the text itself counts: account ids with leading zeros,
    `1.10` and `12:30` must come out as they were written.
    """
    if _INTEGER.match(text):
        return None if text == "-0" else int(text)
    if _DECIMAL.match(text):
        value = float(text)
        return value if repr(value) == text else None
    return None
