"""Functions of lists, sets and maps. What is unknown stays one unknown element (in a map under `${?}`)."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from goatherd.core.value import HOLE
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.functions.common import MAX_LENGTH, argument, elements_of
from goatherd.frontends.terraform.values import Reference, integer, is_empty, is_null, known_text, same, text_of, truth

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.terraform.functions.common import Context, Function


# --- lists ---


def _concat(c: Context, arguments: list[Node]) -> Node:
    return c.list([element for node in arguments for element in elements_of(node)])


def _flatten(c: Context, arguments: list[Node]) -> Node:
    found: list[Node] = []
    pending = [iter(elements_of(arguments[0]))] if arguments else []
    while pending:
        c.budget.spend(1)
        node = next(pending[-1], None)
        if node is None:
            pending.pop()
        elif node.kind == "sequence":
            pending.append(iter(node.elements))
        else:
            found.append(node)
    return c.list(found)


def _distinct(c: Context, arguments: list[Node]) -> Node:
    seen: set[tuple[str, str]] = set()
    found: list[Node] = []
    for node in elements_of(arguments[0]) if arguments else ():
        text = node.text() if node.kind == "scalar" else None
        if text is None or ("", text) not in seen:
            found.append(node)
        if text is not None:
            seen.add(("", text))
    return c.list(found)


def _compact(c: Context, arguments: list[Node]) -> Node:
    return c.list([node for node in elements_of(arguments[0]) if not is_empty(node)] if arguments else [])


def _as_list(c: Context, arguments: list[Node]) -> Node:
    node = arguments[0] if arguments else c.error()
    if node.kind == "sequence" or (node.kind == "opaque" and not isinstance(node, Reference)):
        return node
    if node.kind == "scalar":
        return node if is_null(node) else c.error()
    return c.list(elements_of(node))


def _as_set(c: Context, arguments: list[Node]) -> Node:
    node = arguments[0] if arguments else c.error()
    return _distinct(c, [node]) if node.kind == "sequence" else _as_list(c, arguments)


def _same(c: Context, arguments: list[Node]) -> Node:
    return arguments[0] if arguments else c.error()


def _element(c: Context, arguments: list[Node]) -> Node:
    elements = elements_of(arguments[0]) if arguments else ()
    if isinstance(arguments[0], Reference):
        return arguments[0]
    position = integer(arguments[1]) if len(arguments) > 1 else None
    if not elements or position is None:
        return c.error()
    return elements[position % len(elements)]


def _one(c: Context, arguments: list[Node]) -> Node:
    elements = elements_of(arguments[0]) if arguments else ()
    if not elements:
        return Node.scalar(None, c.span)
    return elements[0] if len(elements) == 1 else c.error()


def _slice(c: Context, arguments: list[Node]) -> Node:
    if len(arguments) != 3:
        return c.error()
    start, end = integer(arguments[1]), integer(arguments[2])
    if start is None or end is None or not 0 <= start <= end:
        return c.error()
    return c.list(arguments[0].elements[start:end])


def _reverse(c: Context, arguments: list[Node]) -> Node:
    return c.list(arguments[0].elements[::-1]) if arguments else c.error()


def _sort(c: Context, arguments: list[Node]) -> Node:
    return c.list(sorted(elements_of(arguments[0]), key=text_of)) if arguments else c.error()


def _range(c: Context, arguments: list[Node]) -> Node:
    limits = [integer(node) for node in arguments]
    if not 1 <= len(limits) <= 3 or None in limits:
        return c.error()
    numbers = [limit for limit in limits if limit is not None]
    if len(numbers) == 3 and numbers[2] == 0:
        return c.error()
    values = range(*numbers)
    if len(values) > MAX_LENGTH:
        return c.too_long(len(values))
    return c.list([c.scalar(value) for value in values])


def _contains(c: Context, arguments: list[Node]) -> Node:
    if len(arguments) != 2:
        return c.error()
    verdicts = [same(element, arguments[1], c.budget) for element in elements_of(arguments[0])]
    if True in verdicts:
        return c.scalar(True)
    return c.unknown("has unknown elements to look at") if None in verdicts else c.scalar(False)


def _index(c: Context, arguments: list[Node]) -> Node:
    if len(arguments) == 2:
        for position, element in enumerate(elements_of(arguments[0])):
            if same(element, arguments[1], c.budget):
                return c.scalar(position)
    return c.error()


def _length(c: Context, arguments: list[Node]) -> Node:
    node = arguments[0] if arguments else c.error()
    if node.kind == "scalar":
        text = known_text(node)
        return c.unknown("of a text that is known after deployment") if text is None else c.scalar(len(text))
    if isinstance(node, Reference) or HOLE in node.entries or any(_is_list_of_unknown(e) for e in node.elements):
        return c.unknown("of a list that is known after deployment")
    return c.scalar(len(node.elements) + len(node.entries))


def _is_list_of_unknown(node: Node) -> bool:
    return isinstance(node, Reference) and node.many


def _coalesce(c: Context, arguments: list[Node]) -> Node:
    return next((node for node in arguments if not is_empty(node)), c.error())


def _set_product(c: Context, arguments: list[Node]) -> Node:
    size = 1
    for node in arguments:
        size *= max(len(elements_of(node)), 1)
    if size > MAX_LENGTH:
        return c.too_long(size)
    return c.list([c.list(pair) for pair in product(*map(elements_of, arguments))])


def _union(c: Context, arguments: list[Node]) -> Node:
    return _distinct(c, [_concat(c, arguments)])


def _intersection(c: Context, arguments: list[Node]) -> Node:
    common = {text_of(e) for e in elements_of(arguments[0])} if arguments else set()
    for node in arguments[1:]:
        common &= {text_of(e) for e in elements_of(node)}
    return c.list([e for e in elements_of(arguments[0]) if text_of(e) in common]) if arguments else c.error()


def _subtract(c: Context, arguments: list[Node]) -> Node:
    if len(arguments) != 2:
        return c.error()
    without = {text_of(e) for e in elements_of(arguments[1])}
    return c.list([e for e in elements_of(arguments[0]) if text_of(e) not in without])


def _any_true(c: Context, arguments: list[Node]) -> Node:
    verdicts = [truth(e) for e in elements_of(arguments[0])] if arguments else []
    if True in verdicts:
        return c.scalar(True)
    return c.unknown("of unknown values") if None in verdicts else c.scalar(False)


def _all_true(c: Context, arguments: list[Node]) -> Node:
    verdicts = [truth(e) for e in elements_of(arguments[0])] if arguments else []
    if False in verdicts:
        return c.scalar(False)
    return c.unknown("of unknown values") if None in verdicts else c.scalar(True)


# --- maps ---


def _merge(c: Context, arguments: list[Node]) -> Node:
    entries: dict[str, Node] = {}
    spans: dict[str, Span] = {}
    for node in arguments:
        if node.kind == "opaque":
            entries[HOLE], spans[HOLE] = node, node.span
        c.budget.spend(len(node.entries))
        entries.update(node.entries)
        spans.update(node.key_spans)
    return Node.mapping(entries, spans, c.span)


def _lookup(c: Context, arguments: list[Node]) -> Node:
    if len(arguments) < 2:
        return c.error()
    table, key = arguments[0], arguments[1].text()
    fallback = argument(arguments, 2)
    if table.kind == "opaque" or arguments[1].kind == "opaque":
        return table if table.kind == "opaque" else arguments[1]
    if key is not None and key in table.entries:
        return table.entries[key]
    if known_text(arguments[1]) is None or HOLE in table.entries:
        return c.evaluator.any_of(table, arguments[1], c.span)
    return fallback if fallback is not None else c.error()


def _keys(c: Context, arguments: list[Node]) -> Node:
    node = arguments[0] if arguments else c.error()
    if isinstance(node, Reference):
        return c.unknown("of what is known after deployment")
    return c.list([Node.scalar(key, node.key_span(key)) for key in sorted(node.entries)])


def _values(c: Context, arguments: list[Node]) -> Node:
    node = arguments[0] if arguments else c.error()
    if isinstance(node, Reference):
        return c.list([node])
    return c.list([node.entries[key] for key in sorted(node.entries)])


def _zipmap(c: Context, arguments: list[Node]) -> Node:
    if len(arguments) != 2:
        return c.error()
    pairs = list(zip(arguments[0].elements, arguments[1].elements, strict=False))
    entries = {text_of(key): value for key, value in pairs}
    return Node.mapping(entries, {text_of(key): key.span for key, _ in pairs}, c.span)


TOLERANT: dict[str, Function] = {
    "concat": _concat,
    "flatten": _flatten,
    "distinct": _distinct,
    "compact": _compact,
    "merge": _merge,
    "lookup": _lookup,
    "tolist": _as_list,
    "toset": _as_set,
    "tomap": _same,
    "coalescelist": _coalesce,
    "coalesce": _coalesce,
    "setunion": _union,
    "sensitive": _same,
    "nonsensitive": _same,
    "ephemeralasnull": _same,
}
STRICT: dict[str, Function] = {
    "element": _element,
    "one": _one,
    "slice": _slice,
    "reverse": _reverse,
    "sort": _sort,
    "range": _range,
    "contains": _contains,
    "index": _index,
    "length": _length,
    "setproduct": _set_product,
    "setintersection": _intersection,
    "setsubtract": _subtract,
    "anytrue": _any_true,
    "alltrue": _all_true,
    "keys": _keys,
    "values": _values,
    "zipmap": _zipmap,
}
