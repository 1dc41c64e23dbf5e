"""Comprehensions and generator expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.interpreter import assignment, guards, members
from goatherd.engine.values import NOTHING, Value, atom, join_all

if TYPE_CHECKING:
    from goatherd.code import ir
    from goatherd.engine.interpreter.machine import Machine

MAX_UNROLLED = 8


def evaluate_comprehension(m: Machine, node: ir.Comprehension) -> Value:
    exact = _exact(m, node)
    if exact is not None:
        return m.semantics.make_list(m, "list" if node.kind == "generator" else node.kind, (exact, None), node.pos)
    collected: list[tuple[Value, Value]] = []
    tests: list[Value] = []
    delta = m.branch(lambda: _clauses(m, node, 0, collected, tests))
    m.merge([delta, {}])
    if node.kind == "dict":
        target = m.new("dict", node.pos)
        for key, value in collected:
            members.write(m, atom(target), key, value, node.pos)
        return atom(target)
    element = join_all([value for _, value in collected])
    kind = "list" if node.kind == "generator" else node.kind
    made = m.semantics.make_list(m, kind, ([], element if element.atoms else None), node.pos)
    one_test = len(node.clauses) == 1 and len(node.clauses[0][2]) == 1
    return guards.of_choice(m, made, tests, node.pos) if one_test else made


def _exact(m: Machine, node: ir.Comprehension) -> list[Value] | None:
    """The results one by one, for a single clause without conditions over a short known list."""
    if node.kind == "dict" or len(node.clauses) != 1 or node.clauses[0][2]:
        return None
    target, iterable_node, _ = node.clauses[0]
    elements = m.semantics.exact_elements(m, m.evaluate(iterable_node))
    if elements is None or len(elements) > MAX_UNROLLED:
        return None
    results = []
    outer = m.context
    for index, element in enumerate(elements):
        m.context = outer.at(("round", node.pos, index))
        assignment.assign(m, target, element, node.pos)
        results.append(m.evaluate(node.value))
    m.context = outer
    return results


def _clauses(
    m: Machine, node: ir.Comprehension, index: int, collected: list[tuple[Value, Value]], tests: list[Value]
) -> bool:
    """Evaluate the clauses from `index` on; `tests` gets what their conditions evaluate to."""
    if index == len(node.clauses):
        key = m.evaluate(node.key) if node.key is not None else NOTHING
        value = m.settled(m.evaluate(node.value))
        if any(conditions for _, _, conditions in node.clauses):
            value = Value(value.atoms, value.labels)  # what it proves, it proves of some only
        collected.append((m.settled(key), value))
        return True
    target, iterable_node, conditions = node.clauses[index]
    iterable = m.evaluate(iterable_node)
    assignment.assign(m, target, m.semantics.element(m, iterable), node.pos)
    for condition in conditions:
        test = m.evaluate(condition)
        tests.append(test)
        if m.semantics.truth(m, test) is False:
            return True
        guards.narrow(m, condition, test, True)
    return _clauses(m, node, index + 1, collected, tests)
