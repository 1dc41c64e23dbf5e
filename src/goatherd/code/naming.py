"""What people call a file or a function, made comparable."""

from __future__ import annotations

import re
from functools import lru_cache

_SEPARATORS = re.compile(r"[^a-z0-9]+")
# An id of a synthesised template ends in eight hexadecimal digits.
_ID_SUFFIX = re.compile(r"(?:lambda|function|handler|func|fn)+(?:[0-9a-f]{8})?$")
_LONGEST_RUN = 5


def normalised(text: str) -> str:
    """`list-orders`, `ListOrders` and `list_orders` alike."""
    return _SEPARATORS.sub("", text.lower())


def normalised_id(text: str) -> str:
    """The same without the words that say only that it is a function."""
    plain = normalised(text)
    return _ID_SUFFIX.sub("", plain) or plain


@lru_cache(maxsize=20_000)
def spoken(path: str, scope: str) -> frozenset[str]:
    """What a path without extension may be called: the runs of folders that end at its folder or at itself."""
    own = path.split("/")[len(scope.split("/")) if scope else 0 :]
    names: set[str] = set()
    for end in (len(own), len(own) - 1):
        for start in range(max(0, end - _LONGEST_RUN), end):
            text = normalised("".join(own[start:end]))
            names.update((text, normalised_id(text)))
    return frozenset(names)
