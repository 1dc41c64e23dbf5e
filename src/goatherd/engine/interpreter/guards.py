"""What a test proves about the data it looks at, on the path where it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.engine.doubts import tested
from goatherd.engine.interpreter import callers, clients, genuine, grants, outcomes, rights, tokens, whose
from goatherd.engine.interpreter.members import KEYS, LENGTH, MANY, deep_labels, is_open
from goatherd.engine.kinds import CONVERTED, safe_for_alphabet
from goatherd.engine.labels import CHARACTER, KEY, TESTED, WHOLE_NUMBER
from goatherd.engine.values import (
    ANY,
    BOOLEAN,
    CALLER,
    OF_SETTINGS,
    SETTING,
    UNKNOWN,
    Class,
    Const,
    EventNode,
    External,
    Guard,
    Obj,
    Text,
    Value,
    const,
    join,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.machine import Machine

EVERYTHING = frozenset({"*"})
_BELOW = {"<": True, "<=": True, ">": False, ">=": False}
_BOUNDED = frozenset({"sleep", "loop"})
_NO_PROTOTYPE = frozenset({"prototype"})
_NAMED = frozenset({"record"})
_LIBRARY_ERRORS = frozenset({"exception"})
_SECRETS = frozenset({"secret", "credentials"})
_ERRORS = frozenset({"Error", "TypeError", "SyntaxError", "RangeError"})
_FOUND = {
    **{(op, -1): found for op, found in (("===", False), ("==", False), ("!==", True), ("!=", True), (">", True))},
    (">=", 0): True,
    ("<", 0): False,
}
_EQUAL = {"==": True, "===": True, "is": True, "!=": False, "!==": False, "is not": False}
_LISTS = frozenset({"list", "tuple", "set"})
_MEMBER = {"in": True, "has": True, "not in": False}


def guard(value: Value, preds: frozenset[str] | set[str], polarity: bool = True) -> tuple[Guard, ...]:
    """The guard that `preds` hold for the data in `value` when a test on it turns out as `polarity`."""
    found: tuple[Guard, ...] = ()
    for key in keys_of(value) if preds else ():
        found += tuple((polarity, about, holds) for about, holds in implied(key, frozenset(preds)))
    return found


def of_names(value: Value) -> tuple[Guard, ...]:
    """What holds where data has no fields but those that the program names."""
    names = ((True, (origin, (*access, KEY)), EVERYTHING) for origin, access in keys_of(value))
    return (*guard(value, _NAMED), *names)


# Tests of a derived value that say something of what it was derived from: where an address leads is its host's
# matter, and a file is where its real path is.
_SPEAKS_FOR = {
    **dict.fromkeys((WHOLE_NUMBER, "|text", "|str"), CONVERTED),
    **dict.fromkeys(("hostname", "netloc", "host", "origin"), frozenset({"ssrf", "redirect"})),
    **dict.fromkeys(
        ("|os.path.realpath", "|os.path.abspath", "|os.path.normpath", "|os.path.commonpath", "|os.path.commonprefix",
         "|path.resolve", "|path.normalize", "|path.relative"),
        frozenset({"path"}),
    ),
}  # fmt: skip


def implied(key: Any, preds: frozenset[str]) -> Iterator[tuple[Any, frozenset[str]]]:
    """(label key, what holds for it), for the data tested and for what it stands for."""
    yield key, preds
    origin, access = key
    while access and access[-1] in _SPEAKS_FOR:
        spoken = _SPEAKS_FOR[access[-1]]
        kept = frozenset(pred for pred in preds if pred.startswith(TESTED))
        preds = (spoken if "*" in preds else spoken & preds) | kept
        access = access[:-1]
        if not preds:
            return
        yield (origin, access), preds
    if access and access[-1] == "|inner" and (inner := {f"inner:{p}" for p in preds if p.startswith("no:")}):
        yield (origin, access[:-1]), frozenset(inner)


def weaker(left: frozenset[str], right: frozenset[str]) -> frozenset[str]:
    """What holds when either of two sets of predicates does."""
    return right if "*" in left else left if "*" in right else left & right


def keys_of(value: Value) -> tuple[Any, ...]:
    """The label keys of a value that is one piece of outside data, or that piece and texts made of it alone."""
    for item in value.atoms:
        if isinstance(item, Text) and not (len(item.parts) == 1 and not isinstance(item.parts[0], str)):
            return ()
        if not (item is ANY or isinstance(item, Text | Const | EventNode) or _is_of_error(item) or _is_a_setting(item)):
            return ()
    keys = tuple(dict.fromkeys(label.key for label in value.labels))
    if len(keys) < 2:
        return keys
    # `headers.origin || headers.Origin` is one header
    read = {(origin, *(step.lower() for step in access if not step.startswith("|"))) for origin, access in keys}
    return keys if len(read) == 1 else ()


def _is_a_setting(item: Any) -> bool:
    """Whether it is made of what nobody knows, as what stands in place of a missing header often is."""
    return isinstance(item, External) and item.name.startswith("?")


def _is_of_error(item: Any) -> bool:
    """Whether it is an error that a library raised, as a text, or a part of it."""
    return isinstance(item, External) and item.name.partition(".")[0] == "exception"


def holding(value: Value, test: Value, outcome: bool) -> Value:
    """The value with what a test proves of it that turned out so, for when it is kept because of that."""
    proved = {key: preds for side, key, preds in test.guards if side is outcome}
    return value.map_labels(lambda label: label.add(*proved.get(label.key, ()))) if proved else value


def narrow(m: Machine, node: ir.Expr, test: Value, polarity: bool) -> None:
    """Apply to the current store what holds once `node` has evaluated to `test` and turned out so."""
    for side, key, preds in (*test.guards, *_of_truth(m, test)):
        if side is polarity:
            m.assume(key, preds)
    tokens.relied_on(m, test.labels)
    callers.narrowed(m, test.guards, polarity)
    tokens.signed(m, (who for side, key, who in test.guards if side is polarity and key is CALLER))
    if isinstance(node, ir.Unary) and node.op == "not":
        _narrow_variables(m, node.operand, not polarity)
    else:
        _narrow_variables(m, node, polarity)


def _narrow_variables(m: Machine, node: ir.Expr, polarity: bool) -> None:
    if isinstance(node, ir.Name):
        _keep(m, node, lambda a: m.semantics.atom_truth(a) is not (not polarity))
        if not polarity:
            _empty_variable(m, node)
    elif isinstance(node, ir.Attr) and isinstance(node.obj, ir.Name) and not polarity:
        _empty(m, m.read(node.obj.id), node.name)
    elif isinstance(node, ir.Logical) and node.op == ("and" if polarity else "or"):
        _narrow_variables(m, node.left, polarity)
        _narrow_variables(m, node.right, polarity)
    elif isinstance(node, ir.Unary) and node.op == "not":
        _narrow_variables(m, node.operand, not polarity)
    elif isinstance(node, ir.Compare) and node.op == "instanceof" and isinstance(node.left, ir.Name):
        _narrow_instances(m, node, node.left, polarity)
    elif isinstance(node, ir.Compare) and _MEMBER.get(node.op) is polarity and isinstance(node.left, ir.Name):
        _confine(m, node.left, node.right)
    elif isinstance(node, ir.Compare) and node.op in _EQUAL and isinstance(node.left, ir.Name):
        constant = node.right.value if isinstance(node.right, ir.Const) else ...
        if constant is None or constant is ir.UNDEFINED:
            same = _EQUAL[node.op] is polarity
            _keep(m, node.left, lambda a: _maybe_null(a) if same else not _surely_null(a))


def _confine(m: Machine, name: ir.Name, allowed: ir.Expr) -> None:
    """A variable that may hold one of several pieces of outside data holds one of the program's own texts here."""
    value = m.read(name.id)
    if value is not None and value.labels and not keys_of(value) and not deep_labels(m, m.evaluate(allowed)):
        frame = m.scope_of(name.id) or m.module.frame
        m.store.set((frame, name.id), value.map_labels(lambda label: label.add(*EVERYTHING)))


def _empty_variable(m: Machine, node: ir.Name) -> None:
    """A variable that is falsy holds nobody's data."""
    value = m.read(node.id)
    if value is not None and value.labels:
        frame = m.scope_of(node.id) or m.module.frame
        m.store.set((frame, node.id), Value(value.atoms, (), value.guards))


def _empty(m: Machine, owner: Value | None, name: str) -> None:
    """A field that is falsy holds nobody's data."""
    item = owner.sole if owner is not None else None
    held = m.get_field(item, name) if isinstance(item, Obj) else None
    if held is not None and held.labels:
        m.set_field(item, name, Value(held.atoms, (), held.guards))


def _narrow_instances(m: Machine, node: ir.Compare, name: ir.Name, polarity: bool) -> None:
    cls, value = m.evaluate(node.right), m.read(name.id)
    answers = {item: m.semantics.is_instance(item, cls) for item in (value.atoms if value is not None else ())}
    # Where something surely is one, that is what is meant.
    wanted = (True,) if polarity and True in answers.values() else (polarity, None)
    _keep(m, name, lambda a: answers.get(a) in wanted)
    if polarity and cls.atoms and all(isinstance(a, Class) for a in cls.atoms):
        # An error of a class of the program's own says what the program lets it say, not what a library met with.
        _forget(m, name, _LIBRARY_ERRORS)
    elif polarity and cls.atoms and all(isinstance(a, External) and a.name in _ERRORS for a in cls.atoms):
        # What came instead of a secret is not the secret; one that the error was made with is among its fields.
        _forget(m, name, _SECRETS)


def _forget(m: Machine, name: ir.Name, kinds: frozenset[str]) -> None:
    """The value of a variable is, on this path, nothing that comes from origins of these kinds."""
    value = m.read(name.id)
    if value is not None and any(label.origin.kind in kinds for label in value.labels):
        labels = tuple(label for label in value.labels if label.origin.kind not in kinds)
        frame = m.scope_of(name.id) or m.module.frame
        m.store.set((frame, name.id), Value(value.atoms, labels, value.guards))


def _maybe_null(item: Any) -> bool:
    return item is ANY or _surely_null(item)


def _surely_null(item: Any) -> bool:
    return isinstance(item, Const) and (item.value is None or item.value is ir.UNDEFINED)


def _keep(m: Machine, node: ir.Name, wanted: Any) -> None:
    value = m.read(node.id)
    if value is None or len(value.atoms) < 2:
        return
    kept = tuple(a for a in value.atoms if wanted(a))
    if kept and len(kept) < len(value.atoms):
        frame = m.scope_of(node.id) or m.module.frame
        m.store.set((frame, node.id), Value(kept, value.labels, value.guards))


def _of_truth(m: Machine, value: Value) -> tuple[Guard, ...]:
    """What it says that this is true, whatever came before."""
    if not value.labels:
        return ()
    return (*whose.of_truth(m, value), *clients.of_truth(value), *genuine.of_truth(value))


def negate(m: Machine, value: Value) -> Value:
    truth = m.semantics.truth(m, value)
    result = BOOLEAN if truth is None else const(not truth)
    return result.with_guards(_turned((*value.guards, *_of_truth(m, value))))


def combine(m: Machine, op: str, left: Value, right: Value) -> Value:
    """The value of `left op right` when it is not known which side it is."""
    if op == "and":
        # A truthy result means that both were; what is falsy of the left may be the result.
        kept = tuple(a for a in left.atoms if m.semantics.atom_truth(a) is not True)
        side = True
    elif op == "or":
        kept = tuple(a for a in left.atoms if m.semantics.atom_truth(a) is not False)
        side = False
    else:
        kept = tuple(a for a in left.atoms if not _surely_null(a))
        side = None
    # What is falsy of outside data is nobody's data.
    result = join(Value(kept, left.labels if op != "and" else ()), right) if kept else right
    told = (*left.guards, *_of_truth(m, left), *right.guards, *_of_truth(m, right))
    guards = tuple(g for g in told if side is not None and g[0] is side)
    if side is not None:
        # `if x and not good(x): return`: what is empty does no harm either.
        empty = guard(left, EVERYTHING, False) if op == "and" else ()
        guards += _either((*left.guards, *empty), right.guards, not side)
    return Value(result.atoms, result.labels, guards)


def _either(left: tuple[Guard, ...], right: tuple[Guard, ...], polarity: bool) -> tuple[Guard, ...]:
    """What both sides prove of the same data: it holds whichever of them decided."""
    found: list[Guard] = []
    for side, key, preds in left:
        for other, same, more in right:
            if side is other is polarity and key == same and (common := weaker(preds, more)):
                found.append((polarity, key, common))
    return tuple(found)


def of_comparison(m: Machine, node: ir.Compare, left: Value, right: Value) -> tuple[Guard, ...]:
    found = (*_of_comparison(m, node, left, right), *_of_outcomes(m, node, left, right))
    found = (*found, *grants.of_status(node.op, left, right), *clients.of_kind(node.op, left, right))
    found = (*found, *_of_true(m, node.op, left, right))
    if node.op not in _EQUAL or any(key is SETTING for _, key, _ in found):
        return found
    return (*found, *_of_setting(left, right, _EQUAL[node.op]))


def _of_true(m: Machine, op: str, left: Value, right: Value) -> tuple[Guard, ...]:
    """What it says that a value is the constant: `token.admin !== true`."""
    if op not in _EQUAL or right.constant is None or right.constant.value is not True:
        return ()
    return tuple((_EQUAL[op], key, preds) for side, key, preds in _of_truth(m, left) if side is True)


def _of_setting(left: Value, right: Value, polarity: bool) -> tuple[Guard, ...]:
    """The guards of a comparison that the environment decides, and nobody's data."""
    data = any(label.origin.kind != "secret" for label in (*left.labels, *right.labels))
    if data or not any(key is SETTING for _, key, _ in (*left.guards, *right.guards)):
        return ()
    return OF_SETTINGS if polarity else _turned(OF_SETTINGS)


def _of_outcomes(m: Machine, node: ir.Compare, left: Value, right: Value) -> tuple[Guard, ...]:
    """What a look at the result of a function tells of the path that it came from."""
    if node.op in _EQUAL and outcomes.tells(left):
        return outcomes.of_equality(left, right, _EQUAL[node.op])
    if node.op in _MEMBER and outcomes.tells(right):
        return outcomes.of_membership(m, left, right, _MEMBER[node.op])
    if node.op == "instanceof" and outcomes.tells(left):
        return outcomes.of_kinds({item: m.semantics.is_instance(item, right) for item in left.atoms}, left)
    return ()


def _of_comparison(m: Machine, node: ir.Compare, left: Value, right: Value) -> tuple[Guard, ...]:
    if any(side is None for side, _, _ in left.guards):
        return _of_index(node.op, left, right)
    if node.op in _EQUAL:
        if isinstance(node.left, ir.Unary) and node.left.op == "typeof":
            return _of_typeof(m, node, right)
        if left.guards and _is_outcome(left, right):
            return _of_outcome(left, right, _EQUAL[node.op])
        if left.guards and _is_zero(right):
            return left.guards if not _EQUAL[node.op] else _turned(left.guards)
        return _of_equality(m, left, right, _EQUAL[node.op])
    if node.op in _MEMBER:
        polarity = _MEMBER[node.op]
        return (*_of_membership(m, left, right, polarity), *whose.of_membership(m, left, right, polarity))
    if node.op == ">" and left.guards and _is_zero(right):
        return left.guards  # a count that is not zero is true
    if node.op in _BELOW:
        # A number that is below another is bounded.
        side = _BELOW[node.op]
        return (
            guard(left, _BOUNDED, side) if left.labels and not right.labels else
            guard(right, _BOUNDED, not side) if right.labels and not left.labels else ()
        )  # fmt: skip
    return ()


def _is_outcome(test: Value, constant: Value) -> bool:
    """Whether this is what the test says when it fails or holds: a boolean, or None where there may be a match."""
    item = constant.constant
    return item is not None and (isinstance(item.value, bool) or (_surely_null(item) and item in test.atoms))


def _of_outcome(test: Value, outcome: Value, same: bool) -> tuple[Guard, ...]:
    """`pattern.test(x) === false`, `match(x) is None`."""
    holds = (outcome.constant is not None and outcome.constant.value is True) is same
    return test.guards if holds else _turned(test.guards)


def _turned(guards: tuple[Guard, ...]) -> tuple[Guard, ...]:
    return tuple((not side, key, preds) for side, key, preds in guards if isinstance(side, bool))


def _of_index(op: str, left: Value, right: Value) -> tuple[Guard, ...]:
    """`list.indexOf(x) !== -1`, `list.indexOf(x) >= 0`: whether it was found."""
    constant = right.constant
    found = _FOUND.get((op, constant.value)) if constant is not None and type(constant.value) is int else None
    return tuple((found, key, preds) for side, key, preds in left.guards if side is None) if found is not None else ()


def _is_zero(value: Value) -> bool:
    item = value.constant
    return item is not None and type(item.value) in (int, float) and item.value == 0


def _of_typeof(m: Machine, node: ir.Compare, right: Value) -> tuple[Guard, ...]:
    assert isinstance(node.left, ir.Unary)
    name = right.text()
    preds = EVERYTHING if name in ("number", "boolean", "bigint", "undefined") else frozenset({"string"})
    if name not in ("number", "boolean", "bigint", "undefined", "string"):
        return ()
    return guard(m.evaluate(node.left.operand), preds, _EQUAL[node.op])


def _of_equality(m: Machine, left: Value, right: Value, polarity: bool) -> tuple[Guard, ...]:
    found = _of_equal_data(left, right, polarity) or callers.preflight(left, right, polarity)
    return (*found, *genuine.of_equality(left, right, polarity), *whose.of_equality(m, left, right, polarity))


def _of_equal_data(left: Value, right: Value, polarity: bool) -> tuple[Guard, ...]:
    if who := callers.compared(left, right):
        return callers.guard(polarity, who)
    if left.labels and not right.labels:
        if right.text() == "__proto__":
            return guard(left, _NO_PROTOTYPE, not polarity)
        return guard(left, EVERYTHING, polarity)
    if right.labels and not left.labels:
        return guard(right, EVERYTHING, polarity)
    return ()


def of_every(m: Machine, tests: list[Value], outcome: bool, pos: int) -> tuple[Guard, ...]:
    """What tests of each element prove when all have this outcome, and when one has not.

    All of them speak of each element, and of a text by its characters; one, of what is the same for every element.
    """
    found: tuple[Guard, ...] = ()
    for side, (origin, access), preds in (each for test in tests for each in test.guards):
        if side is outcome:
            found += ((outcome, (origin, access), preds),)
            if access and access[-1] in (MANY, CHARACTER):
                found += ((outcome, (origin, access[:-1]), _of_characters(m, preds, pos)),)
        elif not {MANY, CHARACTER} & set(access) and all((side, (origin, access), preds) in t.guards for t in tests):
            found += ((side, (origin, access), preds),)
    return found


def of_choice(m: Machine, chosen: Value, tests: list[Value], pos: int) -> Value:
    """A list of the elements that passed a test: where it is empty, none of them has."""
    proved = of_every(m, tests, False, pos)
    for item in chosen.atoms if proved else ():
        m.set_field(item, LENGTH, UNKNOWN.with_guards(proved))
    return chosen.with_guards(proved)


def _of_characters(m: Machine, preds: frozenset[str], pos: int) -> frozenset[str]:
    """What holds for a text when this does for each of its characters."""
    if "*" in preds and len(preds) == 1:
        return frozenset({tested("a list holds each of its characters", m.place(pos))})
    return preds - {"*"}


def _of_membership(m: Machine, left: Value, right: Value, polarity: bool) -> tuple[Guard, ...]:
    allowed = Value((), deep_labels(m, right))
    if left.labels and not allowed.labels:
        return guard(left, EVERYTHING | _alphabet(right) | rights.powers_among(m, right), polarity)
    if who := callers.compared(left, allowed):
        return callers.guard(polarity, who)
    character = left.text()
    if right.labels and character is not None and (len(character) == 1 or character in ("..", "../")):
        return guard(right, {f"no:{character[:2]}"}, not polarity)
    return ()


def _alphabet(allowed: Value) -> frozenset[str]:
    """What being in a constant text says of a text whose every character is."""
    text = allowed.text()
    return safe_for_alphabet(frozenset(text)) if text else frozenset()


def of_lookup(m: Machine, owner: Value, key: Value, preds: frozenset[str] = EVERYTHING) -> tuple[Guard, ...]:
    """What finding something in a table proves of the key: it is one of those that the program has put there."""
    if not key.labels or owner.labels:
        return ()
    for item in owner.atoms:
        if not isinstance(item, Obj) or item.kind in _LISTS or is_open(m, item) or m.get_field(item, KEYS) is not None:
            return ()
        if not m.names_of(item):
            return ()
    return guard(key, preds)


def narrow_equal(m: Machine, subject: Value, test: Value) -> None:
    """Inside a case of a switch the subject is that constant; `switch (true)` tests the case itself."""
    constant = subject.constant
    if constant is not None and constant.value is True:
        for side, key, preds in test.guards:
            if side:
                m.assume(key, preds)
        return
    for _, key, preds in _of_equality(m, subject, test, True):
        m.assume(key, preds)
