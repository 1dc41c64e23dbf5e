"""Links by which people sign in elsewhere (OAuth), and whether what comes back is known to be of who set out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.code import ir
from goatherd.code.walking import HOLDERS
from goatherd.core.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_HOLE = "\0"
_FOR_CODE = regex(r"[?&]response_type=code(?![^&\s])")
_STATE = regex(r"(?:^|[?&])state=([^&\s#]*)")
# What ties an answer to who asked, however it is carried.
_TIES = regex(r"(?i)\b(?:state|code_challenge|nonce)\b")
_TIE_KEYS = frozenset({"state", "code_challenge", "nonce"})
MAX_DEPTH = 60


@frozen
class SignInLink:
    """`state` is a constant that the link carries as its state, "" where it carries none."""

    state: str
    pos: int


def links_without_state(module: ir.Module) -> tuple[SignInLink, ...]:
    found: list[SignInLink] = []
    tied = False
    pending: list[Any] = [module.body]
    while pending:
        node = pending.pop()
        if isinstance(node, (list, tuple)):
            pending.extend(node)
            continue
        if not isinstance(node, HOLDERS):
            continue
        tied = tied or _is_tie(node)
        if isinstance(node, ir.Const | ir.Template | ir.Binary):
            text = _text(node)
            if _FOR_CODE.search(text):
                found += _in_text(text, node.pos)
                tied = tied or _has_changing_state(text)
                continue
        if isinstance(node, ir.Dict) and _asks_for_code(node):
            found.append(SignInLink("", node.pos))
        pending.extend(getattr(node, slot) for slot in node.__slots__)
    return tuple(sorted((link for link in found if link.state or not tied), key=lambda link: link.pos))


def _in_text(text: str, pos: int) -> Iterator[SignInLink]:
    state = _STATE.search(text)
    if state is None and not _TIES.search(text):
        yield SignInLink("", pos)
    elif state is not None and state[1] and _HOLE not in state[1] and "code_challenge" not in text:
        yield SignInLink(state[1], pos)


def _has_changing_state(text: str) -> bool:
    state = _STATE.search(text)
    return state is not None and (not state[1] or _HOLE in state[1])


def _text(node: ir.Expr, depth: int = 0) -> str:
    if isinstance(node, ir.Const):
        return node.value if isinstance(node.value, str) else _HOLE
    if depth < MAX_DEPTH and isinstance(node, ir.Template):
        return "".join(_text(part, depth + 1) for part in node.parts)
    if depth < MAX_DEPTH and isinstance(node, ir.Binary) and node.op == "+":
        return _text(node.left, depth + 1) + _text(node.right, depth + 1)
    return _HOLE


def _is_tie(node: object) -> bool:
    """Whether a parameter is named that may be added to a link elsewhere: `params.set("state", …)`, `link.state`."""
    if isinstance(node, ir.Const):
        return isinstance(node.value, str) and (node.value in _TIE_KEYS or _begins_state(node.value))
    return isinstance(node, ir.Attr) and node.name in _TIE_KEYS


def _begins_state(text: str) -> bool:
    return re.search(r"[?&](?:state|code_challenge|nonce)=$", text) is not None


def _asks_for_code(node: ir.Dict) -> bool:
    entries = {key.value: value for key, value in node.entries if isinstance(key, ir.Const)}
    asked = entries.get("response_type")
    code = isinstance(asked, ir.Const) and asked.value == "code"
    return code and "client_id" in entries and _TIE_KEYS.isdisjoint(entries) and all(key for key, _ in node.entries)
