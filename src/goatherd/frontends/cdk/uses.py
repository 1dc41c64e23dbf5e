"""Classes of stacks that no code of a tree uses: they are written, be they imported too, and nothing makes them.

Told by names, from the code of every file: an import, an export or the type of a parameter is no use, nor is what
the class of another unused stack does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import define, field

from goatherd.code import ir
from goatherd.code.paths import language_of, stem
from goatherd.code.walking import HOLDERS
from goatherd.frontends.cdk.apps import is_test
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.code.modules import Modules

_TYPES = ("annotation", "annotations")
_BY_TEXT = re.compile(r"\bgetattr\b|\bimport_module\b|\bglobals\b")
_NOBODY = ""


def unused_classes(modules: Modules, files: Iterable[str]) -> set[str]:
    """Names of the classes in the files, which hold stacks, that nothing in the tree uses."""
    classes = {path: frozenset(_classes(modules.load(path))) for path in files}
    names = {name for found in classes.values() for name in found}
    if not names:
        return set()
    words = "|".join(map(re.escape, sorted(names | {stem(path) for path in classes})))
    mentioned = re.compile(rf"(?<![\w$])(?:{words})(?![\w$])")
    uses: dict[str, set[str]] = {}
    for path in modules.tree.files:
        if language_of(path) and not is_test(path) and mentioned.search(modules.text(path)):
            _File(modules, path, classes, names).collect(uses)
    used: set[str] = set()
    pending = [_NOBODY]
    while pending:
        new = uses.get(pending.pop(), set()) - used
        used |= new
        pending += new
    return names - used


def _classes(module: ir.Module) -> Iterator[str]:
    return (each.cls.name for each in module.body if isinstance(each, ir.ClassDef) and each.cls.bases)


@define
class _File:
    """`classes` are those of every file with stacks, `names` all of them."""

    modules: Modules
    path: str
    classes: dict[str, frozenset[str]]
    names: set[str]
    aliases: dict[str, frozenset[str]] = field(factory=dict)  # what the file calls classes of others

    def collect(self, uses: dict[str, set[str]]) -> None:
        """Add what the file uses, by the class that does, "" for what runs whoever is made."""
        module, text = self.modules.load(self.path), self.modules.text(self.path)
        if module.problems:  # what was not understood may use any
            uses.setdefault(_NOBODY, set()).update(name for name in self.names if name in text)
        for each in module.body:
            self._import(each)
        by_text = _BY_TEXT.search(text) is not None
        for each in module.body:
            own = isinstance(each, ir.ClassDef) and each.cls.name in self.names
            owner = each.cls.name if own and isinstance(each, ir.ClassDef) else _NOBODY
            uses.setdefault(owner, set()).update(self._used(each, by_text))

    def _used(self, root: Any, by_text: bool) -> Iterator[str]:
        pending: list[Any] = [root]
        while pending:
            node = pending.pop()
            if isinstance(node, (list, tuple)):
                pending.extend(node)
            elif isinstance(node, HOLDERS) and not self._hands_on(node):
                name = node.id if isinstance(node, ir.Name) else node.name if isinstance(node, ir.Attr) else ""
                if isinstance(node, ir.Const) and by_text and isinstance(node.value, str):
                    name = node.value
                yield from self.aliases.get(name, (name,) if name in self.names else ())
                pending.extend(getattr(node, slot) for slot in node.__slots__ if slot not in _TYPES)

    def _import(self, node: ir.Stmt) -> None:
        if isinstance(node, ir.Import):
            for name, alias in node.names:
                self._call(alias, frozenset({name}) & self.names or self._default(node.module, name))
        elif isinstance(node, ir.Export) and not node.module:
            for name, own in node.names:  # others know it by another name
                if own in self.names and name not in (own, "default"):
                    self.aliases[own] = frozenset({own})
        elif isinstance(node, ir.Assign) and _required(node.value) and isinstance(node.target, ir.Name):
            self._call(node.target.id, self._default(_required(node.value), "default"))

    def _call(self, alias: str, classes: frozenset[str]) -> None:
        if classes:
            self.aliases[alias] = classes

    def _default(self, module: str, name: str) -> frozenset[str]:
        """The classes of the file that is imported as a whole."""
        if name != "default" or language_of(self.path) == "python":
            return frozenset()
        found = self.modules.find_javascript(module, self.path, Entry(self.path, "", "javascript", 1, ""))
        return self.classes.get(found or "", frozenset())

    def _hands_on(self, node: Any) -> bool:
        """Whether a statement only imports or exports."""
        if not isinstance(node, ir.Assign):
            return isinstance(node, (ir.Import, ir.Export))
        target = node.target
        exported = isinstance(target, ir.Name) and target.id == "*default*"
        exported = exported or (isinstance(target, ir.Attr) and _root(target) in ("module", "exports"))
        return bool(_required(node.value)) or (exported and _is_named(node.value))


def _root(expr: ir.Expr) -> str:
    while isinstance(expr, ir.Attr):
        expr = expr.obj
    return expr.id if isinstance(expr, ir.Name) else ""


def _is_named(value: ir.Expr) -> bool:
    """Whether it is a variable, or an object of variables under their own names."""
    if isinstance(value, ir.Dict):
        return all(isinstance(k, ir.Const) and isinstance(v, ir.Name) and k.value == v.id for k, v in value.entries)
    return isinstance(value, ir.Name)


def _required(value: ir.Expr) -> str:
    """The module of `require("x")`."""
    called = isinstance(value, ir.Call) and isinstance(value.func, ir.Name) and value.func.id == "require"
    first = value.args[0] if called and isinstance(value, ir.Call) and value.args else None
    return first.value if isinstance(first, ir.Const) and isinstance(first.value, str) else ""
