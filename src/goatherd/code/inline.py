"""Code that stands in the template itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.source import Span


def lower_inline(text: str, span: Span, lower: Callable[[str, str], ir.Module]) -> ir.Module:
    """The module of an inline text whose first character is at `span`, with positions in the template.

    A block scalar's text is moved down to its lines and right to its column. One that was put together from
    parts, or written in one line of JSON, has no lines of its own: all of it is at the span.
    """
    if text.rstrip("\n").count("\n") <= span.last_line - span.line:
        module = lower(span.path, "\n" * (span.line - 1) + text)
        _move(module.body, lambda pos: pos + span.column - 1)
    else:
        module = lower(span.path, text)
        module.problems = [(span.line, message) for _, message in module.problems]
        start = ir.pack(span.line, span.column - 1)
        _move(module.body, lambda _: start)
    return module


def _move(root: Any, moved: Callable[[int], int]) -> None:
    pending = [root]
    seen: set[int] = set()  # a pattern's subject stands in several places
    while pending:
        value = pending.pop()
        if isinstance(value, (list, tuple)):
            pending.extend(value)
        elif isinstance(value, (ir.Node, ir.FunctionIR, ir.ClassIR)):
            if id(value) not in seen:
                seen.add(id(value))
                value.pos = moved(value.pos)
                pending.extend(getattr(value, name) for name in value.__slots__ if name != "pos")
        elif isinstance(value, ir.Param):
            pending.extend((value.target, value.default, value.annotation, value.decorators))
