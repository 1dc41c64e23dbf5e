"""Methods of JavaScript's arrays and sets: each element stays itself while their number is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.interpreter import callers, members, rights, whose
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.guards import guard, holding, of_choice, of_every
from goatherd.engine.labels import JOINED
from goatherd.engine.semantics import lists, texts
from goatherd.engine.values import (
    BOOLEAN,
    NOTHING,
    UNDEFINED_VALUE,
    UNKNOWN,
    Bound,
    Class,
    External,
    Func,
    Guard,
    Obj,
    Value,
    const,
    join,
)

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.semantics.texts import Method

CALLABLE = Func | Bound | Class | External
MAX_UNROLLED = 6


def run_optional(m: Machine, callback: Value, args: Args, pos: int) -> Value:
    """Call in a branch that need not happen."""
    functions = tuple(a for a in callback.atoms if isinstance(a, CALLABLE))
    return m.call_perhaps(Value(functions), args, pos) if functions else NOTHING


def run_surely(m: Machine, callback: Value, args: Args, pos: int) -> Value:
    functions = tuple(a for a in callback.atoms if isinstance(a, CALLABLE))
    return m.call(Value(functions), args, pos) if functions else NOTHING


def _each(result: str) -> Method:
    """A method that calls back for every element; `result` says what comes of it."""

    def run(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
        callback = args.at(0) or UNDEFINED_VALUE
        exact = m.semantics.exact_elements(m, receiver)
        unrolled = exact is not None and len(exact) <= MAX_UNROLLED
        elements = exact if unrolled and exact is not None else [m.semantics.element(m, receiver)]
        # What happens to each of some known elements surely happens; the others may be none at all.
        run_one = run_surely if unrolled and result not in ("find", "test", "every", "some") else run_optional
        outer, outcomes = m.context, []
        for i, element in enumerate(elements):
            # What each element makes is a thing of its own.
            m.context = outer.at(("round", pos, i)) if unrolled else outer
            outcomes.append(run_one(m, callback, Args((element, const(i) if unrolled else UNKNOWN, receiver)), pos))
        m.context = outer
        return _outcome(m, receiver, result, elements, outcomes, unrolled, pos)

    return run


def _outcome(
    m: Machine, receiver: Value, result: str, elements: list[Value], outcomes: list[Value], unrolled: bool, pos: int
) -> Value:
    if result == "map":
        values = [value if value.atoms else UNDEFINED_VALUE for value in outcomes]
        if unrolled:
            return m.semantics.make_list(m, "list", (values, None), pos, "map")
        return m.semantics.make_list(m, "list", ([], values[0] if values else UNKNOWN), pos, "map")
    if result == "flat":
        flat = NOTHING
        for value in outcomes:
            flat = join(flat, m.semantics.element(m, value) if value.atoms else NOTHING)
        return m.semantics.make_list(m, "list", ([], flat if flat.atoms else UNKNOWN), pos, "flat")
    if result == "filter":
        truths = [m.semantics.truth(m, value) if value.atoms else False for value in outcomes]
        if unrolled and None not in truths:
            chosen = [element for element, truth in zip(elements, truths, strict=True) if truth]
            return m.semantics.make_list(m, "list", (chosen, None), pos, "filter")
        kept = NOTHING
        for element, outcome in zip(elements, outcomes, strict=True):
            kept = join(kept, holding(element, outcome, True))
        made = m.semantics.make_list(m, "list", ([], kept if kept.atoms else UNKNOWN), pos, "filter")
        return of_choice(m, made, outcomes, pos)
    if result == "find":
        found = UNDEFINED_VALUE
        for element, outcome in zip(elements, outcomes, strict=True):
            found = join(found, holding(element, outcome, True))
        return found.with_guards(of_every(m, outcomes, False, pos))
    if result in ("every", "some"):
        return BOOLEAN.with_guards(of_every(m, outcomes, result == "every", pos))
    return BOOLEAN if result == "test" else UNDEFINED_VALUE


def _reduce(from_right: bool) -> Method:
    def run(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
        callback, exact = args.at(0) or UNDEFINED_VALUE, m.semantics.exact_elements(m, receiver)
        if exact is not None and len(exact) <= MAX_UNROLLED and (exact or args.at(1) is not None):
            steps = [(element, const(index)) for index, element in enumerate(exact)]
            steps = steps[::-1] if from_right else steps
            state = args.at(1) or steps.pop(0)[0]
            outer = m.context
            for at, (element, index) in enumerate(steps):
                m.context = outer.at(("round", pos, at))
                state = run_surely(m, callback, Args((state, element, index, receiver)), pos)
            m.context = outer
            return state
        element = m.semantics.element(m, receiver)
        state = args.at(1) or element
        for _ in range(2):
            state = join(state, run_optional(m, callback, Args((state, element, UNKNOWN)), pos))
        return state

    return run


def _push(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    lists.add_items(m, receiver, list(args.positional), args.rest, pos)
    return UNKNOWN


def _unshift(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    rest = [args.rest] if args.rest is not None else []
    lists.insert(m, receiver, None if rest else 0, [*args.positional, *rest], pos)
    return UNKNOWN


def _pop(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return lists.taken(m, receiver, -1, pos)


def _shift(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return lists.taken(m, receiver, 0, pos)


def _splice(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    """What is taken out; what is put in its place stays."""
    exact = m.semantics.exact_elements(m, receiver)
    start, count = ((args.at(index) or UNKNOWN).constant for index in (0, 1))
    known = start is not None and (count is not None or args.at(1) is None)
    if exact is None or not known or args.rest is not None or m.blurred:
        removed = m.semantics.element(m, receiver)
        lists.insert(m, receiver, None, list(args.positional[2:]), pos)
        return m.semantics.make_list(m, "list", ([], removed), pos, "part")
    first = start.value if start is not None else 0
    first = max(len(exact) + first, 0) if first < 0 else first
    last = len(exact) if count is None else first + max(count.value, 0)
    part, exact[first:last] = exact[first:last], args.positional[2:]
    lists.refill(m, receiver.sole, exact, pos)
    return m.semantics.make_list(m, "list", (part, None), pos, "part")


def _sort(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    if args.positional:
        element = m.semantics.element(m, receiver)
        run_optional(m, args.positional[0], Args((element, element)), pos)
    lists.reorder(m, receiver, pos)
    return receiver


def _sorted(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return _sort(m, _same_elements(m, receiver, args, pos), args, pos)


def _fill(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    value, exact = args.at(0) or UNDEFINED_VALUE, m.semantics.exact_elements(m, receiver)
    if exact is not None and len(args.positional) == 1:
        lists.refill(m, receiver.sole, [value] * len(exact), pos)
        return receiver
    lists.insert(m, receiver, None, [value], pos)
    return receiver


def _join(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    separator = args.at(0) or const(",")
    result = texts.joined(m, separator, m.semantics.exact_elements(m, receiver), m.semantics.element(m, receiver))
    return m.stepped(result, pos, JOINED)


def _array_includes(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    needle = args.at(0) or UNKNOWN
    found = m.semantics.contains(m, "in", needle, receiver)
    result = BOOLEAN if found is None else const(found)
    told = whose.of_membership(m, needle, receiver, True)
    if needle.labels and not members.deep_labels(m, receiver):
        holds = {"*", *rights.powers_among(m, receiver)}
        return result.with_guards((*guard(needle, holds), *_denied(m, needle, receiver), *told))
    who = callers.compared(needle, Value((), members.deep_labels(m, receiver))) if needle.labels else frozenset()
    return result.with_guards((*callers.guard(True, who), *told))


def _index_of(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    """Where an element stands: when it stands anywhere, it is one of the list's."""
    needle = args.at(0) or UNKNOWN
    if not needle.labels or members.deep_labels(m, receiver):
        return UNKNOWN
    return UNKNOWN.with_guards(tuple((None, key, preds) for _, key, preds in guard(needle, {"*"})))


def _denied(m: Machine, needle: Value, receiver: Value) -> tuple[Guard, ...]:
    """What is not in a list of the names that lead to the prototype is none of them."""
    names = {value.text() for value in m.semantics.exact_elements(m, receiver) or ()}
    return guard(needle, {"prototype"}, False) if "__proto__" in names else ()


def _concat(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    element = m.semantics.element(m, receiver)
    exact = m.semantics.exact_elements(m, receiver)
    for value in args.values():
        more = m.semantics.exact_elements(m, value)
        exact = [*exact, *more] if exact is not None and more is not None else None
        element = join(element, m.semantics.element(m, value))
    if exact is not None:
        return m.semantics.make_list(m, "list", (exact, None), pos, "concat")
    return m.semantics.make_list(m, "list", ([], element), pos, "concat")


def _same_elements(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return m.semantics.make_list(m, "list", ([], m.semantics.element(m, receiver)), pos, "part")


def _slice(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    exact = m.semantics.exact_elements(m, receiver)
    bounds = [value.constant for value in args.positional[:2]]
    if exact is not None and all(bound is not None and isinstance(bound.value, int) for bound in bounds):
        start, end = ([bound.value for bound in bounds if bound is not None] + [0, None][len(bounds) :])[:2]
        part = exact[start:end]
        return m.semantics.make_list(m, "list", (part, None), pos, "part")
    return _same_elements(m, receiver, args, pos)


def _at(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    exact, index = m.semantics.exact_elements(m, receiver), (args.at(0) or UNKNOWN).constant
    place = index.value if index is not None else None
    if exact is not None and isinstance(place, int) and -len(exact) <= place < len(exact):
        return exact[place]
    return m.semantics.element(m, receiver)


def itself(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return receiver


def _reverse(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    exact = m.semantics.exact_elements(m, receiver)
    if exact is not None and not m.blurred:
        lists.refill(m, receiver.sole, exact[::-1], pos)
    else:
        lists.reorder(m, receiver, pos)
    return receiver


def _flattened(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    exact = m.semantics.exact_elements(m, receiver)
    flat: list[Value] | None = []
    for element in exact if exact is not None else ():
        nested = _is_list(element)
        inner = m.semantics.exact_elements(m, element) if nested else [element]
        uncertain = inner is None or (not nested and element.is_unknown)
        flat = None if flat is None or uncertain or inner is None else [*flat, *inner]
    if exact is not None and flat is not None:
        return m.semantics.make_list(m, "list", (flat, None), pos, "flat")
    element = m.semantics.element(m, receiver)
    if _is_list(element):
        element = m.semantics.element(m, element)
    return m.semantics.make_list(m, "list", ([], element), pos, "flat")


def _is_list(value: Value) -> bool:
    return any(isinstance(a, Obj) and a.kind == "list" for a in value.atoms)


def _array_entries(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    pair = m.semantics.make_list(m, "list", ([UNKNOWN, m.semantics.element(m, receiver)], None), pos, "pair")
    return m.semantics.make_list(m, "list", ([], pair), pos, "entries")


ARRAYS: dict[str, Method] = {
    "map": _each("map"),
    "flatMap": _each("flat"),
    "filter": _each("filter"),
    "find": _each("find"),
    "findLast": _each("find"),
    "forEach": _each("none"),
    "some": _each("some"),
    "every": _each("every"),
    "findIndex": _each("test"),
    "reduce": _reduce(from_right=False),
    "reduceRight": _reduce(from_right=True),
    "push": _push,
    "unshift": _unshift,
    "add": _push,
    "pop": _pop,
    "shift": _shift,
    "splice": _splice,
    "slice": _slice,
    "join": _join,
    "includes": _array_includes,
    "has": _array_includes,
    "indexOf": _index_of,
    "lastIndexOf": _index_of,
    "concat": _concat,
    "flat": _flattened,
    "at": _at,
    "reverse": _reverse,
    "toReversed": _same_elements,
    "toSorted": _sorted,
    "sort": _sort,
    "fill": _fill,
    "values": itself,
    "keys": itself,
    "entries": _array_entries,
    "toString": _join,
}
