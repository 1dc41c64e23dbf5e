"""Python source to IR, by the parser of the Python that runs."""

from __future__ import annotations

import ast
import warnings

from goatherd.code.ir import Module
from goatherd.code.python.problems import explain
from goatherd.code.python.scope import Context, settle
from goatherd.code.python.statements import block


def lower(path: str, text: str) -> Module:
    """The module of one file. What cannot be read of it is told in its `problems`; never raises."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the scanned program, not about ours
            tree, problems = parse(text)
        context = Context()
        body = block(context, tree.body)
        settle(context.scope)
    except SyntaxError as error:
        return _failed(path, *explain(error, text))
    except (RecursionError, MemoryError):
        return _failed(path, 1, "is nested too deeply to be parsed")
    except ValueError as error:
        return _failed(path, 1, f"is not valid Python: {error}")
    return Module(path, "python", body, frozenset(context.scope.bound), problems=problems)


def parse(text: str) -> tuple[ast.Module, list[tuple[int, str]]]:
    """The tree of all that can be read, and (line, message) of what cannot; raises SyntaxError where nothing can."""
    try:
        return ast.parse(text), []
    except SyntaxError as error:
        # Files that are well need not pay for loading what mends others.
        from goatherd.code.python.repair import repaired

        return repaired(text, error)


def _failed(path: str, line: int, message: str) -> Module:
    return Module(path, "python", [], frozenset(), problems=[(line, message)])
