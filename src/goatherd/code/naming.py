"""What people call a file or a function, made comparable."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

_SEPARATORS = re.compile(r"[^a-z0-9]+")
# An id of a synthesised template ends in eight hexadecimal digits.
_ID_SUFFIX = re.compile(r"(?:lambda|function|handler|func|fn)+(?:[0-9a-f]{8})?$")
_KEY = re.compile(r'\["?([^"\]]*)"?\]')
_LONGEST_RUN = 5


def normalised(text: str) -> str:
    """`list-orders`, `ListOrders` and `list_orders` alike."""
    return _SEPARATORS.sub("", text.lower())


def normalised_id(text: str) -> str:
    """The same without the words that say only that it is a function."""
    plain = normalised(text)
    return _ID_SUFFIX.sub("", plain) or plain


def called(id: str) -> tuple[str, ...]:
    """What the id of a function calls it: its last word and, of an address of Terraform, keys and modules too."""
    if not id.startswith("module.") and ".aws_" not in f".{id}":
        return (id.rpartition("/")[2],)
    keys = tuple(_KEY.findall(id))
    words = _KEY.sub("", id).split(".")
    return (*keys, words[-1], *(name for kind, name in pairwise(words) if kind == "module"))


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
