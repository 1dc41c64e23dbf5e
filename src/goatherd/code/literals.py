"""Constants of a program that are secrets by what they are, or by the place where they stand.

Only the places that an interpreter sees nothing special in: constants that give themselves away whatever they are
called, values in the place of a variable that is not set, pairs of a user's name and password.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.code.walking import HOLDERS
from goatherd.core.lazy import regex
from goatherd.core.secrets import promises_secret, revealed

if TYPE_CHECKING:
    from collections.abc import Iterator

Found = tuple[str, str, int]

SHORTEST = 16
_LEAVES = frozenset({str, int, bool, type(None), ir.Name})
# Walking a program takes long: one without any of these holds nothing that is looked for here.
_WORTH_A_LOOK = regex(
    r"AKIA|PRIVATE KEY|gh[pousr]_|github_pat_|xox[abprs]-|hooks\.slack|[rs]k_live_|AIza|SG\.|glpat-|npm_|sk-"
    r"|/bot\d|AccountKey=|[Aa]ccess[Kk]ey=|(?:Bearer|Basic) \w|://[^\s/:@]*:[^\s/:@]+@"
    r"|(?i:server|data source|host)\s*=[^=\n]{1,200}(?i:password|pwd)\s*="
    r"|environ|getenv|process\.env|\bauth\s*=|BasicAuth|\.login\("
)


def worth_a_look(text: str) -> bool:
    return _WORTH_A_LOOK.search(text) is not None


def literals_in(module: ir.Module) -> tuple[Found, ...]:
    """(name, value, position) of each; the name is "" for a value that gives itself away."""
    found: dict[Found, None] = {}
    pending: list[Any] = [module.body]
    while pending:
        node = pending.pop()
        if isinstance(node, (list, tuple)):
            pending.extend([part for part in node if type(part) not in _LEAVES])
        elif isinstance(node, ir.Const):
            if isinstance(node.value, str) and len(node.value) >= SHORTEST and revealed(node.value):
                found["", node.value, node.pos] = None
        elif isinstance(node, HOLDERS) and not _is_docstring(node):
            found.update(dict.fromkeys(_placed(node)))
            pending.extend([part for slot in node.__slots__ if type(part := getattr(node, slot)) not in _LEAVES])
    return tuple(sorted(found, key=lambda item: item[2]))


def _is_docstring(node: Any) -> bool:
    return isinstance(node, ir.ExprStmt) and isinstance(node.value, ir.Const)


def _placed(node: Any) -> Iterator[Found]:
    if isinstance(node, ir.Logical) and node.op in ("or", "??") and isinstance(node.left, (ir.Attr, ir.Item)):
        value = _text(node.right)
        name = node.left.name if isinstance(node.left, ir.Attr) else _text(node.left.key)
        if value and promises_secret(name):
            yield name, value, node.right.pos
    elif isinstance(node, ir.Call):
        yield from _in_call(node)


def _in_call(node: ir.Call) -> Iterator[Found]:
    called = (
        node.func.name if isinstance(node.func, ir.Attr) else node.func.id if isinstance(node.func, ir.Name) else ""
    )
    pair = node.args if called in ("login", "HTTPBasicAuth") else []
    if called == "getenv" or (called in ("get", "setdefault") and _is_environment(node.func)):
        name, value = ([_text(argument) for argument in node.args] + ["", ""])[:2]
        if value and promises_secret(name):
            yield name, value, node.args[1].pos
    for keyword, given in node.keywords:
        if keyword == "auth" and isinstance(given, ir.List):
            pair = given.items
    if len(pair) == 2 and _text(pair[0]) and _text(pair[1]):
        yield f"password of {_text(pair[0])}", _text(pair[1]), pair[1].pos


def _is_environment(func: ir.Expr) -> bool:
    owner = func.obj if isinstance(func, ir.Attr) else None
    name = owner.name if isinstance(owner, ir.Attr) else owner.id if isinstance(owner, ir.Name) else ""
    return name == "environ"


def _text(node: ir.Expr) -> str:
    return node.value if isinstance(node, ir.Const) and isinstance(node.value, str) else ""
