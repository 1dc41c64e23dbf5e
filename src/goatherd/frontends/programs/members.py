"""Members of every kind of value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.programs import classes, collections, imports, library, texts
from goatherd.frontends.programs.scope import missing
from goatherd.frontends.programs.values import (
    Arguments,
    Array,
    Class,
    Closure,
    External,
    Instance,
    Namespace,
    Native,
    Record,
    Symbol,
    Value,
    is_opaque,
    known_text,
)

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.programs.machine import Machine


def member(m: Machine, value: Value, name: str, span: Span) -> Value:
    """A member of any value: absent where it is known to have none, opaque where it is not known."""
    found = _own(m, value, name, span)
    if found is not None:
        return found
    if name in ("then", "catch", "finally") or name in m.hooks.settling:
        return _promise(value, name, span)
    if isinstance(value, Record) and value.open:
        return Node.opaque(value.open, span)
    if isinstance(value, Record) or (isinstance(value, Node) and value.kind == "scalar"):
        return Node.absent(span)
    return Node.opaque(value.why if isinstance(value, Node) and value.why else f"{name} of it is not known", span)


def _own(m: Machine, value: Value, name: str, span: Span) -> Value | None:
    if isinstance(value, Instance):
        return classes.instance_member(m, value, name, span)
    if isinstance(value, Class):
        return classes.class_member(m, value, name, span)
    if isinstance(value, Namespace):
        return _exported(m, value, name, span)
    if isinstance(value, External):
        return _external(m, value, name, span)
    if isinstance(value, Symbol):
        return value.member(m, name, span)
    if isinstance(value, Record):
        return value.entries[name] if name in value.entries else collections.record_method(value, name, span)
    if isinstance(value, Array):
        return collections.array_member(value, name, span)
    if isinstance(value, Node):
        return texts.member(value, name, span)
    if isinstance(value, Closure):
        return _function(value, name, span)
    return None


def _exported(m: Machine, value: Namespace, name: str, span: Span) -> Value:
    found = value.module.get(name)
    if found is None:
        found = imports.submodule(m, value, name) if value.module.language == "python" else None
    return missing(name, span) if found is None else found


def _external(m: Machine, value: External, name: str, span: Span) -> Value | None:
    if name in ("then", "catch", "finally") and value.call is not None:
        return None
    found = m.hooks.member(m, value, name, span)
    if found is None:
        found = library.member(m, f"{value.name}.{name}", span)
    return External(f"{value.name}.{name}", span, owner=value) if found is None else found


def _promise(value: Value, name: str, span: Span) -> Value:
    def settle(m: Machine, arguments: Arguments) -> Value:
        if name not in ("catch", "finally") and arguments.args:
            return m.call(arguments.args[0], Arguments([value], {}, arguments.span))
        return value

    return Native(settle, span)


def _function(value: Closure, name: str, span: Span) -> Value | None:
    if name in ("name", "__name__"):
        return Node.scalar(value.function.name, span)
    if name == "bind":
        return Native(lambda m, arguments: value, span)
    if name == "call":
        return Native(lambda m, a: m.call(value, Arguments(a.args[1:], a.keywords, a.span)), span)
    return None


def item(m: Machine, holder: Value, key: Value, span: Span) -> Value:
    """`holder[key]`."""
    if isinstance(holder, Array) and isinstance(key, Node) and key.kind == "scalar":
        try:
            return holder.items[int(key.value)]
        except (ValueError, TypeError, IndexError):
            return Node.absent(span)
    text = str(key.value) if isinstance(key, Node) and isinstance(key.value, int) else known_text(key)
    if isinstance(key, Instance):
        text = known_text(key.fields.get("value", Node.absent(span)))
    if isinstance(holder, Record):
        return _entry(holder, text, span)
    if text is None:
        return Node.opaque("which member of it is meant is not known", span)
    if isinstance(holder, Node) and isinstance(holder.value, str) and text.lstrip("-").isdigit():
        return _character(holder.value, int(text), span)
    if isinstance(holder, Class) and isinstance(holder.members.get(text), Instance):
        return holder.members[text]
    return m.member(holder, text, span)


def _entry(holder: Record, text: str | None, span: Span) -> Value:
    if text is None:
        return Node.opaque("which member of it is meant is not known", span)
    return holder.get(text)


def _character(text: str, at: int, span: Span) -> Value:
    if "${" in text:
        return Node.opaque("a character of something unknown", span)
    return Node.scalar(text[at], span) if -len(text) <= at < len(text) else Node.absent(span)


def sliced(holder: Value, low: Value | None, high: Value | None, span: Span) -> Value:
    """Python's `holder[low:high]`."""
    bounds: list[int | None] = []
    for bound in (low, high):
        if bound is None:
            bounds.append(None)
        elif isinstance(bound, Node) and isinstance(bound.value, int):
            bounds.append(bound.value)
        else:
            return Node.opaque("which part of it is meant is not known", span)
    if isinstance(holder, Array):
        return Array(holder.items[bounds[0] : bounds[1]], span)
    text = known_text(holder)
    if text is None or is_opaque(holder):
        return Node.opaque("it is a part of something unknown", span)
    return Node.scalar(text[bounds[0] : bounds[1]], span)
