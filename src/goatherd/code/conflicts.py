"""Whether code refuses what is there already: the status for it, or words that say so."""

from __future__ import annotations

from typing import Any

from goatherd.code import ir
from goatherd.core.lazy import regex

_HOLDERS = (ir.Node, ir.FunctionIR, ir.ClassIR, ir.Param)
_CONFLICT = 409
_WORDS = regex(r"(?i)\balready\b")
_WORTH_A_LOOK = regex(r"(?i)409|already")


def refuses_what_exists(module: ir.Module, text: str) -> bool:
    pending: list[Any] = [module.body] if _WORTH_A_LOOK.search(text) else []
    while pending:
        node = pending.pop()
        if isinstance(node, (list, tuple)):
            pending.extend(node)
        elif isinstance(node, ir.Const):
            value = node.value
            if value == _CONFLICT or (isinstance(value, str) and _WORDS.search(value)):
                return True
        elif isinstance(node, _HOLDERS):
            pending.extend(getattr(node, slot) for slot in node.__slots__)
    return False
