"""Functions of every kind, and their parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.code.javascript.literals import key
from goatherd.code.javascript.lowering import COMMENTS, inner, position
from goatherd.code.javascript.types import type_name

if TYPE_CHECKING:
    from tree_sitter import Node

    from goatherd.code.javascript.lowering import Expressions, Lowering, Statements

_PARAMETERS = frozenset({"required_parameter", "optional_parameter"})
_PROPERTY_MODIFIERS = frozenset({"accessibility_modifier", "override_modifier", "readonly"})


def function_ir(
    lw: Lowering, node: Node, name: str, *, kind: str = "", decorators: list[ir.Expr] | None = None
) -> ir.FunctionIR:
    """The function of any node that has parameters and a body."""
    scope = lw.scopes.enter_function()
    params: list[ir.Param] = []
    properties: list[ir.Name] = []
    body: list[ir.Stmt] = []
    is_async = is_generator = arrow = False
    for child in node.children:
        part = child.type
        if part == "formal_parameters":
            read = kind == "constructor" or decorators
            params, properties = _parameters(lw, child, read=bool(read))
        elif part == "statement_block":
            body = lw.statements(child.children)
        elif part == "async":
            is_async = True
        elif part == "*":
            is_generator = True
        elif part == "=>":
            arrow = True
        elif arrow and part not in COMMENTS:
            body = [ir.Return(position(child), lw.expr(child))]
        elif part == "identifier" and node.type == "arrow_function":
            params = [ir.Param(lw.target(child, "var"), None, "positional")]
    if properties:
        body = _with_properties(lw, body, properties)
    return ir.FunctionIR(
        position(node),
        name,
        params,
        body,
        decorators=decorators,
        is_async=is_async,
        is_generator=is_generator,
        arrow=arrow,
        kind=kind,
        locals=lw.scopes.leave_function(scope),
    )


def _parameters(lw: Lowering, node: Node, *, read: bool) -> tuple[list[ir.Param], list[ir.Name]]:
    """The parameters, and those of them that TypeScript makes properties of the object.

    `read`: whether somebody may read their types when the program runs.
    """
    params: list[ir.Param] = []
    properties: list[ir.Name] = []
    for child in node.children:
        if child.type not in _PARAMETERS:
            lw.unknown(child)
            continue
        pattern = child.child_by_field_name("pattern")
        if pattern is None or pattern.type == "this":
            continue
        if pattern.type == "rest_pattern":
            params.append(ir.Param(lw.target(inner(pattern), "var"), None, "star"))
            continue
        target = lw.target(pattern, "var")
        value = child.child_by_field_name("value")
        param = ir.Param(target, lw.expr(value) if value else None, "positional")
        params.append(param)
        parts = child.children
        if read or parts[0].type == "decorator":
            param.annotation = type_name(lw, child.child_by_field_name("type"))
            param.decorators = [lw.inner(part) for part in parts if part.type == "decorator"]
        if isinstance(target, ir.Name) and any(part.type in _PROPERTY_MODIFIERS for part in parts):
            properties.append(target)
    return params, properties


def _with_properties(lw: Lowering, body: list[ir.Stmt], properties: list[ir.Name]) -> list[ir.Stmt]:
    """`this.x = x` for each, after the call of super where there is one."""
    assigned: list[ir.Stmt] = [
        ir.Assign(p.pos, ir.Attr(p.pos, ir.Name(p.pos, "this"), p.id, False), lw.name(p.pos, p.id), False)
        for p in properties
    ]
    after = next((at + 1 for at, stmt in enumerate(body) if _calls_super(stmt)), 0)
    return body[:after] + assigned + body[after:]


def _calls_super(stmt: ir.Stmt) -> bool:
    if not (isinstance(stmt, ir.ExprStmt) and isinstance(stmt.value, ir.Call)):
        return False
    func = stmt.value.func
    return isinstance(func, ir.Name) and func.id == "super"


def method(
    lw: Lowering, node: Node, *, in_class: bool = False, decorators: list[ir.Expr] | None = None
) -> tuple[ir.Expr, ir.FunctionIR]:
    """A method's key and function; the function of a computed key is named as the key is written."""
    name_node = node.child_by_field_name("name")
    name = key(lw, name_node)
    text = str(name.value) if isinstance(name, ir.Const) else lw.text(name_node) if name_node else ""
    modifiers = [child.type for child in node.children if child.type in ("static", "get", "set")]
    kind = " ".join(modifiers)
    if in_class and text == "constructor" and not modifiers:
        kind = "constructor"
    return name, function_ir(lw, node, text, kind=kind, decorators=decorators)


def give_name(value: ir.Expr, target: ir.Expr) -> None:
    """An anonymous function or class is called what it is assigned to."""
    unnamed: ir.FunctionIR | ir.ClassIR
    if isinstance(value, ir.Lambda):
        unnamed = value.function
    elif isinstance(value, ir.ClassExpr):
        unnamed = value.cls
    else:
        return
    if not unnamed.name:
        if isinstance(target, ir.Name):
            unnamed.name = target.id
        elif isinstance(target, ir.Attr):
            unnamed.name = target.name
        elif isinstance(target, ir.Const):
            unnamed.name = str(target.value)


def declaration(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    # Outside strict mode a function declared in a block is a variable of the function around it.
    name = _name(lw, node)
    lw.scopes.declare(name, hoisted=True)
    out.append(ir.FunctionDef(position(node), function_ir(lw, node, name)))


def expression(lw: Lowering, node: Node) -> ir.Expr:
    """A function expression; its own name, where it is used, becomes a variable around it."""
    pos = position(node)
    name = _name(lw, node)
    if not name:
        return ir.Lambda(pos, function_ir(lw, node, ""))
    block = lw.scopes.enter_block()
    lw.scopes.declare(name, hoisted=False)
    function = ir.Lambda(pos, function_ir(lw, node, name))
    lw.scopes.leave_block(block)
    return self_named(pos, function, name, block.names[name])


def self_named(pos: int, value: ir.Expr, name: str, holders: list[ir.Name | ir.ClassIR]) -> ir.Expr:
    """The value, assigned to the variable by which it refers to itself, if it does (`holders` are those places)."""
    if not holders:
        return value
    target = ir.Name(pos, name)
    holders.append(target)
    return ir.AssignExpr(pos, target, value, False)


def arrow(lw: Lowering, node: Node) -> ir.Expr:
    return ir.Lambda(position(node), function_ir(lw, node, ""))


def _name(lw: Lowering, node: Node) -> str:
    name = node.child_by_field_name("name")
    return lw.text(name) if name else ""


EXPRESSIONS: Expressions = {
    "function_expression": expression,
    "generator_function": expression,
    "arrow_function": arrow,
}

STATEMENTS: Statements = {
    "function_declaration": declaration,
    "generator_function_declaration": declaration,
}
