"""Expressions of a program as values, and what bounds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code import ir
from goatherd.code.javascript import lower as lower_javascript
from goatherd.code.python import lower as lower_python
from goatherd.core.source import Span
from goatherd.frontends.constants import Constants
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Callable

ENVIRONMENT = {"BUCKET": Node.scalar("uploads", Span("config.json", 3))}
VALUES = {
    "'text'": "text",
    "['a', 1, True]": ["a", 1, True],
    "{'a': {'b': None}}": {"a": {"b": None}},
    "NAME": "shop",
    "f'{NAME}-{unknown()}'": "shop-${?}",
    "NAME + '-x'": "shop-x",
    "os.environ['BUCKET']": "uploads",
    "os.environ.get('OTHER', 'default')": "default",
    "os.getenv('OTHER')": ("?", "the environment variable OTHER is set at deployment"),
    "unknown()": ("?", "it is computed while the program runs"),
    "TWICE": ("?", "it is computed while the program runs"),
}


@pytest.mark.parametrize(("expression", "value"), VALUES.items())
def test_values(plain: Callable[[Node], object], expression: str, value: object) -> None:
    module = lower_python("app.py", f"import os\nNAME = 'shop'\nTWICE = 1\nTWICE = 2\nx = {expression}\n")
    assert plain(_last(module, ENVIRONMENT)) == value


def test_values_of_javascript(plain: Callable[[Node], object]) -> None:
    text = "const base = { a: process.env.BUCKET };\nconst x = [base, `${base.a}!`, process.env.LEVEL || 'info'];\n"
    assert plain(_last(lower_javascript("index.js", text), ENVIRONMENT)) == [{"a": "uploads"}, "${?}!", "info"]


def test_a_short_program_that_means_a_long_text() -> None:
    lines = ["x0 = 'a'", *(f"x{n} = x{n - 1} + x{n - 1}" for n in range(1, 60)), "x = x59"]
    text = _last(lower_python("app.py", "\n".join(lines)), {}).text()
    assert text is None or len(text) < 1_000_000


def _last(module: ir.Module, environment: dict[str, Node]) -> Node:
    statement = module.body[-1]
    assert isinstance(statement, ir.Assign)
    return Constants(module, environment).node(statement.value)
