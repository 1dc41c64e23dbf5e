"""Services and values that a program computes: `serverless.ts`, `${file(config.js):key}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.source import Span
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from goatherd.code.modules import Modules
    from goatherd.core.finding import Diagnosis
    from goatherd.frontends.programs import Program
    from goatherd.frontends.programs.values import Value

_CALLED_DEPTH = 2  # exports, and what stands in the default one


def exported(modules: Modules, path: str, folder: str) -> tuple[Node, list[Diagnosis]]:
    """What a module exports as a whole; functions that it exports are called without knowing what they are given."""
    from goatherd.frontends.programs import evaluate_module, node_of
    from goatherd.frontends.programs.values import Record

    program = evaluate_module(modules, path, folder=folder)
    span = Span(path, 1)
    whole = program.exports.get("default") or Record(dict(program.exports), {}, span)
    return node_of(_called(program, whole, span, _CALLED_DEPTH)), program.diagnoses


def _called(program: Program, value: Value, span: Span, depth: int) -> Value:
    """The value, or what it gives where it is a function; the same for the entries of an object."""
    from goatherd.frontends.programs.values import Arguments, Closure, Record

    if isinstance(value, Closure):
        given = Node.opaque("the Framework passes it at deployment", span)
        result = program.call(value, Arguments([given], {}, span))
        return result if result is not None else Node.opaque("what the function gives cannot be known", value.span)
    if isinstance(value, Record) and depth:
        entries = {key: _called(program, item, span, depth - 1) for key, item in value.entries.items()}
        return Record(entries, value.key_spans, value.span, value.open)
    return value
