"""Classes: methods, fields, static members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.code.javascript.functions import give_name, method, self_named
from goatherd.code.javascript.literals import key
from goatherd.code.javascript.lowering import has, position
from goatherd.code.javascript.types import type_name

if TYPE_CHECKING:
    from tree_sitter import Node

    from goatherd.code.javascript.lowering import Expressions, Lowering, Statements

# What a class body holds for the type checker only.
_TYPES_ONLY = frozenset({"method_signature", "abstract_method_signature", "index_signature"})


def class_ir(lw: Lowering, node: Node, name: str) -> ir.ClassIR:
    cls = ir.ClassIR(position(node), name, [], [], [], [])
    for child in node.children:
        part = child.type
        if part == "decorator":
            cls.decorators.append(lw.inner(child))
        elif part == "class_heritage":
            cls.bases.extend(_bases(lw, child))
        elif part == "class_body":
            _members(lw, child, cls)
    return cls


def _bases(lw: Lowering, heritage: Node) -> list[ir.Expr]:
    clauses = [child for child in heritage.named_children if child.type == "extends_clause"]
    return [lw.expr(value) for clause in clauses for value in clause.children_by_field_name("value")]


def _members(lw: Lowering, body: Node, cls: ir.ClassIR) -> None:
    decorators: list[ir.Expr] = []
    for child in body.children:
        kind = child.type
        if kind == "decorator":
            decorators.append(lw.inner(child))
        elif kind == "method_definition":
            _method(lw, child, cls, decorators)
            decorators = []
        elif kind == "public_field_definition":
            _field(lw, child, cls)
        elif kind == "class_static_block":
            _static_block(lw, child, cls)
        elif kind not in _TYPES_ONLY:
            lw.unknown(child)


def _method(lw: Lowering, node: Node, cls: ir.ClassIR, decorators: list[ir.Expr]) -> None:
    name, function = method(lw, node, in_class=True, decorators=decorators)
    if isinstance(name, ir.Const):
        cls.body.append(ir.FunctionDef(function.pos, function))
    elif function.kind.startswith("static"):
        _assign_static(cls, name, ir.Lambda(function.pos, function))
    else:
        cls.fields.append((name, ir.Lambda(function.pos, function)))


def _field(lw: Lowering, node: Node, cls: ir.ClassIR) -> None:
    pos = position(node)
    decorators = [lw.inner(decorator) for decorator in node.children_by_field_name("decorator")]
    cls.body.extend(ir.ExprStmt(decorator.pos, decorator) for decorator in decorators)
    name = key(lw, node.child_by_field_name("name"))
    if isinstance(name, ir.Const) and decorators:
        cls.decorated[str(name.value)] = decorators
        annotation = type_name(lw, node.child_by_field_name("type"))
        if annotation is not None:
            cls.annotations[str(name.value)] = annotation
    initial = node.child_by_field_name("value")
    value = lw.expr(initial) if initial else None
    if value is not None:
        give_name(value, name)
    elif has(node, "declare", "abstract"):
        return
    if has(node, "static"):
        _assign_static(cls, name, value or ir.Const(pos, ir.UNDEFINED))
    else:
        cls.fields.append((name, value))


def _assign_static(cls: ir.ClassIR, name: ir.Expr, value: ir.Expr) -> None:
    target: ir.Expr
    if isinstance(name, ir.Const):
        target = ir.Name(name.pos, str(name.value))
    else:
        target = ir.Item(name.pos, ir.Name(name.pos, "this"), name, False)
    cls.body.append(ir.Assign(target.pos, target, value, True))


def _static_block(lw: Lowering, node: Node, cls: ir.ClassIR) -> None:
    """An arrow function called at once: its `this` is that of the class body."""
    pos = position(node)
    scope = lw.scopes.enter_function()
    block = node.child_by_field_name("body")
    body = lw.statements(block.children) if block else []
    function = ir.FunctionIR(pos, "", [], body, arrow=True, locals=lw.scopes.leave_function(scope))
    cls.body.append(ir.ExprStmt(pos, ir.Call(pos, ir.Lambda(pos, function), [], [], False, False, False)))


def declaration(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    name = node.child_by_field_name("name")
    cls = class_ir(lw, node, lw.text(name) if name else "")
    lw.scopes.declare_class(cls)
    out.append(ir.ClassDef(cls.pos, cls))


def expression(lw: Lowering, node: Node) -> ir.Expr:
    """A class expression; its own name, where it is used, becomes a variable around it."""
    pos = position(node)
    name_node = node.child_by_field_name("name")
    if name_node is None:
        return ir.ClassExpr(pos, class_ir(lw, node, ""))
    name = lw.text(name_node)
    block = lw.scopes.enter_block()
    lw.scopes.declare(name, hoisted=False)
    value = ir.ClassExpr(pos, class_ir(lw, node, name))
    lw.scopes.leave_block(block)
    return self_named(pos, value, name, block.names[name])


EXPRESSIONS: Expressions = {"class": expression}

STATEMENTS: Statements = {
    "class_declaration": declaration,
    "abstract_class_declaration": declaration,
}
