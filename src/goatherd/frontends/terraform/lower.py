"""Nodes of the HCL grammar -> expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.source import Span
from goatherd.frontends.node import Node
from goatherd.frontends.terraform import syntax
from goatherd.frontends.terraform.lower_templates import heredoc_parts, quoted_parts, unescaped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import tree_sitter

    from goatherd.frontends.terraform.syntax import Expression

MAX_DEPTH = 60
_BINARY = frozenset({"+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||"})
_WORDS = {"true": True, "false": False}


class TooDeep(Exception):
    pass


class Lowering:
    """One file's text and the way from byte offsets to spans."""

    def __init__(self, source: bytes, path: str, first_line: int = 1) -> None:
        self.source = source
        self.path = path
        self.first_line = first_line
        self._ascii = source.isascii()

    def text(self, node: tree_sitter.Node) -> str:
        return self.slice(node.start_byte, node.end_byte)

    def slice(self, start: int, end: int) -> str:
        return self.source[start:end].decode("utf-8", "replace")

    def span(self, node: tree_sitter.Node, last: tree_sitter.Node | None = None) -> Span:
        """From a node to the end of `last`."""
        last = last or node
        (line, column), (end_line, end_column) = node.start_point, last.end_point
        if not self._ascii:
            column = self._column(node.start_byte, column)
            end_column = self._column(last.end_byte, end_column)
        first = self.first_line
        return Span(self.path, line + first, column + 1, end_line + first, end_column + 1)

    def _column(self, offset: int, column: int) -> int:
        return len(self.slice(offset - column, offset))

    # --- expressions ---

    def expression(self, node: tree_sitter.Node, depth: int) -> Expression:
        if depth > MAX_DEPTH:
            raise TooDeep
        lower = _KINDS.get(node.type)
        return lower(self, node, depth + 1) if lower else self._invalid(node)

    def chain(self, nodes: Sequence[tree_sitter.Node], depth: int) -> Expression:
        """A term with what follows it: attributes, indexes, splats."""
        nodes = [node for node in nodes if node.type not in ("(", ")", "comment")]
        if not nodes:
            span = Span(self.path, self.first_line)
            return syntax.Literal(span, Node.opaque("an expression is missing", span))
        result = self.expression(nodes[0], depth)
        for node in nodes[1:]:
            if depth > MAX_DEPTH * 2:
                raise TooDeep
            result = self._step(result, nodes[0], node, depth)
        return result

    def _step(self, base: Expression, first: tree_sitter.Node, node: tree_sitter.Node, depth: int) -> Expression:
        span = self.span(first, node)
        if node.type == "get_attr":
            return syntax.Attribute(span, base, self.text(node).lstrip(".").strip())
        if node.type == "index":
            return syntax.Index(span, base, self._key(node.children[0], depth))
        if node.type == "splat":
            return self._splat(base, span, node.children[0], depth)
        return self._invalid(node)

    def _key(self, node: tree_sitter.Node, depth: int) -> Expression:
        if node.type == "legacy_index":
            span = self.span(node)
            return syntax.Literal(span, Node.scalar(_position(self.text(node)), span))
        inside = node.named_children
        return self.expression(inside[0], depth + 1) if inside else self._invalid(node)

    def _splat(self, base: Expression, span: Span, node: tree_sitter.Node, depth: int) -> Expression:
        """`[*]` takes all steps into the loop; the old `.*` only attributes."""
        steps = node.named_children
        inside = len(steps)
        if node.type == "attr_splat":
            inside = next((i for i, step in enumerate(steps) if step.type != "get_attr"), len(steps))
        body: Expression = syntax.Element(span)
        for step in steps[:inside]:
            body = self._step(body, step, step, depth + 1)
        result: Expression = syntax.Splat(span, base, body)
        for step in steps[inside:]:
            result = self._step(result, step, step, depth + 1)
        return result

    def _invalid(self, node: tree_sitter.Node) -> Expression:
        span = self.span(node)
        return syntax.Literal(span, Node.opaque("it is not a valid expression", span))

    # --- strings ---

    def plain_string(self, node: tree_sitter.Node) -> str:
        return unescaped("".join(self.text(c) for c in node.children if c.type == "template_literal"))

    def heredoc(self, node: tree_sitter.Node, *, final_newline: bool = True) -> Expression:
        span = self.span(node)
        parts, indent = heredoc_parts(self, node, final_newline=final_newline)
        return _written(span, parts, block=True, indent=indent)


def _position(text: str) -> int:
    digits = text.lstrip(". ")[:9]
    return int(digits) if digits.isdecimal() else 0


def _written(span: Span, parts: tuple[syntax.Part, ...], *, block: bool = False, indent: int = 0) -> Expression:
    # A template that is nothing but one expression has its value, whatever its type.
    if len(parts) == 1 and isinstance(parts[0], syntax.Interpolation):
        return parts[0].value
    texts = [part.text for part in parts if isinstance(part, syntax.Text)]
    if not block and len(texts) == len(parts):
        return syntax.Literal(span, Node.scalar("".join(texts), span))
    return syntax.Template(span, parts, block, indent)


def _only_child(lw: Lowering, node: tree_sitter.Node, depth: int) -> Expression:
    children = node.named_children
    return lw.expression(children[0], depth) if children else lw._invalid(node)


def _expression(lw: Lowering, node: tree_sitter.Node, depth: int) -> Expression:
    return lw.chain(node.children, depth)


def _string(lw: Lowering, node: tree_sitter.Node, depth: int) -> Expression:
    span = lw.span(node)
    return syntax.Literal(span, Node.scalar(lw.plain_string(node), span))


def _quoted(lw: Lowering, node: tree_sitter.Node, depth: int) -> Expression:
    return _written(lw.span(node), quoted_parts(lw, node, depth))


def _heredoc(lw: Lowering, node: tree_sitter.Node, depth: int) -> Expression:
    return lw.heredoc(node)


def _number(lw: Lowering, node: tree_sitter.Node, depth: int) -> Expression:
    text, span = lw.text(node), lw.span(node)
    try:
        value: object = int(text) if text.isdigit() and len(text) < 30 else float(text)
    except ValueError:
        return lw._invalid(node)
    return syntax.Literal(span, Node.scalar(value, span))


def _boolean(lw: Lowering, node: tree_sitter.Node, depth: int) -> Expression:
    span = lw.span(node)
    return syntax.Literal(span, Node.scalar(_WORDS.get(lw.text(node)), span))


def _null(lw: Lowering, node: tree_sitter.Node, depth: int) -> Expression:
    span = lw.span(node)
    return syntax.Literal(span, Node.scalar(None, span))


def _name(lw: Lowering, node: tree_sitter.Node, depth: int) -> Expression:
    return syntax.Name(lw.span(node), lw.text(node))


def _call(lw: Lowering, node: tree_sitter.Node, depth: int) -> Expression:
    name = ""
    arguments: list[Expression] = []
    expand = False
    for child in node.named_children:
        if child.type == "identifier":
            name = lw.text(child)
        elif child.type == "function_arguments":
            expand = any(c.type == "ellipsis" for c in child.children)
            arguments = [lw.expression(c, depth) for c in child.named_children if c.type == "expression"]
    return syntax.Call(lw.span(node), name, tuple(arguments), expand)


def _unary(lw: Lowering, node: tree_sitter.Node, depth: int) -> Expression:
    operator, *operand = node.children
    return syntax.Unary(lw.span(node), operator.type, lw.chain(operand, depth))


def _binary(lw: Lowering, node: tree_sitter.Node, depth: int) -> Expression:
    children = node.children
    place = next((i for i, child in enumerate(children) if i and child.type in _BINARY), 0)
    if not place:
        return lw._invalid(node)
    left, right = lw.chain(children[:place], depth), lw.chain(children[place + 1 :], depth)
    return syntax.Binary(lw.span(node), children[place].type, left, right)


def _conditional(lw: Lowering, node: tree_sitter.Node, depth: int) -> Expression:
    parts = _choices(node)
    if len(parts) % 2 == 0 or len(parts) < 3:
        return lw._invalid(node)
    result = lw.expression(parts.pop(), depth)
    while parts:
        then, condition = parts.pop(), parts.pop()
        result = syntax.Conditional(lw.span(node), lw.expression(condition, depth), lw.expression(then, depth), result)
    return result


def _choices(node: tree_sitter.Node) -> list[tree_sitter.Node]:
    """Condition, value, condition, value, …, last value.

    The grammar takes `a ? b : c ? d : e` for `(a ? b : c) ? d : e`.
    """
    parts: list[tree_sitter.Node] = []
    current: tree_sitter.Node | None = node
    while current is not None:
        own = [child for child in current.named_children if child.type != "comment"]
        inner = own[0].children if own else []
        current = inner[0] if len(inner) == 1 and inner[0].type == "conditional" and len(own) == 3 else None
        parts = (own[1:] if current is not None else own) + parts
    return parts


def _tuple(lw: Lowering, node: tree_sitter.Node, depth: int) -> Expression:
    elements = [lw.expression(c, depth) for c in node.named_children if c.type == "expression"]
    return syntax.Tuple(lw.span(node), tuple(elements))


def _object(lw: Lowering, node: tree_sitter.Node, depth: int) -> Expression:
    entries = []
    for element in node.named_children:
        parts = [c for c in element.named_children if c.type == "expression"]
        if element.type == "object_elem" and len(parts) == 2:
            entries.append((_object_key(lw, parts[0], depth), lw.expression(parts[1], depth)))
    return syntax.Object(lw.span(node), tuple(entries))


def _object_key(lw: Lowering, node: tree_sitter.Node, depth: int) -> Expression:
    """A bare word is a text, not a reference."""
    if node.children and node.children[0].type in ("variable_expr", "literal_value"):
        inner = node.children[0].children
        if not (inner and inner[0].type == "string_lit"):
            span = lw.span(node)
            return syntax.Literal(span, Node.scalar(lw.text(node), span))
    return lw.expression(node, depth)


def _for(lw: Lowering, node: tree_sitter.Node, depth: int) -> Expression:
    names: list[str] = []
    collection: Expression | None = None
    condition: Expression | None = None
    results: list[Expression] = []
    for child in node.named_children:
        if child.type == "for_intro":
            names = [lw.text(c) for c in child.named_children if c.type == "identifier"]
            inside = [c for c in child.named_children if c.type == "expression"]
            collection = lw.expression(inside[0], depth) if inside else None
        elif child.type == "for_cond":
            condition = _only_child(lw, child, depth)
        elif child.type == "expression":
            results.append(lw.expression(child, depth))
    if collection is None or not names or not results:
        return lw._invalid(node)
    mapped = node.type == "for_object_expr" and len(results) > 1
    return syntax.For(
        lw.span(node),
        names[0] if len(names) > 1 else "",
        names[-1],
        collection,
        results[0] if mapped else None,
        results[-1],
        condition,
        any(c.type == "ellipsis" for c in node.children),
    )


_KINDS: dict[str, Callable[[Lowering, tree_sitter.Node, int], Expression]] = {
    "expression": _expression,
    "operation": _only_child,
    "literal_value": _only_child,
    "collection_value": _only_child,
    "template_expr": _only_child,
    "for_expr": _only_child,
    "string_lit": _string,
    "quoted_template": _quoted,
    "heredoc_template": _heredoc,
    "numeric_lit": _number,
    "bool_lit": _boolean,
    "null_lit": _null,
    "variable_expr": _name,
    "identifier": _name,
    "function_call": _call,
    "unary_operation": _unary,
    "binary_operation": _binary,
    "conditional": _conditional,
    "tuple": _tuple,
    "object": _object,
    "for_tuple_expr": _for,
    "for_object_expr": _for,
}
