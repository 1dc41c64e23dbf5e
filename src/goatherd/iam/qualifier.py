"""A function's version or alias, which a call may name behind the function."""

from __future__ import annotations

import re

from goatherd.core.value import sole_placeholder
from goatherd.iam.match import MAX_LENGTH, plain

_QUALIFIED = re.compile(r"((?:.*\bfunction:)?(?:\$\{[^}]*\}|[\w-])+):[^:]+")
_OF_A_VERSION = ("Version", "Alias")  # attributes that SAM gives a function


def split_qualifier(text: str) -> tuple[str, bool]:
    """(the function, whether a version or alias of it is named) of a name, an ARN or a reference."""
    if len(text) > MAX_LENGTH:
        return text, False
    text = plain(text)
    whole = sole_placeholder(text)
    if whole:
        return text, whole[1] in _OF_A_VERSION
    match = _QUALIFIED.fullmatch(text)
    return (match[1], True) if match else (text, False)
