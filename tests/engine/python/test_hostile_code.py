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
    assert [b.function.id for b in found if b.truncated] == []


def symbols(tree: ast.Module) -> list[str]:
    found = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found.append(node.name)
        elif isinstance(node, ast.ClassDef):
            found += [f"{node.name}.{part.name}" for part in node.body if isinstance(part, ast.FunctionDef)]
    return list(dict.fromkeys(found))
