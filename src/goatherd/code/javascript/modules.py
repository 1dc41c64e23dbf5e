"""Imports and exports, of ECMAScript and of TypeScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.code.javascript.functions import give_name
from goatherd.code.javascript.literals import string_value
from goatherd.code.javascript.lowering import has, inner, position
from goatherd.code.javascript.patterns import names
from goatherd.code.javascript.statements import declare_variables

if TYPE_CHECKING:
    from tree_sitter import Node

    from goatherd.code.javascript.lowering import Lowering, Statements

_TYPE_ONLY = ("type", "typeof")
_VARIABLES = frozenset({"variable_declaration", "lexical_declaration"})
DEFAULT = "*default*"


def _module_name(lw: Lowering, node: Node) -> str:
    source = node.child_by_field_name("source")
    return string_value(lw, source) if source else ""


def _exported_name(lw: Lowering, node: Node) -> str:
    """A name in braces, which may be written as a string."""
    return string_value(lw, node) if node.type == "string" else lw.text(node)


def _specifier(lw: Lowering, node: Node) -> tuple[str, str]:
    """(name, alias) of `name as alias`; the same twice without `as`."""
    name = node.child_by_field_name("name")
    alias = node.child_by_field_name("alias")
    first = _exported_name(lw, name) if name else ""
    return first, _exported_name(lw, alias) if alias else first


# --- import ---


def import_(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    if has(node, *_TYPE_ONLY):
        return
    clause = None
    for child in node.named_children:
        if child.type == "import_require_clause":
            out.append(_import_require(lw, child))
            return
        if child.type == "import_clause":
            clause = child
    bound: list[tuple[str, str]] = []
    alias = ""
    if clause is not None:
        bound, alias = _clause(lw, clause)
        if not bound and not alias and has(clause, "named_imports") and _only_types(clause):
            return
    for _, local in bound:
        lw.scopes.declare(local, hoisted=True)
    if alias:
        lw.scopes.declare(alias, hoisted=True)
    out.append(ir.Import(position(node), _module_name(lw, node), bound, alias, 0))


def _clause(lw: Lowering, clause: Node) -> tuple[list[tuple[str, str]], str]:
    bound: list[tuple[str, str]] = []
    alias = ""
    for child in clause.named_children:
        if child.type == "identifier":
            bound.append(("default", lw.text(child)))
        elif child.type == "namespace_import":
            name = inner(child)
            alias = lw.text(name) if name else ""
        elif child.type == "named_imports":
            bound.extend(_specifier(lw, part) for part in _specifiers(child) if not has(part, *_TYPE_ONLY))
    return bound, alias


def _specifiers(node: Node) -> list[Node]:
    return [part for part in node.named_children if part.type in ("import_specifier", "export_specifier")]


def _only_types(clause: Node) -> bool:
    """Whether the braces hold something, all of it types; then TypeScript drops the import."""
    return any(_specifiers(child) for child in clause.named_children if child.type == "named_imports")


def _import_require(lw: Lowering, node: Node) -> ir.Stmt:
    pos = position(node)
    require = ir.Call(pos, lw.name(pos, "require"), [ir.Const(pos, _module_name(lw, node))], [], False, False, False)
    name = lw.target(inner(node), "var")
    return ir.Assign(pos, name, require, True)


def import_alias(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    """`import a = b.c` of a namespace's member."""
    parts = [child for child in node.named_children if child.type in ("identifier", "nested_identifier")]
    if len(parts) == 2:
        value = lw.expr(parts[1])
        out.append(ir.Assign(position(node), lw.target(parts[0], "var"), value, True))


# --- export ---


def export(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    value = node.child_by_field_name("value")
    declaration = node.child_by_field_name("declaration")
    if declaration is not None:
        _export_declaration(lw, node, declaration, out)
    elif value is not None:
        _export_default(lw, node, value, out)
    elif has(node, "="):
        _export_assignment(lw, node, out)
    elif not has(node, "namespace", *_TYPE_ONLY):
        out.append(ir.Export(position(node), _listed(lw, node), _module_name(lw, node)))


def _listed(lw: Lowering, node: Node) -> list[tuple[str, str]]:
    """(exported, local) of `export {…}`, `export *` and `export * as n`."""
    for child in node.named_children:
        if child.type == "export_clause":
            pairs = [_specifier(lw, part) for part in _specifiers(child) if not has(part, *_TYPE_ONLY)]
            return [(alias, name) for name, alias in pairs]
        if child.type == "namespace_export":
            name = inner(child)
            return [(_exported_name(lw, name) if name else "", "*")]
    return [("*", "*")] if has(node, "*") else []


def _export_declaration(lw: Lowering, node: Node, declaration: Node, out: list[ir.Stmt]) -> None:
    if declaration.type in _VARIABLES:
        targets = declare_variables(lw, declaration, out)
        exported = [name for target in targets for name in names(target)]
    else:
        start = len(out)
        lw.statement(declaration, out)
        for stmt in out[start:]:
            _add_decorators(lw, node, stmt)
        exported = list(dict.fromkeys(name for stmt in out[start:] for name in declared(stmt)))
    if not exported:
        return
    if has(node, "default"):
        out.append(ir.Export(position(node), [("default", exported[0])], ""))
    else:
        out.append(ir.Export(position(node), [(name, name) for name in exported], ""))


def declared(stmt: ir.Stmt) -> list[str]:
    """The names that a lowered declaration binds."""
    if isinstance(stmt, ir.FunctionDef):
        return [stmt.function.name]
    if isinstance(stmt, ir.ClassDef):
        return [stmt.cls.name]
    if isinstance(stmt, ir.Assign):
        return names(stmt.target)
    return []


def _add_decorators(lw: Lowering, node: Node, stmt: ir.Stmt) -> None:
    decorators = node.children_by_field_name("decorator")
    if decorators and isinstance(stmt, ir.ClassDef):
        stmt.cls.decorators[:0] = [lw.inner(decorator) for decorator in decorators]


def _export_default(lw: Lowering, node: Node, value: Node, out: list[ir.Stmt]) -> None:
    pos = position(node)
    lowered = lw.expr(value)
    give_name(lowered, ir.Name(pos, "default"))
    lw.scopes.declare(DEFAULT, hoisted=True)
    out.append(ir.Assign(pos, ir.Name(pos, DEFAULT), lowered, True))
    out.append(ir.Export(pos, [("default", DEFAULT)], ""))


def _export_assignment(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    pos = position(node)
    target = ir.Attr(pos, lw.name(pos, "module"), "exports", False)
    value = lw.inner(node)
    give_name(value, target)
    out.append(ir.Assign(pos, target, value, False))


STATEMENTS: Statements = {
    "import_statement": import_,
    "import_alias": import_alias,
    "export_statement": export,
}
