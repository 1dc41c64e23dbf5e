"""Names, members, calls, operators, assignments, object and array literals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.code.javascript.assertions import rebound
from goatherd.code.javascript.chains import held, in_parts, is_long, owner
from goatherd.code.javascript.functions import give_name, method
from goatherd.code.javascript.literals import key, template_parts
from goatherd.code.javascript.lowering import MAX_LADDER, PUNCTUATION, TooDeep, has, position

if TYPE_CHECKING:
    from tree_sitter import Node

    from goatherd.code.javascript.lowering import Expressions, Lowering, Statements

OPERATORS: dict[str, tuple[type[ir.Binary] | type[ir.Logical] | type[ir.Compare], str]] = {
    **{op: (ir.Binary, op) for op in ("+", "-", "*", "/", "%", "**", "&", "|", "^", "<<", ">>", ">>>")},
    **{op: (ir.Compare, op) for op in ("==", "!=", "===", "!==", "<", "<=", ">", ">=", "instanceof")},
    "in": (ir.Compare, "has"),
    "&&": (ir.Logical, "and"),
    "||": (ir.Logical, "or"),
    "??": (ir.Logical, "??"),
}
_UNARY = {"!": "not"}
MAX_OPERATORS = 100  # whoever walks them recurses


# --- names and members ---


def identifier(lw: Lowering, node: Node) -> ir.Expr:
    text = lw.text(node)
    if not text:  # the parser invents an empty one where an expression is missing
        return ir.Const(position(node), ir.UNDEFINED)
    return lw.name(position(node), text)


def keyword(lw: Lowering, node: Node) -> ir.Expr:
    """`this`, `super`, `new.target`, `import.meta`: names that no scope binds."""
    return ir.Name(position(node), "".join(lw.text(node).split()))


def private_name(lw: Lowering, node: Node) -> ir.Expr:
    return ir.Const(position(node), lw.text(node))


def member(lw: Lowering, node: Node) -> ir.Expr:
    if is_long(node) and (chain := in_parts(lw, node)) is not None:
        return chain
    children = node.children
    if len(children) == 3:
        first, dot, name = children
        return rebound(ir.Attr(position(node), owner(lw, first), lw.text(name), dot.type == "optional_chain"), first)
    prop = node.child_by_field_name("property")
    optional = node.child_by_field_name("optional_chain") is not None
    obj = node.child_by_field_name("object")
    return rebound(ir.Attr(position(node), owner(lw, obj), lw.text(prop) if prop else "", optional), obj)


def subscript(lw: Lowering, node: Node) -> ir.Expr:
    if is_long(node) and (chain := in_parts(lw, node)) is not None:
        return chain
    optional = node.child_by_field_name("optional_chain") is not None
    obj = node.child_by_field_name("object")
    return rebound(ir.Item(position(node), owner(lw, obj), lw.field(node, "index"), optional), obj)


# --- calls ---


def call(lw: Lowering, node: Node) -> ir.Expr:
    if is_long(node) and (chain := in_parts(lw, node)) is not None:
        return chain
    children = node.children
    pos = position(node)
    function: Node | None
    arguments: Node | None
    if len(children) == 2:
        function, arguments = children
        optional = False
    else:
        function = node.child_by_field_name("function")
        arguments = node.child_by_field_name("arguments")
        # the grammar has a node for `?.` in members only
        optional = has(node, "?.", "optional_chain")
    if function is not None and function.type == "import":
        sources = lw.exprs(arguments.children) if arguments else []
        return ir.ImportExpr(pos, sources[0] if sources else lw.expr(None))
    if function is not None and function.type in ("await_expression", "unary_expression"):
        return _typed(lw, pos, function, arguments)
    func = owner(lw, function)
    if arguments is not None and arguments.type == "template_string":
        return _tagged(lw, pos, func, arguments)
    args = lw.exprs(arguments.children) if arguments else []
    return rebound(ir.Call(pos, func, args, [], optional, False, False), function)


def _typed(lw: Lowering, pos: int, before: Node, arguments: Node | None) -> ir.Expr:
    """`await f<T>(x)` and `!f<T>(x)`, which the grammar takes for calls of `await f` and `!f`."""
    args = lw.exprs(arguments.children) if arguments else []
    if before.type == "await_expression":
        return ir.Await(position(before), ir.Call(pos, lw.inner(before), args, [], False, False, False))
    called = ir.Call(pos, lw.field(before, "argument"), args, [], False, False, False)
    op = before.children[0].type
    return ir.Unary(position(before), _UNARY.get(op, op), called)


def _tagged(lw: Lowering, pos: int, func: ir.Expr, node: Node) -> ir.Expr:
    at = position(node)
    texts, values = template_parts(lw, node)
    strings = ir.List(at, [ir.Const(at, text) for text in texts], "list")
    return ir.Call(pos, func, [strings, *values], [], False, False, True)


def new(lw: Lowering, node: Node) -> ir.Expr:
    arguments = node.child_by_field_name("arguments")
    args = lw.exprs(arguments.children) if arguments else []
    return ir.Call(position(node), lw.field(node, "constructor"), args, [], False, True, False)


# --- operators ---


def binary(lw: Lowering, node: Node) -> ir.Expr:
    """An operator and its operands; a chain such as `a + b + c + …` leans left and is followed without recursion."""
    chain = [node]
    left = _left(node)
    while left is not None and left.type == "binary_expression":
        chain.append(left)
        left = _left(left)
    result = lw.expr(left)
    pos = position(node)
    parts: list[ir.Expr] = []
    for index, link in enumerate(reversed(chain), 1):
        if index % MAX_OPERATORS == 0:
            result = lw.name(pos, held(lw, result, parts))
        children = link.children
        if len(children) == 3:
            token, right = children[1], children[2]
            kind, op = OPERATORS[token.type]
            result = kind(pos, op, result, lw.expr(right))
        else:
            operator = link.child_by_field_name("operator")
            kind, op = OPERATORS[operator.type if operator else "+"]
            result = kind(pos, op, result, lw.field(link, "right"))
    return ir.Sequence(pos, [*parts, result]) if parts else result


def _left(node: Node) -> Node | None:
    children = node.children
    return children[0] if len(children) == 3 else node.child_by_field_name("left")


def unary(lw: Lowering, node: Node) -> ir.Expr:
    op = node.children[0].type
    return ir.Unary(position(node), _UNARY.get(op, op), lw.field(node, "argument"))


def ternary(lw: Lowering, node: Node) -> ir.Expr:
    """A ladder `a ? b : c ? d : …` is followed without recursion."""
    rungs: list[tuple[int, ir.Expr, ir.Expr]] = []
    rest: Node | None = node
    while rest is not None and rest.type == "ternary_expression":
        rungs.append((position(rest), lw.field(rest, "condition"), lw.field(rest, "consequence")))
        rest = rest.child_by_field_name("alternative")
    if len(rungs) > MAX_LADDER:
        raise TooDeep
    result = lw.expr(rest)
    for pos, test, then in reversed(rungs):
        result = ir.Conditional(pos, test, then, result)
    return result


def wrapped(lw: Lowering, node: Node) -> ir.Expr:
    """Parentheses and what TypeScript adds to an expression."""
    return lw.inner(node)


def sequence(lw: Lowering, node: Node) -> ir.Expr:
    return ir.Sequence(position(node), lw.exprs(node.children))


def await_(lw: Lowering, node: Node) -> ir.Expr:
    return ir.Await(position(node), lw.inner(node))


def yield_(lw: Lowering, node: Node) -> ir.Expr:
    values = lw.exprs(node.named_children)
    return ir.Yield(position(node), values[0] if values else None, has(node, "*"))


def spread(lw: Lowering, node: Node) -> ir.Expr:
    return ir.Spread(position(node), lw.inner(node))


# --- assignments, as a value and as a statement ---


def _assigned(lw: Lowering, node: Node) -> tuple[ir.Expr, ir.Expr, bool]:
    declares = node.children[0].type == "using"
    value = lw.field(node, "right")
    target = lw.target(node.child_by_field_name("left"), "let" if declares else "")
    give_name(value, target)
    return target, value, declares


def assignment(lw: Lowering, node: Node) -> ir.Expr:
    target, value, _ = _assigned(lw, node)
    return ir.AssignExpr(position(node), target, value, False)


def assignment_statement(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    target, value, declares = _assigned(lw, node)
    out.append(ir.Assign(position(node), target, value, declares))


def _augmented(lw: Lowering, node: Node) -> tuple[str, ir.Expr, ir.Expr]:
    token = node.child_by_field_name("operator")
    operator = token.type[:-1] if token else "+"
    return operator, lw.target(node.child_by_field_name("left")), lw.field(node, "right")


def augmented(lw: Lowering, node: Node) -> ir.Expr:
    pos = position(node)
    operator, target, value = _augmented(lw, node)
    kind, op = OPERATORS[operator]
    return ir.AssignExpr(pos, target, kind(pos, op, target, value), False)


def augmented_statement(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    operator, target, value = _augmented(lw, node)
    out.append(ir.AugAssign(position(node), OPERATORS[operator][1], target, value))


def _updated(lw: Lowering, node: Node) -> tuple[str, ir.Expr]:
    token = node.child_by_field_name("operator")
    return (token.type[0] if token else "+"), lw.target(node.child_by_field_name("argument"))


def update(lw: Lowering, node: Node) -> ir.Expr:
    pos = position(node)
    op, target = _updated(lw, node)
    postfix = node.children[-1].type in ("++", "--")
    return ir.AssignExpr(pos, target, ir.Binary(pos, op, target, ir.Const(pos, 1)), postfix)


def update_statement(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    pos = position(node)
    op, target = _updated(lw, node)
    out.append(ir.AugAssign(pos, op, target, ir.Const(pos, 1)))


def unary_statement(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    pos = position(node)
    value = unary(lw, node)
    if isinstance(value, ir.Unary) and value.op == "delete":
        out.append(ir.Delete(pos, value.operand))
    else:
        out.append(ir.ExprStmt(pos, value))


def sequence_statement(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    for child in node.named_children:
        expression_statement(lw, child, out)


def wrapped_statement(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    for child in node.named_children:
        expression_statement(lw, child, out)


def expression_statement(lw: Lowering, node: Node, out: list[ir.Stmt]) -> None:
    """An expression in the place of a statement."""
    handler = AS_STATEMENT.get(node.type) or lw.handlers.get(node.type)
    if handler is not None:
        lw.nested(handler, node, out)
    elif node.type in lw.expressions:
        out.append(ir.ExprStmt(position(node), lw.expr(node)))
    else:
        lw.unknown(node)


# --- object and array literals ---


def array(lw: Lowering, node: Node) -> ir.Expr:
    items: list[ir.Expr] = []
    filled = False
    for child in node.children:
        kind = child.type
        if kind == ",":
            if not filled:
                items.append(ir.Const(position(child), ir.UNDEFINED))
            filled = False
        elif kind in lw.expressions:
            items.append(lw.expr(child))
            filled = True
        else:
            lw.unknown(child)
    return ir.List(position(node), items, "list")


def object_(lw: Lowering, node: Node) -> ir.Expr:
    entries: list[tuple[ir.Expr | None, ir.Expr]] = []
    for child in node.children:
        kind = child.type
        if kind == "pair":
            entries.append(_pair(lw, child))
        elif kind == "shorthand_property_identifier":
            pos = position(child)
            text = lw.text(child)
            entries.append((ir.Const(pos, text), lw.name(pos, text)))
        elif kind == "spread_element":
            entries.append((None, lw.inner(child)))
        elif kind == "method_definition":
            name, function = method(lw, child)
            entries.append((name, ir.Lambda(function.pos, function)))
        elif kind not in PUNCTUATION:
            lw.unknown(child)
    return ir.Dict(position(node), entries)


def _pair(lw: Lowering, node: Node) -> tuple[ir.Expr, ir.Expr]:
    children = node.children
    if len(children) == 3:
        name, value = key(lw, children[0]), lw.expr(children[2])
    else:
        name, value = key(lw, node.child_by_field_name("key")), lw.field(node, "value")
    give_name(value, name)
    return name, value


AS_STATEMENT: Statements = {
    "assignment_expression": assignment_statement,
    "augmented_assignment_expression": augmented_statement,
    "update_expression": update_statement,
    "unary_expression": unary_statement,
    "sequence_expression": sequence_statement,
    "parenthesized_expression": wrapped_statement,
}

EXPRESSIONS: Expressions = {
    "identifier": identifier,
    "this": keyword,
    "super": keyword,
    "meta_property": keyword,
    "private_property_identifier": private_name,
    "member_expression": member,
    "nested_identifier": member,
    "subscript_expression": subscript,
    "call_expression": call,
    "new_expression": new,
    "binary_expression": binary,
    "unary_expression": unary,
    "ternary_expression": ternary,
    "parenthesized_expression": wrapped,
    "as_expression": wrapped,
    "satisfies_expression": wrapped,
    "non_null_expression": wrapped,
    "type_assertion": wrapped,
    "instantiation_expression": wrapped,
    "sequence_expression": sequence,
    "await_expression": await_,
    "yield_expression": yield_,
    "spread_element": spread,
    "assignment_expression": assignment,
    "augmented_assignment_expression": augmented,
    "update_expression": update,
    "array": array,
    "object": object_,
}
