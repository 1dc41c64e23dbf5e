"""setup.py, by reading literals; nothing of it is ever run."""

from __future__ import annotations

import ast
import warnings

from goatherd.code.manifests.contents import Contents
from goatherd.code.manifests.pypi_requirement import pypi_package
from goatherd.code.python import parse
from goatherd.core.errors import ReadError
from goatherd.core.source import Span


def read_setup_py(text: str, path: str) -> Contents:
    contents = Contents("PyPI")
    tree = _parse(text, path)
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not _is_setup(call.func):
            continue
        for keyword in call.keywords:
            if keyword.arg == "install_requires":
                _add(contents, keyword.value, constants, path)
    return contents


def _add(contents: Contents, node: ast.expr, constants: dict[str, ast.expr], path: str) -> None:
    if isinstance(node, ast.Name):
        node = constants.get(node.id, node)
    for element in node.elts if isinstance(node, ast.List | ast.Tuple) else ():
        if isinstance(element, ast.Constant) and isinstance(element.value, str):
            column = element.col_offset + 1
            package = pypi_package(element.value, Span(path, element.lineno, column))
            if package:
                contents.packages.append(package)


def _is_setup(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        return function.attr == "setup"
    return isinstance(function, ast.Name) and function.id == "setup"


def _parse(text: str, path: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return parse(text)[0]
    except SyntaxError as error:
        raise ReadError("is not valid Python", span=Span(path, error.lineno or 1)) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise ReadError("cannot be read as Python", span=Span(path, 1)) from error
