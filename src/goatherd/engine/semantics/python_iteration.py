"""Python's functions over what can be iterated: each element stays itself while their number is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.engine.interpreter import sinks
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.guards import holding
from goatherd.engine.labels import mapped
from goatherd.engine.values import NOTHING, UNKNOWN, Value, const, join

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.semantics.base import Native

MAX_PAIRS = 8
MAX_FOLDED = 6


def _first(args: Args) -> Value:
    return args.at(0) or UNKNOWN


def _list(m: Machine, element: Value, pos: int, extra: Any = None) -> Value:
    """A list of nobody knows how many such elements."""
    return m.semantics.make_list(m, "list", ([], element), pos, extra)


def _tuple(m: Machine, items: list[Value], pos: int, extra: Any) -> Value:
    return m.semantics.make_list(m, "tuple", (items, None), pos, extra)


def _of_pairs(m: Machine, pairs: list[list[Value]], pos: int) -> Value:
    made = [_tuple(m, pair, pos, ("pair", index)) for index, pair in enumerate(pairs)]
    return m.semantics.make_list(m, "list", (made, None), pos)


def collection(kind: str) -> Native:
    def run(m: Machine, args: Args, pos: int) -> Value:
        if not args.positional:
            return m.semantics.make_list(m, kind, ([], None), pos)
        exact = m.semantics.exact_elements(m, args.positional[0])
        if exact is not None:
            return m.semantics.make_list(m, kind, (exact, None), pos)
        return m.semantics.make_list(m, kind, ([], m.semantics.element(m, args.positional[0])), pos)

    return run


# --- orders --------------------------------------------------------------------------------------


def sort_key(m: Machine, args: Args, element: Value, pos: int) -> None:
    """A function that says what elements are ordered by is called with each."""
    key = args.keywords.get("key")
    if key is not None and key.constant is None:
        m.call_perhaps(key, Args((element,)), pos)


def _sorted(m: Machine, args: Args, pos: int) -> Value:
    """The same elements; which of them comes first is known of constants."""
    element = m.semantics.element(m, _first(args))
    sort_key(m, args, element, pos)
    exact = m.semantics.exact_elements(m, _first(args))
    if exact is None:
        return _list(m, element, pos)
    constants = [item.constant for item in exact]
    texts = [c.value for c in constants if c is not None and isinstance(c.value, str)]
    if len(texts) == len(exact) and not args.keywords:
        return m.semantics.make_list(m, "list", ([const(text) for text in sorted(texts)], None), pos)
    return _list(m, element, pos) if len(exact) > 1 else m.semantics.make_list(m, "list", (exact, None), pos)


def _reversed(m: Machine, args: Args, pos: int) -> Value:
    exact = m.semantics.exact_elements(m, _first(args))
    if exact is None:
        return _list(m, m.semantics.element(m, _first(args)), pos)
    return m.semantics.make_list(m, "list", (exact[::-1], None), pos)


def _extreme(m: Machine, args: Args, pos: int) -> Value:
    value = _any_of(m, args)
    sort_key(m, args, value, pos)
    return join(value, args.keywords["default"]) if "default" in args.keywords else value


def _any_of(m: Machine, args: Args) -> Value:
    if len(args.positional) > 1:
        result = NOTHING
        for value in args.positional:
            result = join(result, value)
        return result
    return m.semantics.element(m, _first(args))


def _least(m: Machine, args: Args, pos: int) -> Value:
    value = _extreme(m, args, pos)
    if any(v.constant is not None and not v.labels for v in args.positional) and len(args.positional) > 1:
        return value.map_labels(lambda label: label.add("sleep", "loop"))
    return value


def _sum(m: Machine, args: Args, pos: int) -> Value:
    """Numbers, unless it begins with a list: of texts there is no sum."""
    element, start = m.semantics.element(m, _first(args)), args.at(1, "start")
    if start is not None and m.semantics.exact_elements(m, start) is not None:
        return _list(m, m.semantics.element(m, element), pos)
    labels = mapped(element.labels, lambda label: label.extend("|number").add("*", "number"))
    return Value(UNKNOWN.atoms, labels)


# --- combinations --------------------------------------------------------------------------------


def _enumerate(m: Machine, args: Args, pos: int) -> Value:
    exact = m.semantics.exact_elements(m, _first(args))
    if exact is not None:
        return _of_pairs(m, [[const(i), item] for i, item in enumerate(exact)], pos)
    pair = _tuple(m, [UNKNOWN, m.semantics.element(m, _first(args))], pos, "pair")
    return _list(m, pair, pos)


def _zip(m: Machine, args: Args, pos: int) -> Value:
    exact = [m.semantics.exact_elements(m, value) for value in args.positional]
    lists = [items for items in exact if items is not None and len(items) <= MAX_PAIRS]
    if lists and len(lists) == len(exact) and args.rest is None:
        return _of_pairs(m, [list(pair) for pair in zip(*lists, strict=False)], pos)
    return _list(m, _tuple(m, [m.semantics.element(m, v) for v in args.positional], pos, "zip"), pos)


def _zip_longest(m: Machine, args: Args, pos: int) -> Value:
    filled = args.keywords.get("fillvalue", NOTHING)
    parts = [join(m.semantics.element(m, value), filled) for value in args.positional]
    return _list(m, _tuple(m, parts, pos, "zip"), pos)


def _product(m: Machine, args: Args, pos: int) -> Value:
    return _list(m, _tuple(m, [m.semantics.element(m, v) for v in args.positional], pos, "product"), pos)


def _groups_of(m: Machine, args: Args, pos: int) -> Value:
    """Combinations, pairs, batches: each a list of some of the elements."""
    group = m.semantics.make_list(m, "tuple", ([], m.semantics.element(m, _first(args))), pos, "group")
    return _list(m, group, pos)


def _group_by(m: Machine, args: Args, pos: int) -> Value:
    """Pairs of what the key function says of an element, and the elements of which it says that."""
    element, key = m.semantics.element(m, _first(args)), args.at(1, "key")
    named = m.call_perhaps(key, Args((element,)), pos) if key is not None and key.constant is None else element
    return _list(m, _tuple(m, [named, _list(m, element, pos, "group")], pos, "pair"), pos)


def _chain(m: Machine, args: Args, pos: int) -> Value:
    """`itertools.chain(a, b)`: the elements of all, exactly while they are known."""
    exact = [m.semantics.exact_elements(m, value) for value in args.positional]
    if args.rest is None and all(items is not None for items in exact):
        return m.semantics.make_list(m, "list", ([item for items in exact for item in items or ()], None), pos)
    every = NOTHING
    for value in args.values():
        every = join(every, m.semantics.element(m, value))
    return _list(m, every, pos)


def _chain_of(m: Machine, args: Args, pos: int) -> Value:
    return _list(m, m.semantics.element(m, m.semantics.element(m, _first(args))), pos)


# --- functions of elements -----------------------------------------------------------------------


def _map(m: Machine, args: Args, pos: int) -> Value:
    elements = tuple(m.semantics.element(m, value) for value in args.positional[1:])
    made = m.call_perhaps(_first(args), Args(elements), pos)
    return _list(m, made if made.atoms else UNKNOWN, pos)


def _star_map(m: Machine, args: Args, pos: int) -> Value:
    group = m.semantics.element(m, args.at(1) or UNKNOWN)
    exact = m.semantics.exact_elements(m, group)
    given = Args(tuple(exact)) if exact is not None else Args(rest=m.semantics.element(m, group))
    made = m.call_perhaps(_first(args), given, pos)
    return _list(m, made if made.atoms else UNKNOWN, pos)


def _filter(m: Machine, args: Args, pos: int) -> Value:
    """The elements of which the function is true, and so what that proves of them."""
    return _chosen(m, args, True, pos)


def _filter_false(m: Machine, args: Args, pos: int) -> Value:
    return _chosen(m, args, False, pos)


def _chosen(m: Machine, args: Args, outcome: bool, pos: int) -> Value:
    element, function = m.semantics.element(m, args.at(1) or UNKNOWN), _first(args)
    if function.atoms and not function.constant:
        element = holding(element, m.call_perhaps(function, Args((element,)), pos), outcome)
    return _list(m, element, pos)


def _reduce(m: Machine, args: Args, pos: int) -> Value:
    function, items = _first(args), args.at(1) or UNKNOWN
    exact, start = m.semantics.exact_elements(m, items), args.at(2)
    if exact is not None and len(exact) <= MAX_FOLDED and (exact or start is not None):
        state, outer = exact.pop(0) if start is None else start, m.context
        for index, element in enumerate(exact):
            # What each step makes is a thing of its own.
            m.context = outer.at(("round", pos, index))
            state = m.call(function, Args((state, element)), pos)
        m.context = outer
        return state
    element = m.semantics.element(m, items)
    state = start or element
    return join(state, m.call_perhaps(function, Args((state, element)), pos))


def _accumulate(m: Machine, args: Args, pos: int) -> Value:
    element, function = m.semantics.element(m, _first(args)), args.at(1, "func")
    if function is None:
        return _list(m, element, pos)
    return _list(m, join(element, m.call_perhaps(function, Args((element, element)), pos)), pos)


def _repeat(m: Machine, args: Args, pos: int) -> Value:
    sinks.report(m, "loop", args.at(1, "times") or NOTHING, pos, "repeat")
    return _list(m, _first(args), pos)


def _numbers(m: Machine, args: Args, pos: int) -> Value:
    return _list(m, UNKNOWN, pos)


def _same(m: Machine, args: Args, pos: int) -> Value:
    return _first(args)


def _next(m: Machine, args: Args, pos: int) -> Value:
    value = m.semantics.element(m, _first(args))
    default = args.at(1)
    return value if default is None else join(value, default)


NATIVES: dict[str, Native] = {
    "builtins.list": collection("list"),
    "builtins.tuple": collection("tuple"),
    "builtins.set": collection("set"),
    "builtins.frozenset": collection("set"),
    "builtins.sorted": _sorted,
    "builtins.reversed": _reversed,
    "builtins.min": _least,
    "builtins.max": _extreme,
    "builtins.sum": _sum,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.map": _map,
    "builtins.filter": _filter,
    "builtins.next": _next,
    "functools.reduce": _reduce,
    "itertools.chain": _chain,
    "itertools.chain.from_iterable": _chain_of,
    "itertools.zip_longest": _zip_longest,
    "itertools.product": _product,
    "itertools.groupby": _group_by,
    "itertools.starmap": _star_map,
    "itertools.filterfalse": _filter_false,
    "itertools.takewhile": _filter,
    "itertools.dropwhile": lambda m, a, p: _list(m, m.semantics.element(m, a.at(1) or UNKNOWN), p),
    "itertools.accumulate": _accumulate,
    "itertools.repeat": _repeat,
    "itertools.count": _numbers,
    "itertools.islice": _same,
    "itertools.cycle": _same,
    "itertools.tee": lambda m, a, p: m.semantics.make_list(m, "tuple", ([_first(a), _first(a)], None), p),
    **dict.fromkeys(
        [f"itertools.{name}" for name in ("combinations", "permutations", "pairwise", "batched")], _groups_of
    ),
}
