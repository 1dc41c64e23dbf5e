"""Whether code refuses what is there already: the status for it, or words that say so."""

from __future__ import annotations

from goatherd.code import ir
from goatherd.code.walking import below
from goatherd.core.lazy import regex

_CONFLICT = 409
_WORDS = regex(r"(?i)\balready\b")
_WORTH_A_LOOK = regex(r"(?i)409|already")


def refuses_what_exists(module: ir.Module, text: str) -> bool:
    if not _WORTH_A_LOOK.search(text):
        return False
    return any(isinstance(node, ir.Const) and _says_so(node.value) for node in below(module.body))


def _says_so(value: object) -> bool:
    return value == _CONFLICT or (isinstance(value, str) and _WORDS.search(value) is not None)
