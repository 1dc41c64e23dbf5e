"""Constants of a program that are only used on a workstation.

They stand beside the address of a server on the machine itself, or in that of a container, as the program's own choice
or in place of a variable that is not set, or below a test for a stage that only a workstation has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.code.walking import HOLDERS
from goatherd.core.lazy import regex
from goatherd.core.local_runs import LOCAL_STAGES, LOCAL_VARIABLES, is_container_address, is_local_server, names_server
from goatherd.core.secrets import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# How much of what is walked through is for a workstation: constants in place of settings, or all of them.
_NOTHING, _DEFAULTS, _ALL = range(3)
_STAGES = LOCAL_STAGES | {"test"}
_SWITCHES = frozenset(
    {"islocal", "isoffline", "islocalstack", *(name.replace("_", "").lower() for name in LOCAL_VARIABLES)}
)
_LEAVES = frozenset({str, int, bool, type(None), ir.Name})
_WORTH_A_LOOK = regex(r"(?i)(?:pass|pwd|secret|key|token|://[^\s/:@]*:[^\s/:@]+@)")
_HINTS = regex(
    r"(?i)localhost|127\.0\.0\.1|0\.0\.0\.0|docker\.internal|\blocal|offline|host\w*[\"']?\s*[:=,\]|?]|['\"]test['\"]"
    r"|://[^\s/:@]*:[^\s/:@]+@[\w-]+[:/'\"]"
)


def used_at_home(module: ir.Module, text: str = "") -> frozenset[int]:
    """The positions of texts, of the variables that are set to them, and of what they are called in tables.

    `text` is that of the file, to spare the walk where nothing in it can be one.
    """
    if text and not (_WORTH_A_LOOK.search(text) and _HINTS.search(text)):
        return frozenset()
    found: set[int] = set()
    pending: list[tuple[Any, int]] = [(module.body, _NOTHING)]
    while pending:
        node, level = pending.pop()
        if isinstance(node, ir.Const):
            found.update([node.pos] if level == _ALL and isinstance(node.value, str) else ())
        elif isinstance(node, (list, tuple)):
            pending += _of_statements(node, level)
        elif isinstance(node, HOLDERS):
            found.update([node.target.pos] if level == _ALL and isinstance(node, ir.Assign) else ())
            pending += _parts(node, level)
    return frozenset(found)


def _parts(node: Any, level: int) -> Iterator[tuple[Any, int]]:
    """The parts of a node, each with how much of it is for a workstation."""
    if isinstance(node, ir.If | ir.Conditional):
        then, other = (node.body, node.orelse) if isinstance(node, ir.If) else (node.then, node.other)
        asked = _asks(node.test)
        yield then, _ALL if asked is True else level
        yield other, _ALL if asked is False else level
    elif isinstance(node, ir.Dict):
        level = max(level, _beside((_text(key), value) for key, value in node.entries if key is not None))
        yield from ((part, level) for entry in node.entries for part in entry if part is not None)
    elif isinstance(node, ir.Logical) and node.op in ("or", "??"):
        yield node.left, level
        yield node.right, _ALL if level or is_container_address(_text(node.right)) else level
    elif isinstance(node, ir.Call):
        level = max(level, _beside((name or "", value) for name, value in node.keywords))
        default = _default(node)
        yield node.func, level
        spared = default is not None and (level or is_container_address(_text(default)))
        yield from ((part, _ALL if spared and part is default else level) for part in node.args)
        yield from ((value, level) for _, value in node.keywords)
    else:
        yield from ((part, level) for slot in node.__slots__ if type(part := getattr(node, slot)) not in _LEAVES)


def _of_statements(nodes: Iterable[Any], level: int) -> Iterator[tuple[Any, int]]:
    """Variables that are set one after another, of which one is the address of a server: those of its name."""
    servers: dict[str, int] = {}
    for node in nodes:
        name = node.target.id if isinstance(node, ir.Assign) and isinstance(node.target, ir.Name) else ""
        if name and names_server(name):
            servers[words(name)[0]] = _level_of(node.value)
    for node in nodes:
        target = node.target if servers and isinstance(node, ir.Assign) else None
        first = words(target.id)[:1] if isinstance(target, ir.Name) else []
        yield node, max(level, servers.get(first[0], _NOTHING)) if first else level


def _beside(entries: Iterable[tuple[str, ir.Expr]]) -> int:
    levels = [_level_of(value) for name, value in entries if name and names_server(name)]
    return min(levels, default=_NOTHING)


def _level_of(address: ir.Expr) -> int:
    """How much is for a workstation of what stands beside this address."""
    if is_local_server(_text(address)):
        return _ALL
    written = address.right if isinstance(address, ir.Logical) and address.op in ("or", "??") else _default(address)
    return _DEFAULTS if written is not None and is_local_server(_text(written)) else _NOTHING


def _default(node: ir.Expr) -> ir.Expr | None:
    """What a call that reads a setting gives where it is not set."""
    if not isinstance(node, ir.Call) or len(node.args) != 2:
        return None
    func = node.func
    called = func.name if isinstance(func, ir.Attr) else func.id if isinstance(func, ir.Name) else ""
    return node.args[1] if called in ("getenv", "get", "setdefault") else None


def _asks(test: ir.Expr) -> bool | None:
    """What the outcome of a test is on a workstation, and only there; None for a test of anything else."""
    if isinstance(test, ir.Unary) and test.op == "not":
        asked = _asks(test.operand)
        return None if asked is None else not asked
    if isinstance(test, ir.Logical) and test.op in ("or", "and"):
        sides = (_asks(test.left), _asks(test.right))
        alike = sides[0] is sides[1]
        return (sides[0] if alike else None) if test.op == "or" else (True if True in sides else None)
    if isinstance(test, ir.Compare):
        named = _are_stages(test.right) or (test.op not in ("in", "not in") and _are_stages(test.left))
        return test.op in ("==", "===", "in", "is") if named else None
    if isinstance(test, ir.Call) and isinstance(test.func, ir.Attr):
        return True if test.func.name == "includes" and _are_stages(test.func.obj) else None
    name = test.name if isinstance(test, ir.Attr) else test.id if isinstance(test, ir.Name) else ""
    return True if name.replace("_", "").lower() in _SWITCHES else None


def _are_stages(node: ir.Expr) -> bool:
    names = [_text(item) for item in node.items] if isinstance(node, ir.List) else [_text(node)]
    return bool(names) and _STAGES.issuperset(names)


def _text(node: ir.Expr | None) -> str:
    return node.value if isinstance(node, ir.Const) and isinstance(node.value, str) else ""
