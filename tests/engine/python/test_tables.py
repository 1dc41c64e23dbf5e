"""The shipped rules and stubs for Python: what they name exists."""

from __future__ import annotations

from importlib.resources import files

import pytest

from goatherd.code import ir
from goatherd.code.python import lower
from goatherd.engine.kinds import KINDS
from goatherd.engine.library import Rule, models_for
from goatherd.engine.stubs.intrinsics import NATIVES

STUBS = sorted(p.name for p in files("goatherd.engine.stubs").joinpath("python").iterdir() if p.name.endswith(".py"))


def rules() -> list[Rule]:
    models = models_for("python")
    return [
        rule for table in (models.exact, models.families, models.methods) for found in table.values() for rule in found
    ]


def test_kinds_of_sinks_exist() -> None:
    assert {rule.sink for rule in rules() if rule.sink} <= set(KINDS)


def test_predicates_exist() -> None:
    known = set(KINDS) | {"*", "number", "string", "validated", "walked", "signed", "caller", "caller-compared"}
    for rule in rules():
        assert rule.preds | rule.guard | rule.proves <= known, rule.names


@pytest.mark.parametrize("name", STUBS)
def test_stubs_are_python_and_ask_only_what_is_answered(name: str) -> None:
    module = lower(name, files("goatherd.engine.stubs").joinpath("python", name).read_text("utf-8"))
    assert module.problems == []
    asked = [s for s in module.body if isinstance(s, ir.Import) and s.module == "goatherd_intrinsics"]
    assert {f"goatherd_intrinsics.{name}" for s in asked for name, _ in s.names} <= set(NATIVES)
