"""What triggers of a user pool answer whoever asks: tokens for any challenge, a confirmed account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.code import ir
from goatherd.code.walking import HOLDERS, functions_in

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKENS, CONFIRMED = "tokens", "confirmed"
_VERIFIES = frozenset({"autoVerifyEmail", "autoVerifyPhone"})
_DECIDES = (ir.If, ir.Raise, ir.Conditional, ir.Logical, ir.Switch, ir.Try)


@frozen
class Answer:
    """`kind`: TOKENS for a session of which nobody asks by which challenge, or CONFIRMED for everybody who signs up;
    `verified`: what they signed up with counts as theirs.
    """

    kind: str
    pos: int
    verified: bool = False


def answers_to_all(module: ir.Module) -> tuple[Answer, ...]:
    found: list[Answer] = []
    for function in functions_in(module):
        nodes = list(_inside(function.body))
        given = {name: node.pos for node in nodes if (name := _switched_on(node))}
        if "issueTokens" in given and not any(_reads(node, "challengeName") for node in nodes):
            found.append(Answer(TOKENS, given["issueTokens"]))
        if "autoConfirmUser" in given and not any(isinstance(node, _DECIDES) for node in nodes):
            found.append(Answer(CONFIRMED, given["autoConfirmUser"], not _VERIFIES.isdisjoint(given)))
    return tuple(found)


def _inside(root: Any) -> Iterator[Any]:
    """Everything below, without the targets of assignments."""
    pending: list[Any] = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, (list, tuple)):
            pending.extend(node)
        elif isinstance(node, HOLDERS):
            yield node
            slots = ("value",) if isinstance(node, (ir.Assign, ir.AssignExpr)) else node.__slots__
            pending.extend(getattr(node, slot) for slot in slots)


def _switched_on(node: object) -> str:
    """The field that is set to true: `event.response.issueTokens = true`."""
    if not isinstance(node, (ir.Assign, ir.AssignExpr)) or not _is_true(node.value):
        return ""
    target = node.target
    if isinstance(target, ir.Attr):
        return target.name
    key = target.key if isinstance(target, ir.Item) else None
    return key.value if isinstance(key, ir.Const) and isinstance(key.value, str) else ""


def _is_true(value: ir.Expr) -> bool:
    return isinstance(value, ir.Const) and value.value is True


def _reads(node: object, field: str) -> bool:
    if isinstance(node, ir.DictPattern):
        return any(isinstance(key, ir.Const) and key.value == field for key, _ in node.entries)
    if isinstance(node, ir.Const):
        return bool(node.value == field)
    return isinstance(node, ir.Attr) and node.name == field
