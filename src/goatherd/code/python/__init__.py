"""Python source to IR, by the parser of the Python that runs."""

from __future__ import annotations

import ast
import sys
import warnings
from contextlib import suppress

from goatherd.code.ir import Module
from goatherd.code.python.fstrings import unescaped, with_older_fstrings
from goatherd.code.python.problems import explain
from goatherd.code.python.scope import Context, settle
from goatherd.code.python.statements import block


def lower(path: str, text: str) -> Module:
    """The module of one file. What cannot be parsed is an empty module that says so in `problems`; never raises."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the scanned program, not about ours
            tree = _parse(text)
        context = Context()
        body = block(context, tree.body)
        settle(context.scope)
    except SyntaxError as error:
        return _failed(path, *explain(error, text))
    except (RecursionError, MemoryError):
        return _failed(path, 1, "is nested too deeply to be parsed")
    except ValueError as error:
        return _failed(path, 1, f"is not valid Python: {error}")
    return Module(path, "python", body, frozenset(context.scope.bound))


def _parse(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError:
        older = with_older_fstrings(text) if sys.version_info < (3, 12) else text
        if older != text:
            with suppress(SyntaxError):
                return _with_escapes(ast.parse(older))
        raise


def _with_escapes(tree: ast.Module) -> ast.Module:
    """The escapes that older parsers refuse inside of braces, put back."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = unescaped(node.value)
    return tree


def _failed(path: str, line: int, message: str) -> Module:
    return Module(path, "python", [], frozenset(), problems=[(line, message)])
