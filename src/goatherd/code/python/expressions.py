"""Python expressions to IR."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from goatherd.code import ir

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.code.python.scope import Context

BINARY = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.LShift: "<<",
    ast.RShift: ">>",
}
UNARY = {ast.Not: "not", ast.USub: "-", ast.UAdd: "+", ast.Invert: "~"}
COMPARE = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}
CONVERSIONS = {ord("r"): "repr", ord("a"): "ascii"}


def position(node: Any) -> int:
    column: int = node.col_offset
    line: int = node.lineno
    return line << 20 | (column if column < 0xFFFFF else 0xFFFFF)


def expression(cx: Context, node: ast.expr) -> ir.Expr:
    return LOWER[node.__class__](cx, node)


def expressions(cx: Context, nodes: list[ast.expr]) -> list[ir.Expr]:
    return [LOWER[node.__class__](cx, node) for node in nodes]


def optional(cx: Context, node: ast.expr | None) -> ir.Expr | None:
    return None if node is None else LOWER[node.__class__](cx, node)


def target(cx: Context, node: ast.expr) -> ir.Expr:
    """What is assigned to, deleted or looped over; its names become bound in the scope at hand."""
    if isinstance(node, ast.Name):
        name = ir.Name(position(node), node.id)
        cx.scope.bound.add(node.id)
        return name
    if isinstance(node, (ast.Tuple, ast.List)):
        return ir.ListPattern(position(node), [target(cx, element) for element in node.elts])
    if isinstance(node, ast.Starred):
        return ir.Star(position(node), target(cx, node.value))
    return expression(cx, node)


# --- names, constants, texts ---


def _constant(cx: Context, node: ast.Constant) -> ir.Expr:
    return ir.Const(position(node), node.value)


def _name(cx: Context, node: ast.Name) -> ir.Expr:
    name = ir.Name(position(node), node.id)
    if cx.comprehensions:
        cx.use(name)
    else:
        cx.scope.used.add(node.id)
    return name


def _joined(cx: Context, node: Any) -> ir.Expr:
    pos = position(node)
    # Where a text between braces stands is told by Python 3.12 and later only.
    parts = (ir.Const(pos, v.value) if isinstance(v, ast.Constant) else expression(cx, v) for v in node.values)
    return ir.Template(pos, list(parts))


def _formatted(cx: Context, node: Any) -> ir.Expr:
    value = expression(cx, node.value)
    function = CONVERSIONS.get(node.conversion) or ("float" if _is_of_number(node.format_spec) else None)
    return call(value.pos, function, value) if function else value


def _is_of_number(spec: Any) -> bool:
    """Whether a format takes nothing but a number: `f"{count:04d}"`."""
    last = spec.values[-1] if isinstance(spec, ast.JoinedStr) and spec.values else None
    text = last.value if isinstance(last, ast.Constant) else ""
    return isinstance(text, str) and text.endswith(tuple("bcdoxXeEfFgGn%"))


def call(pos: int, name: str, *args: ir.Expr) -> ir.Call:
    """A call of a built-in that the source does not spell out."""
    return ir.Call(pos, ir.Name(pos, name), list(args), [], False, False, False)


# --- access and calls ---


def _attribute(cx: Context, node: ast.Attribute) -> ir.Expr:
    return ir.Attr(position(node), expression(cx, node.value), node.attr, False)


def _subscript(cx: Context, node: ast.Subscript) -> ir.Expr:
    obj = expression(cx, node.value)
    index = node.slice
    if isinstance(index, ast.Slice):
        low, high, step = optional(cx, index.lower), optional(cx, index.upper), optional(cx, index.step)
        return ir.Slice(position(node), obj, low, high, step)
    return ir.Item(position(node), obj, expression(cx, index), False)


def _slice_in_tuple(cx: Context, node: ast.Slice) -> ir.Expr:
    none = ir.Const(position(node), None)
    parts = [optional(cx, part) or none for part in (node.lower, node.upper, node.step)]
    return call(position(node), "slice", *parts)


def _call(cx: Context, node: ast.Call) -> ir.Expr:
    func = expression(cx, node.func)
    args = [LOWER[a.__class__](cx, a) for a in node.args]
    keywords = [(keyword.arg, expression(cx, keyword.value)) for keyword in node.keywords]
    return ir.Call(position(node), func, args, keywords, False, False, False)


def _starred(cx: Context, node: ast.Starred) -> ir.Expr:
    return ir.Spread(position(node), expression(cx, node.value))


# --- operators ---


def _binary(cx: Context, node: ast.BinOp) -> ir.Expr:
    # A long concatenation is a deep tree to the left: a loop, so that it costs no stack.
    spine = [node]
    while isinstance(node.left, ast.BinOp):
        node = node.left
        spine.append(node)
    value = expression(cx, node.left)
    for part in reversed(spine):
        value = ir.Binary(position(part), BINARY[part.op.__class__], value, expression(cx, part.right))
    return value


def _unary(cx: Context, node: ast.UnaryOp) -> ir.Expr:
    return ir.Unary(position(node), UNARY[node.op.__class__], expression(cx, node.operand))


def _logical(cx: Context, node: ast.BoolOp) -> ir.Expr:
    op = "and" if isinstance(node.op, ast.And) else "or"
    value = expression(cx, node.values[0])
    for part in node.values[1:]:
        value = ir.Logical(position(node), op, value, expression(cx, part))
    return value


def _compare(cx: Context, node: ast.Compare) -> ir.Expr:
    pos = position(node)
    left = expression(cx, node.left)
    result: ir.Expr | None = None
    for op, operand in zip(node.ops, node.comparators, strict=True):
        right = expression(cx, operand)
        link = ir.Compare(pos, COMPARE[op.__class__], left, right)
        result = link if result is None else ir.Logical(pos, "and", result, link)
        left = right
    return result or left


def _conditional(cx: Context, node: ast.IfExp) -> ir.Expr:
    test, then, other = expression(cx, node.test), expression(cx, node.body), expression(cx, node.orelse)
    return ir.Conditional(position(node), test, then, other)


def _walrus(cx: Context, node: ast.NamedExpr) -> ir.Expr:
    value = expression(cx, node.value)
    return ir.AssignExpr(position(node), target(cx, node.target), value, False)


# --- displays and comprehensions ---


def _list(cx: Context, node: ast.List) -> ir.Expr:
    return ir.List(position(node), expressions(cx, node.elts), "list")


def _tuple(cx: Context, node: ast.Tuple) -> ir.Expr:
    return ir.List(position(node), expressions(cx, node.elts), "tuple")


def _set(cx: Context, node: ast.Set) -> ir.Expr:
    return ir.List(position(node), expressions(cx, node.elts), "set")


def _dict(cx: Context, node: ast.Dict) -> ir.Expr:
    entries = [(optional(cx, key), expression(cx, value)) for key, value in zip(node.keys, node.values, strict=True)]
    return ir.Dict(position(node), entries)


def _list_comprehension(cx: Context, node: ast.ListComp) -> ir.Expr:
    return _comprehension(cx, node, "list", None, node.elt)


def _set_comprehension(cx: Context, node: ast.SetComp) -> ir.Expr:
    return _comprehension(cx, node, "set", None, node.elt)


def _dict_comprehension(cx: Context, node: ast.DictComp) -> ir.Expr:
    return _comprehension(cx, node, "dict", node.key, node.value)


def _generator(cx: Context, node: ast.GeneratorExp) -> ir.Expr:
    return _comprehension(cx, node, "generator", None, node.elt)


def _comprehension(cx: Context, node: Any, kind: str, key: ast.expr | None, value: ast.expr) -> ir.Expr:
    generators: list[ast.comprehension] = node.generators
    iterable = expression(cx, generators[0].iter)  # evaluated outside
    cx.enter_comprehension()
    clauses = []
    for index, generator in enumerate(generators):
        if index:
            iterable = expression(cx, generator.iter)
        variable = _variable(cx, generator.target)
        clauses.append((variable, iterable, expressions(cx, generator.ifs)))
    result = ir.Comprehension(position(node), kind, optional(cx, key), expression(cx, value), clauses)
    cx.leave_comprehension()
    return result


def _variable(cx: Context, node: ast.expr) -> ir.Expr:
    """The target of a comprehension's clause."""
    if isinstance(node, ast.Name):
        name = ir.Name(position(node), node.id)
        nodes = cx.comprehensions[-1].setdefault(node.id, [])
        if nodes is not None:
            nodes.append(name)
        return name
    if isinstance(node, (ast.Tuple, ast.List)):
        return ir.ListPattern(position(node), [_variable(cx, element) for element in node.elts])
    if isinstance(node, ast.Starred):
        return ir.Star(position(node), _variable(cx, node.value))
    return expression(cx, node)


# --- functions as values, coroutines, generators ---


def parameters(cx: Context, args: ast.arguments) -> list[ir.Param]:
    """Parameters with their defaults and annotations, which belong to the scope around the function."""
    positional = args.posonlyargs + args.args
    missing: list[ast.expr | None] = [None] * (len(positional) - len(args.defaults))
    params = [
        _parameter(cx, arg, default, "positional")
        for arg, default in zip(positional, [*missing, *args.defaults], strict=True)
    ]
    if args.vararg:
        params.append(_parameter(cx, args.vararg, None, "star"))
    for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        params.append(_parameter(cx, arg, default, "keyword"))
    if args.kwarg:
        params.append(_parameter(cx, args.kwarg, None, "doublestar"))
    return params


def parameter_names(args: ast.arguments) -> list[str]:
    every = args.posonlyargs + args.args + args.kwonlyargs
    return [arg.arg for arg in (*every, args.vararg, args.kwarg) if arg]


def _parameter(cx: Context, arg: ast.arg, default: ast.expr | None, kind: str) -> ir.Param:
    return ir.Param(ir.Name(position(arg), arg.arg), optional(cx, default), kind, optional(cx, arg.annotation))


def _lambda(cx: Context, node: ast.Lambda) -> ir.Expr:
    pos = position(node)
    params = parameters(cx, node.args)
    names = parameter_names(node.args)
    scope = cx.enter()
    scope.bound.update(names)
    cx.comprehensions.append(dict.fromkeys(names))
    body: list[ir.Stmt] = [ir.Return(pos, expression(cx, node.body))]
    cx.comprehensions.pop()
    cx.leave()
    function = ir.FunctionIR(pos, "<lambda>", params, body, locals=scope.locals, is_generator=scope.is_generator)
    return ir.Lambda(pos, function)


def _await(cx: Context, node: ast.Await) -> ir.Expr:
    return ir.Await(position(node), expression(cx, node.value))


def _yield(cx: Context, node: ast.Yield) -> ir.Expr:
    cx.scope.is_generator = True
    return ir.Yield(position(node), optional(cx, node.value), False)


def _yield_from(cx: Context, node: ast.YieldFrom) -> ir.Expr:
    cx.scope.is_generator = True
    return ir.Yield(position(node), expression(cx, node.value), True)


LOWER: dict[type[ast.expr], Callable[[Context, Any], ir.Expr]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Slice: _slice_in_tuple,
    ast.Call: _call,
    ast.Starred: _starred,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _logical,
    ast.Compare: _compare,
    ast.IfExp: _conditional,
    ast.NamedExpr: _walrus,
    ast.JoinedStr: _joined,
    ast.FormattedValue: _formatted,
    ast.List: _list,
    ast.Tuple: _tuple,
    ast.Set: _set,
    ast.Dict: _dict,
    ast.ListComp: _list_comprehension,
    ast.SetComp: _set_comprehension,
    ast.DictComp: _dict_comprehension,
    ast.GeneratorExp: _generator,
    ast.Lambda: _lambda,
    ast.Await: _await,
    ast.Yield: _yield,
    ast.YieldFrom: _yield_from,
}

# Template strings exist from Python 3.14 on.
for _kind, _lower in (("TemplateStr", _joined), ("Interpolation", _formatted)):
    if hasattr(ast, _kind):
        LOWER[getattr(ast, _kind)] = _lower
