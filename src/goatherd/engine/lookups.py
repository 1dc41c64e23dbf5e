"""Calls that ask a store, of whatever library, for a record: what it holds is not what it was asked by."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goatherd.engine.labels import Label

_LOOKUP = re.compile(
    r"\|.*\.(?:find(?:One|First|Unique|Many|All|By|AndCount)\w*|find_(?:one|first|all|many|by)\w*|get_?by_?\w+|equal_?to"
    r"|doc|document|(?:get|read|query)_?(?:item|entity|entities|items|document|documents|record|records)|graphql|query"
    r"|fetch_?(?:one|all|many)|(?:maybe_?)?single|(?:models\.\w+|(?:get)?model\(\))\.(?:get|find|list|scan))",
    re.IGNORECASE,
)


def is_of_record(label: Label) -> bool:
    """Whether this is what a record holds that was asked for by the data."""
    return any(map(_is_lookup, label.access))


@lru_cache(4096)
def _is_lookup(step: str) -> bool:
    return _LOOKUP.fullmatch(step) is not None
