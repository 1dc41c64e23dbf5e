"""Services and values that a program computes: `serverless.ts`, `${file(config.js):key}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.source import Span
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from goatherd.code.modules import Modules
    from goatherd.core.finding import Diagnosis

PROGRAMS = (".js", ".ts", ".cjs", ".mjs")


def exported(modules: Modules, path: str, folder: str) -> tuple[Node, list[Diagnosis]]:
    """What a module exports as a whole; functions that it exports are called without knowing what they are given."""
    from goatherd.frontends.programs import evaluate_module, node_of
    from goatherd.frontends.programs.values import Arguments, Closure, Record

    program = evaluate_module(modules, path, folder=folder)
    span = Span(path, 1)
    given = Node.opaque("the Framework passes it at deployment", span)

    def value(exported: object) -> object:
        if isinstance(exported, Closure):
            return program.call(exported, Arguments([given], {}, span))
        if isinstance(exported, Record):
            entries = {key: called for key, item in exported.entries.items() if (called := value(item)) is not None}
            return Record(entries, exported.key_spans, exported.span, exported.open)  # type: ignore[arg-type]
        return exported

    whole = value(program.exports.get("default") or Record(dict(program.exports), {}, span))
    if whole is None:
        return Node.opaque(f"what {path} computes cannot be known", span), program.diagnoses
    return node_of(whole), program.diagnoses  # type: ignore[arg-type]
