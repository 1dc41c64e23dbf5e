"""Data as the standard libraries of both languages make and convert it: documents, mappings, lists, numbers."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from goatherd.frontends.document import parse_document
from goatherd.frontends.node import Node
from goatherd.frontends.programs import imports
from goatherd.frontends.programs.collections import applied, entries_of
from goatherd.frontends.programs.limits import MAX_ITEMS
from goatherd.frontends.programs.operators import truth
from goatherd.frontends.programs.sequences import items_of, keys_of
from goatherd.frontends.programs.values import (
    Arguments,
    Array,
    Class,
    External,
    Instance,
    Namespace,
    Record,
    Value,
    is_nothing,
    is_opaque,
    known_text,
    node_of,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.programs.machine import Machine

_DEPTH = 40


def _parse(m: Machine, a: Arguments) -> Value:
    given = a.get(0)
    if isinstance(given, Record) and "*content" in given.entries:
        given = given.entries["*content"]
    text = known_text(given)
    if text is None:
        return Node.opaque("the document is not known", a.span)
    documents = parse_document(text, given.span.path).documents
    return imports.from_node(documents[0]) if documents else Node.opaque("the document cannot be read", a.span)


def _dump(m: Machine, a: Arguments) -> Value:
    return Node.scalar(json.dumps(_plain(m, node_of(a.get(0)), _DEPTH), separators=(",", ":")), a.span)


def _plain(m: Machine, node: Node, depth: int) -> object:
    m.tick()
    if depth and node.is_mapping:
        return {key: _plain(m, value, depth - 1) for key, value in node.items()}
    if depth and node.kind == "sequence":
        return [_plain(m, value, depth - 1) for value in node.elements]
    return node.value if node.kind == "scalar" else "${?}"


def _keys(m: Machine, a: Arguments) -> Value:
    value = a.get(0)
    if isinstance(value, Instance):
        return Array([Node.scalar(name, a.span) for name in value.fields], a.span)
    return Array(keys_of(m, value), a.span)


def _values(m: Machine, a: Arguments) -> Value:
    value = a.get(0)
    if isinstance(value, Record):
        return Array(list(value.entries.values()), a.span)
    return Array([] if is_nothing(value) else [Node.opaque("it is unknown", a.span)], a.span)


def _assign(m: Machine, a: Arguments) -> Value:
    target = a.get(0)
    for source in a.args[1:]:
        m.tick(len(_members(source)))
        entries = _members(source)
        for key, value in entries.items():
            if isinstance(target, Record | Instance):
                m.write(target.entries if isinstance(target, Record) else target.fields, key, value)
        if isinstance(target, Record) and isinstance(source, Record):
            target.key_spans.update(source.key_spans)
            target.open = target.open or source.open
    return target


def _members(value: Value) -> dict[str, Value]:
    if isinstance(value, Instance):
        return value.fields
    if isinstance(value, Namespace):
        return value.members()
    return value.entries if isinstance(value, Record) else {}


def _from_entries(m: Machine, a: Arguments) -> Value:
    record = Record({}, {}, a.span)
    for pair in items_of(m, a.get(0), a.span):
        key = known_text(pair.items[0]) if isinstance(pair, Array) and len(pair.items) == 2 else None
        if key is None or not isinstance(pair, Array):
            record.open = "an entry of it is not known"
        else:
            record.entries[key] = pair.items[1]
    return record


def _dict(m: Machine, a: Arguments) -> Value:
    given = a.get(0)
    if isinstance(given, Record):
        m.tick(len(given.entries))
        record = Record(dict(given.entries), dict(given.key_spans), a.span, given.open)
    elif is_nothing(given):
        record = Record({}, {}, a.span)
    else:
        made = _from_entries(m, a)
        record = made if isinstance(made, Record) else Record({}, {}, a.span)
    record.entries.update(a.keywords)
    record.key_spans.update({key: value.span for key, value in a.keywords.items()})
    return record


def _list(m: Machine, a: Arguments) -> Value:
    return Array(items_of(m, a.get(0), a.span), a.span)


def _array(m: Machine, a: Arguments) -> Value:
    return Array(list(a.args), a.span)


def _array_from(m: Machine, a: Arguments) -> Value:
    source = a.get(0)
    length = source.get("length") if isinstance(source, Record) else None
    if isinstance(length, Node) and isinstance(length.value, int):
        items: list[Value] = [Node.absent(a.span)] * min(length.value, MAX_ITEMS)
    else:
        items = items_of(m, source, a.span)
    if len(a.args) > 1:
        items = [m.call(a.args[1], Arguments([x, Node.scalar(at, a.span)], {}, a.span)) for at, x in enumerate(items)]
    return Array(items, a.span)


def _text(m: Machine, a: Arguments) -> Value:
    value = a.get(0)
    return value if is_opaque(value) else Node.scalar(text_of(value), a.span)


def _number(m: Machine, a: Arguments) -> Value:
    value = node_of(a.get(0))
    try:
        return Node.scalar(int(str(value.value)), a.span)
    except ValueError:
        return value if value.kind == "opaque" else Node.opaque("it is not a whole number", a.span)


def _bool(m: Machine, a: Arguments) -> Value:
    verdict = truth(a.get(0), "python" if a.span.path.endswith(".py") else "javascript")
    return Node.opaque("it is decided at deployment", a.span) if verdict is None else Node.scalar(verdict, a.span)


def _length(m: Machine, a: Arguments) -> Value:
    value = a.get(0)
    if isinstance(value, Array):
        return Node.scalar(len(value.items), a.span)
    if isinstance(value, Record) and not value.open:
        return Node.scalar(len(value.entries), a.span)
    text = known_text(value)
    return Node.opaque("its length is not known", a.span) if text is None else Node.scalar(len(text), a.span)


def _range(m: Machine, a: Arguments) -> Value:
    bounds = [bound.value for bound in a.args if isinstance(bound, Node) and isinstance(bound.value, int)]
    if len(bounds) not in (1, 2, 3) or len(bounds) != len(a.args) or 0 in bounds[2:]:
        return Node.opaque("how often is not known", a.span)
    return Array([Node.scalar(at, a.span) for at in range(*bounds)[:MAX_ITEMS]], a.span)


def _enumerate(m: Machine, a: Arguments) -> Value:
    start = a.get(1, "start")
    first = start.value if isinstance(start, Node) and isinstance(start.value, int) else 0
    items = items_of(m, a.get(0), a.span)
    return Array([Array([Node.scalar(at, a.span), x], a.span) for at, x in enumerate(items, first)], a.span)


def _zip(m: Machine, a: Arguments) -> Value:
    columns = [items_of(m, column, a.span) for column in a.args]
    return Array([Array(list(row), a.span) for row in zip(*columns, strict=False)], a.span)


def _map(m: Machine, a: Arguments) -> Value:
    items = items_of(m, a.get(1), a.span)
    return Array([applied(m, a.get(0), x, at, a.span) for at, x in enumerate(items)], a.span)


def _filter(m: Machine, a: Arguments) -> Value:
    items = items_of(m, a.get(1), a.span)
    kept = [x for x in items if truth(m.call(a.get(0), Arguments([x], {}, a.span)), "python") is not False]
    return Array(kept, a.span)


def _first(m: Machine, a: Arguments) -> Value:
    """What is handed on as it is: copies, and promises, which are transparent."""
    return a.get(0)


def _is_array(m: Machine, a: Arguments) -> Value:
    value = a.get(0)
    if is_opaque(value) or isinstance(value, External):
        return Node.opaque("its type is not known", a.span)
    return Node.scalar(isinstance(value, Array), a.span)


def _getattr(m: Machine, a: Arguments) -> Value:
    name = known_text(a.get(1))
    found = m.member(a.get(0), name, a.span) if name is not None else Node.opaque("it is unknown", a.span)
    return a.get(2) if (is_opaque(found) or is_nothing(found)) and len(a.args) > 2 else found


def _is_instance(m: Machine, a: Arguments) -> Value:
    value, cls = a.get(0), a.get(1)
    if isinstance(value, Instance) and isinstance(cls, Class):
        return Node.scalar(cls in value.cls.lineage(), a.span)
    return Node.opaque("its type is not known", a.span)


def _without_indentation(m: Machine, a: Arguments) -> Value:
    """textwrap.dedent, at the place of the text."""
    text = known_text(a.get(0))
    if text is None:
        return a.get(0)
    margins = [len(line) - len(line.lstrip()) for line in text.split("\n") if line.strip()]
    margin = min(margins, default=0)
    return Node.scalar(re.sub(rf"(?m)^[ \t]{{{margin}}}", "", text), a.get(0).span)


FUNCTIONS: dict[str, Callable[[Machine, Arguments], Value]] = {
    "JSON.parse": _parse,
    "json.loads": _parse,
    "json.load": _parse,
    "yaml.safe_load": _parse,
    "js-yaml.load": _parse,
    "JSON.stringify": _dump,
    "json.dumps": _dump,
    "Object.keys": _keys,
    "Object.values": _values,
    "Object.entries": lambda m, a: entries_of(m, a.get(0), a.span),
    "Object.assign": _assign,
    "Object.fromEntries": _from_entries,
    "Object.freeze": _first,
    "Array": _array,
    "Array.of": _array,
    "Array.from": _array_from,
    "Array.isArray": _is_array,
    "Set": _list,
    "Map": _from_entries,
    "String": _text,
    "Number": _number,
    "parseInt": _number,
    "Boolean": _bool,
    "Promise.all": _first,
    "Promise.resolve": _first,
    "structuredClone": _first,
    "builtins.len": _length,
    "builtins.range": _range,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.dict": _dict,
    "builtins.list": _list,
    "builtins.tuple": _list,
    "builtins.set": _list,
    "builtins.sorted": _list,
    "builtins.reversed": _list,
    "builtins.map": _map,
    "builtins.filter": _filter,
    "builtins.str": _text,
    "builtins.int": _number,
    "builtins.bool": _bool,
    "builtins.isinstance": _is_instance,
    "builtins.getattr": _getattr,
    "textwrap.dedent": _without_indentation,
    "copy.deepcopy": _first,
    "copy.copy": _first,
    "typing.cast": lambda m, a: a.get(1),
    "asyncio.run": _first,
}
