"""What programs export as configuration: `serverless.ts`, `${file(config.js):key}`, templates that are modules."""

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
    from goatherd.frontends.programs import evaluate_module

    program = evaluate_module(modules, path, folder=folder)
    return whole_export(program, Span(path, 1)), program.diagnoses


def whole_export(program: Program, span: Span) -> Node:
    """The same of a program that was evaluated already."""
    from goatherd.frontends.programs import node_of
    from goatherd.frontends.programs.values import Record

    whole = program.exports.get("default") or Record(dict(program.exports), {}, span)
    return node_of(_called(program, whole, span, _CALLED_DEPTH))


def _called(program: Program, value: Value, span: Span, depth: int) -> Value:
    """The value, or what it gives where it is a function; the same for the entries of an object."""
    from goatherd.frontends.programs.values import Arguments, Closure, Record

    if isinstance(value, Closure):
        given = Node.opaque("it is passed at deployment", span)
        result = program.call(value, Arguments([given], {}, span))
        return result if result is not None else Node.opaque("what the function gives cannot be known", value.span)
    if isinstance(value, Record) and depth:
        entries = {key: _called(program, item, span, depth - 1) for key, item in value.entries.items()}
        return Record(entries, value.key_spans, value.span, value.open)
    return value
