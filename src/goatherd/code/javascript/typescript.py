"""What TypeScript adds that exists when the program runs: enums and namespaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.code.javascript.functions import self_named
from goatherd.code.javascript.literals import key
from goatherd.code.javascript.lowering import WITHOUT_MEANING, position

if TYPE_CHECKING:
    from tree_sitter import Node

    from goatherd.code.javascript.lowering import Lowering, Statements
    from goatherd.code.javascript.scopes import Block

_TYPES_ONLY = ("interface_declaration", "type_alias_declaration", "function_signature", "ambient_declaration")


def nothing(_lw: Lowering, _node: Node, _out: list[ir.Stmt]) -> None:
    """Types, and declarations of what some other file or the platform defines."""


def _bind(lw: Lowering, pos: int, name: str, value: ir.Expr) -> ir.Stmt:
    """Binds an object to a name; if the name is bound already, the object's members are added to that."""
    merges = name in lw.scopes.function.names
    lw.scopes.declare(name, hoisted=True)
    target = lw.name(pos, name)
    if not merges:
        return ir.Assign(pos, target, value, True)
    assign = ir.Attr(pos, lw.name(pos, "Object"), "assign", False)
    return ir.ExprStmt(pos, ir.Call(pos, assign, [target, value], [], False, False, False))


# --- enums ---


def enum(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    """An object of its members; numbers map back to their names. A member may use the ones before it by name."""
    pos = position(node)
    body = node.child_by_field_name("body")
    members = [(member, _member_name(lw, member)) for member in body.named_children] if body else []
    block = lw.scopes.enter_block()
    values: list[tuple[str, ir.Expr]] = []
    base: ir.Expr | None = None
    count = 0
    for member, name in members:
        if not name:
            lw.unknown(member)
            continue
        initial = member.child_by_field_name("value")
        if initial is not None:
            base, count = lw.expr(initial), 0
        values.append((name, _counted(position(member), base, count)))
        count += 1
    for name, _ in values:
        lw.scopes.declare(name, hoisted=False)
    lw.scopes.leave_block(block)
    name_node = node.child_by_field_name("name")
    entries = _entries(values, block)
    out.append(_bind(lw, pos, lw.text(name_node) if name_node else "", ir.Dict(pos, entries)))


def _member_name(lw: Lowering, member: Node) -> str:
    if member.type in WITHOUT_MEANING:
        return ""
    name = member.child_by_field_name("name") if member.type == "enum_assignment" else member
    constant = key(lw, name)
    return str(constant.value) if isinstance(constant, ir.Const) else ""


def _counted(pos: int, base: ir.Expr | None, count: int) -> ir.Expr:
    """The value of the member that comes `count` after the one whose value is written out (None: after none)."""
    if base is None:
        return ir.Const(pos, count)
    if count == 0:
        return base
    if isinstance(base, ir.Const) and isinstance(base.value, int | float):
        return ir.Const(pos, base.value + count)
    return ir.Binary(pos, "+", base, ir.Const(pos, count))


def _entries(values: list[tuple[str, ir.Expr]], block: Block) -> list[tuple[ir.Expr | None, ir.Expr]]:
    entries: list[tuple[ir.Expr | None, ir.Expr]] = []
    for name, value in values:
        pos = value.pos
        entries.append((ir.Const(pos, name), self_named(pos, value, name, block.names[name])))
        if isinstance(value, ir.Const) and isinstance(value.value, int | float):
            entries.append((ir.Const(pos, str(value.value)), ir.Const(pos, name)))
    return entries


# --- namespaces ---


def namespace(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    """`namespace A.B {…}`: an arrow function that is called at once and returns what the block exports."""
    name_node = node.child_by_field_name("name")
    body = node.child_by_field_name("body")
    if name_node is None or body is None or name_node.type == "string":
        return
    names = lw.text(name_node).split(".")
    pos = position(node)
    value = _namespace_object(lw, pos, body)
    for name in reversed(names[1:]):
        value = ir.Dict(pos, [(ir.Const(pos, name.strip()), value)])
    out.append(_bind(lw, pos, names[0].strip(), value))


def _namespace_object(lw: Lowering, pos: int, node: Node) -> ir.Expr:
    scope = lw.scopes.enter_function()
    body: list[ir.Stmt] = []
    entries: list[tuple[ir.Expr | None, ir.Expr]] = []
    for stmt in lw.statements(node.children):
        if isinstance(stmt, ir.Export):
            entries.extend((ir.Const(pos, exported), lw.name(pos, local)) for exported, local in stmt.names)
        else:
            body.append(stmt)
    body.append(ir.Return(pos, ir.Dict(pos, entries)))
    function = ir.FunctionIR(pos, "", [], body, arrow=True, locals=lw.scopes.leave_function(scope))
    return ir.Call(pos, ir.Lambda(pos, function), [], [], False, False, False)


STATEMENTS: Statements = {
    "enum_declaration": enum,
    "internal_module": namespace,
    "module": namespace,
    **dict.fromkeys(_TYPES_ONLY, nothing),
}
