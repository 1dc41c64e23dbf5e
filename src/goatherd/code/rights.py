"""Attributes that say what a user may do, by their names, and where code turns callers away by them.

Read from the text alone, a file at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.code.claims import refuses
from goatherd.code.walking import below
from goatherd.core.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_RIGHT = regex(
    r"(?i):?(?:(?:user|account)_?)?(?:roles?|permissions?|groups?|privileges?|access_?level)"
    r"|:?(?:is|has)?_?(?:super|site)?_?(?:admin|administrator|staff|superuser|super_?user)(?:_?rights)?"
    r"|:?(?:can_?)?manage_?(?:all_?)?(?:users|members|accounts|people|staff|roles|permissions|groups)"
)
_SAID = regex(r"(?i)\b(?:\w*_)?role|admin|permission|privilege|superuser|group|\bstaff|access_?level")
_WORDS = regex(r"(?i)role|admin|permission|privilege|super_?user|group|staff|access_?level|scope")
_FILLING = regex(r"[_:]|^(?:is|has)(?=[_A-Z])|(?<=[a-z])s$")
Found = tuple[str, int]  # the attribute in its plain form, "" where only a name says that it is about rights; position


def is_right(name: str) -> bool:
    return len(name) < 40 and _RIGHT.fullmatch(name) is not None


def plain(name: str) -> str:
    """One form for the spellings of an attribute: "role" for userRole and roles, "admin" for is_admin."""
    return _FILLING.sub("", name).lower().removeprefix("user").removeprefix("account")


def rights_asked(module: ir.Module, text: str) -> tuple[Found, ...]:
    """Where callers are refused by an attribute of that kind. `text` is that of the file: most name none."""
    if _SAID.search(text) is None:
        return ()
    found: dict[Found, None] = {}
    for node in below(module.body):
        if isinstance(node, ir.If) and any(refuses(each) for each in below([node.body, node.orelse])):
            found.update(dict.fromkeys((attribute, node.test.pos) for attribute in _tested(node.test)))
    return tuple(sorted(found, key=lambda each: (each[1], each[0])))


def _tested(test: Any) -> Iterator[str]:
    for node in below(test):
        name = _member(node)
        if name and is_right(name):
            yield plain(name)
        elif _is_named(node):
            yield ""


def _member(node: Any) -> str:
    """The name of the member or variable that an expression reads, "" for any other."""
    if isinstance(node, (ir.Attr, ir.Name)):
        return node.name if isinstance(node, ir.Attr) else node.id
    key: Any = None
    if isinstance(node, ir.Item):
        key = node.key
    elif isinstance(node, ir.Call) and isinstance(node.func, ir.Attr) and node.func.name == "get" and node.args:
        key = node.args[0]
    value = key.value if isinstance(key, ir.Const) else None
    return value.removeprefix("custom:").removeprefix("cognito:") if isinstance(value, str) else ""


def _is_named(node: Any) -> bool:
    """Whether a variable, function or constant is called as what is about rights."""
    name = node.id if isinstance(node, ir.Name) else node.name if isinstance(node, ir.Attr) else ""
    if isinstance(node, ir.Const) and isinstance(node.value, str) and len(node.value) < 40:
        name = node.value
    return bool(name and _WORDS.search(name))
