"""Modules that are loaded by a name which the program makes: read where it is known, else noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.interpreter import imports
from goatherd.engine.values import UNKNOWN, Value, join_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine

_BY_NAME = frozenset({"importlib.import_module", "builtins.__import__"})
_BY_PATH = frozenset(
    {
        "imp.load_module",
        "imp.load_source",
        "importlib.machinery.SourceFileLoader",
        "importlib.reload",
        "importlib.util.module_from_spec",
        "importlib.util.spec_from_file_location",
        "pydoc.locate",
        "runpy.run_module",
        "runpy.run_path",
    }
)


def called(m: Machine, name: str, args: Args, result: Value, pos: int) -> Value:
    """What a call of a library gives, where it may be one that loads a module."""
    if name in _BY_PATH:
        note(m, pos)
    if name not in _BY_NAME:
        return result
    return _in_python(m, args.at(0, "name"), args.at(1, "package"), pos) or result


def _in_python(m: Machine, name: Value | None, package: Value | None, pos: int) -> Value | None:
    within = package.text() if package is not None else None

    def load(text: str) -> Value:
        return imports.python_module(m, f"{within}{text}" if within and text.startswith(".") else text)

    return _each(m, name, load, pos)


def required(m: Machine, source: Value, pos: int) -> Value:
    """`require(x)` and `import(x)`."""
    return _each(m, source, lambda text: imports.require(m, text), pos) or UNKNOWN


def _each(m: Machine, name: Value | None, load: Callable[[str], Value], pos: int) -> Value | None:
    """What the modules of all names hold that it may be; None, and noted, where nobody knows them."""
    texts = name.constants() if name is not None else None
    if not texts or not all(isinstance(text, str) for text in texts):
        note(m, pos)
        return None
    return join_all([load(text) for text in texts])


def note(m: Machine, pos: int) -> None:
    if not m.module.is_stub:
        m.facts.loads.setdefault(m.place(pos))
