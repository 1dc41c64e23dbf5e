"""Code that nobody wrote for Lambda: every function of some of the standard library as a handler."""

from __future__ import annotations

import argparse
import ast
import configparser
import inspect
import shutil
import tarfile
import textwrap
from pathlib import Path
from types import ModuleType

import pytest

from goatherd.code.modules import Modules
from goatherd.engine.analyse import analyse
from goatherd.model.application import Application
from goatherd.model.trigger import Kind
from goatherd.tree import Tree
from tests.engine.programs import function, trigger

# Its constructors are reached by names in a table, and each reads an archive: a million steps.
TOO_MUCH = {"tarfile": ["TarFile.open", "main"]}


@pytest.mark.parametrize("module", [argparse, configparser, shutil, tarfile, textwrap], ids=lambda m: m.__name__)
def test_every_function_is_interpreted_to_its_end(tmp_path: Path, module: ModuleType) -> None:
    text = inspect.getsource(module)
    (tmp_path / "code.py").write_text(text, encoding="utf-8")
    functions = []
    for symbol in symbols(ast.parse(text)):
        made = function("code.py", trigger(Kind.UNKNOWN), id=symbol, symbol=symbol)
        functions.append(made)
    found = list(analyse(Application("app", "handlers", functions=functions), Modules(Tree(str(tmp_path)))))
    assert len(found) == len(functions) > 5
    assert [b.function.id for b in found if b.truncated] == TOO_MUCH.get(module.__name__, [])


def symbols(tree: ast.Module) -> list[str]:
    found = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found.append(node.name)
        elif isinstance(node, ast.ClassDef):
            found += [f"{node.name}.{part.name}" for part in node.body if isinstance(part, ast.FunctionDef)]
    return list(dict.fromkeys(found))


RAISING = (
    f"range({10**30})",
    f"list(range(0, {10**30}, 7))",
    "range(0, 10, 0)",
    "'abc'[::0]",
    f"'abc'[{10**30}:]",
    f"[1, 2][{10**30}]",
    f"'a' * {10**30}",
    f"[0] * {10**30}",
    "2 ** 10 ** 9",
    "1 << 10 ** 9",
    f"round(1, {10**30})",
    f"'a'.ljust({10**30})",
    f"float({10**400})",
    "int('9' * 10000)",
    "1 // 0",
    "chr(-1)",
    "'{0}{}'.format(1)",
    "'%d %d' % (1,)",
    "json.loads('[' * 100000)",
    "re.compile('(')",
)


@pytest.mark.parametrize("expression", RAISING)
def test_what_raises_or_has_no_end_is_interpreted(tmp_path: Path, expression: str) -> None:
    code = f"import json, re\ndef handler(event, context):\n    return str({expression})\n"
    (tmp_path / "code.py").write_text(code, encoding="utf-8")
    made = function("code.py", trigger(Kind.UNKNOWN), id="f", symbol="handler")
    [found] = analyse(Application("app", "handlers", functions=[made]), Modules(Tree(str(tmp_path))))
    assert found.truncated == ""
