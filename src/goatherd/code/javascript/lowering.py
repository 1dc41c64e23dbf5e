"""What lowering one file carries along, and how a syntax node finds its handler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.code.javascript.scopes import Scopes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tree_sitter import Node

    Expressions = dict[str, Callable[["Lowering", Node], ir.Expr]]
    Statement = Callable[["Lowering", Node, list[ir.Stmt]], None]
    Statements = dict[str, Statement]
    Targets = dict[str, Callable[["Lowering", Node, str], ir.Expr]]

# Of 21,000 files the deepest had 53 levels. Lowering takes up to six Python frames a level, of the 1,000 there are;
# whoever walks the result recurses too.
MAX_DEPTH = 100
MAX_LADDER = 400  # rungs of `else if`, or of one question behind the other: walkers recurse once for each
MAX_PROBLEMS = 8

COMMENTS = frozenset({"comment", "html_comment"})
WITHOUT_MEANING = COMMENTS | {"hash_bang_line", "ERROR", "type_arguments", "type_annotation"}

PUNCTUATION = frozenset("{}()[],;:")


class TooDeep(Exception):
    """The node at hand is nested more than MAX_DEPTH levels deep."""


def position(node: Node) -> int:
    row, column = node.start_point
    return (row + 1) << 20 | (column if column < 0x100000 else 0xFFFFF)


class Lowering:
    """One file being lowered.

    `expressions`, `handlers` and `targets` are the dispatch tables on the type of the syntax node.
    Every variable must come from `name`, for the scopes to bind it.
    """

    __slots__ = (
        "source",
        "expressions",
        "handlers",
        "targets",
        "scopes",
        "depth",
        "held",
        "parts",
        "problems",
        "_said",
    )

    def __init__(self, source: bytes, expressions: Expressions, handlers: Statements, targets: Targets) -> None:
        self.source = source
        self.expressions = expressions
        self.handlers = handlers
        self.targets = targets
        self.scopes = Scopes()
        self.depth = 0
        self.held = (0, "")  # the part of a long chain that is in a variable, by its node, and the variable
        self.parts = 0
        self.problems: list[tuple[int, str]] = []
        self._said: set[str] = set()

    def problem(self, node: Node, message: str) -> None:
        """Says each thing once a file."""
        if message not in self._said and len(self.problems) < MAX_PROBLEMS:
            self._said.add(message)
            self.problems.append((node.start_point[0] + 1, message))

    def unknown(self, node: Node) -> None:
        if node.is_named and node.type not in WITHOUT_MEANING:
            self.problem(node, f"holds syntax that is not understood ({node.type.replace('_', ' ')})")

    def text(self, node: Node) -> str:
        return str(self.source[node.start_byte : node.end_byte], "utf-8", "replace")

    # --- expressions ---

    def expr(self, node: Node | None) -> ir.Expr:
        """An expression; what is absent or not understood is the constant undefined."""
        if node is None:
            return ir.Const(0, ir.UNDEFINED)
        handler = self.expressions.get(node.type)
        if handler is None:
            self.unknown(node)
            return ir.Const(position(node), ir.UNDEFINED)
        depth = self.depth
        if depth > MAX_DEPTH:
            raise TooDeep
        self.depth = depth + 1
        result = handler(self, node)
        self.depth = depth
        return result

    def exprs(self, nodes: Iterable[Node]) -> list[ir.Expr]:
        """The expressions among the nodes, punctuation and comments left out."""
        result = []
        expressions = self.expressions
        for node in nodes:
            kind = node.type
            if kind in expressions:
                result.append(self.expr(node))
            elif kind not in PUNCTUATION:
                self.unknown(node)
        return result

    def field(self, node: Node, name: str) -> ir.Expr:
        return self.expr(node.child_by_field_name(name))

    def inner(self, node: Node) -> ir.Expr:
        """The first expression below a node whose grammar names no field for it."""
        return self.expr(inner(node))

    def name(self, pos: int, name: str) -> ir.Name:
        """A variable used or bound here."""
        result = ir.Name(pos, name)
        uses = self.scopes.uses
        if name in uses:
            uses[name].append(result)
        else:
            uses[name] = [result]
        return result

    def target(self, node: Node | None, declare: str = "") -> ir.Expr:
        """What is assigned to. `declare` is "var", "let" (const and the like too) or "" for no declaration."""
        handler = self.targets.get(node.type) if node is not None else None
        if node is None or handler is None:
            if node is not None:
                self.problem(node, f"assigns to what cannot be assigned to ({node.type.replace('_', ' ')})")
            return ir.Const(0 if node is None else position(node), ir.UNDEFINED)
        depth = self.depth
        if depth > MAX_DEPTH:
            raise TooDeep
        self.depth = depth + 1
        result = handler(self, node, declare)
        self.depth = depth
        return result

    # --- statements ---

    def statements(self, nodes: Iterable[Node]) -> list[ir.Stmt]:
        """Statements in the order in which they take effect: function declarations come first."""
        out: list[ir.Stmt] = []
        for node in nodes:
            self.statement(node, out)
        functions: list[ir.Stmt] = [stmt for stmt in out if stmt.__class__ is ir.FunctionDef]
        if functions and len(functions) != len(out):
            return functions + [stmt for stmt in out if stmt.__class__ is not ir.FunctionDef]
        return out

    def statement(self, node: Node, out: list[ir.Stmt]) -> None:
        kind = node.type
        handler = self.handlers.get(kind)
        if handler is None:
            if kind not in PUNCTUATION:
                self.unknown(node)
            return
        depth = self.depth
        function = self.scopes.function
        block = self.scopes.block
        uses = self.scopes.uses
        try:
            self.nested(handler, node, out)
        except TooDeep:
            self.depth = depth
            self.scopes.function = function
            self.scopes.block = block
            self.scopes.uses = uses
            self.problem(node, f"is nested more than {MAX_DEPTH} levels deep; what lies deeper is not analysed")

    def nested(self, handler: Statement, node: Node, out: list[ir.Stmt]) -> None:
        depth = self.depth
        if depth > MAX_DEPTH:
            raise TooDeep
        self.depth = depth + 1
        handler(self, node, out)
        self.depth = depth

    def body(self, node: Node | None) -> list[ir.Stmt]:
        """A block, or the single statement in the place of one."""
        if node is None:
            return []
        block = self.scopes.enter_block()
        result = self.statements(node.children if node.type == "statement_block" else (node,))
        self.scopes.leave_block(block)
        return result


def inner(node: Node) -> Node | None:
    for child in node.named_children:
        if child.type not in WITHOUT_MEANING:
            return child
    return None


def has(node: Node, *tokens: str) -> bool:
    return any(child.type in tokens for child in node.children)
