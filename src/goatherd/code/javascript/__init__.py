"""JavaScript and TypeScript to the intermediate representation."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.code.javascript import (
    classes,
    expressions,
    functions,
    jsx,
    literals,
    modules,
    patterns,
    statements,
    typescript,
)
from goatherd.code.javascript.lowering import Lowering
from goatherd.code.javascript.newer import with_older_syntax
from goatherd.code.javascript.parse import TooCostly, mistakes, syntax_problems, syntax_tree
from goatherd.core.lazy import regex

if TYPE_CHECKING:
    from tree_sitter import Node

    from goatherd.code.javascript.lowering import Expressions, Statements

__all__ = ["lower"]

EXPRESSIONS: Expressions = {
    **literals.EXPRESSIONS,
    **expressions.EXPRESSIONS,
    **functions.EXPRESSIONS,
    **classes.EXPRESSIONS,
    **jsx.EXPRESSIONS,
}
STATEMENTS: Statements = {
    **statements.STATEMENTS,
    **functions.STATEMENTS,
    **classes.STATEMENTS,
    **modules.STATEMENTS,
    **typescript.STATEMENTS,
}

# What Babel takes for `export { default as x } from …`, and no standard does.
_DEFAULT_FROM = regex(r"^([ \t]*export[ \t]+)([A-Za-z_$][\w$]*)([ \t]+from[ \t]*['\"])", re.MULTILINE)
_TRIES = 3  # what was mistaken for text may hide more
_ESM = (".mjs", ".mts")


def lower(path: str, text: str) -> ir.Module:
    """One file's module. Never raises: what cannot be read is among the module's problems."""
    source = _DEFAULT_FROM.sub(r"\1{ default as \2 }\3", text).encode("utf-8", "replace")
    try:
        source, root = _parsed(path, source)
    except TooCostly:
        problem = (1, "takes too long to parse; it is not analysed")
        return ir.Module(path, "javascript", [], frozenset(), problems=[problem])
    lw = Lowering(source, EXPRESSIONS, STATEMENTS, patterns.TARGETS)
    if root.type == "ERROR":
        body: list[ir.Stmt] = []
        statements.recovered(lw, root, body)
    else:
        body = lw.statements(root.children)
    imports: list[ir.Stmt] = [stmt for stmt in body if isinstance(stmt, ir.Import)]
    if imports:
        # modules are loaded before anything of this one runs
        body = imports + [stmt for stmt in body if not isinstance(stmt, ir.Import)]
    esm = bool(imports) or path.endswith(_ESM) or any(isinstance(stmt, ir.Export) for stmt in body)
    problems = (syntax_problems(root) if root.has_error else []) + lw.problems
    bound = lw.scopes.leave_function(lw.scopes.function)
    return ir.Module(path, "javascript", body, bound, esm=esm, problems=sorted(problems))


def _parsed(path: str, source: bytes) -> tuple[bytes, Node]:
    """The syntax tree, and the text that it was made of, as long as the file's."""
    root = syntax_tree(path, source).root_node
    for _ in range(_TRIES):
        older = with_older_syntax(source, root)
        if older == source:
            break
        with suppress(TooCostly):
            again = syntax_tree(path, older).root_node
            if mistakes(again) <= mistakes(root):
                source, root = older, again
    return source, root
