"""Loops, switch, and the jumps that leave them.

A loop over a short list of known elements is unrolled; every other loop runs for two rounds, which is
where the values of real handlers stop changing, and its results are joined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.engine.interpreter import assignment, guards, hurry, paging_loops
from goatherd.engine.interpreter.running import Loop

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.store import Delta
    from goatherd.engine.values import Value


MAX_UNROLLED = 12
ROUNDS = 2


def for_each(m: Machine, node: ir.For) -> bool:
    iterable = m.evaluate(node.iterable)
    if not iterable.atoms:
        return False
    exact = None if node.kind == "in" else m.semantics.exact_elements(m, iterable)
    if exact is not None and len(exact) <= MAX_UNROLLED:
        elements, certain = exact, True
    else:
        one = m.semantics.keys(m, iterable) if node.kind == "in" else m.semantics.element(m, iterable)
        elements, certain = [one] * hurry.rounds(m, ROUNDS), False

    outer = m.context

    def start(index: int, exits: list[Delta | None]) -> bool:
        if certain:
            # What each element makes is a thing of its own.
            m.context = outer.at(("round", node.pos, index))
        else:
            exits.append(m.store.capture(m.store.top))
        assignment.assign(m, node.target, m.stepped(elements[index], node.pos, "each element"), node.pos)
        return True

    m.blurred += not certain
    alive = _run(m, node.body, node.orelse, [], len(elements), start)
    m.blurred -= not certain
    m.context = outer
    return alive


def while_true(m: Machine, node: ir.While) -> bool:
    rounds = hurry.rounds(m, ROUNDS)
    endless = isinstance(node.test, ir.Const) and bool(node.test.value)

    def start(index: int, exits: list[Delta | None]) -> bool:
        if node.do and index == 0:
            return True
        if endless:
            return True
        test = m.evaluate(node.test)
        truth = m.semantics.truth(m, test)
        if truth is not True or index == rounds:
            left = m.branch(lambda: True, lambda: guards.narrow(m, node.test, test, False))
            exits.append({**m.store.capture(m.store.top), **(left or {})})
        if truth is not False:
            guards.narrow(m, node.test, test, True)
        return truth is not False

    paging = paging_loops.stays_on_a_page(node)
    m.paging_depth += paging
    m.blurred += 1
    alive = _run(m, node.body, node.orelse, node.update, rounds, start, tested=True)
    m.blurred -= 1
    m.paging_depth -= paging
    return alive


def _run(
    m: Machine,
    body: list[ir.Stmt],
    orelse: list[ir.Stmt],
    update: list[ir.Stmt],
    count: int,
    start: Callable[[int, list[Delta | None]], bool],
    *,
    tested: bool = False,
) -> bool:
    """Run at most `count` rounds; `start` says whether a round begins and where the loop may end.

    A loop that is `tested` ends nowhere but in its test, so that is made once more behind the last round.
    Each round has an overlay of the state before the loop that carries what earlier rounds wrote.
    """
    exits: list[Delta | None] = []
    loop = Loop(m.store.top)
    m.loops.append(loop)
    m.loop_depth += 1
    carried: Delta = {}
    alive = True
    for index in range(count):
        loop.anchor = m.store.fork()
        m.store.apply(carried)
        alive = start(index, exits)
        if alive:
            finished = m.branch(lambda: m.execute(body))
            continues, loop.continues = loop.continues, []
            alive = m.merge([finished, *continues]) and (not update or m.execute(update))
        carried = m.store.close()
        if not alive:
            break
    m.loops.pop()
    m.loop_depth -= 1
    if alive and tested:
        m.store.fork()
        m.store.apply(carried)
        start(count, exits)
        m.store.close()
    elif alive:
        exits.append(carried)
    normal = m.branch(lambda: m.merge(exits) and m.execute(orelse)) if exits else None
    return m.merge([normal, *loop.breaks])


def switch(m: Machine, node: ir.Switch, subject: Value) -> bool:
    loop = Loop(m.store.top, switch=True)
    m.loops.append(loop)
    ends: list[Delta | None] = []
    falling: Delta | None = None
    default_index = next((i for i, (test, _) in enumerate(node.cases) if test is None), None)
    matches = [_matches(m, subject, test) for test, _ in node.cases]
    for index, (test, body) in enumerate(node.cases):
        entry = _enters(matches, index, default_index)
        falling = _case(m, subject, test, body, entry, falling)
        if matches[index] is True and falling is None:
            break
    ends.append(falling)
    if default_index is None and True not in matches:
        ends.append({})
    m.loops.pop()
    return m.merge([*ends, *loop.breaks])


def _enters(matches: list[bool | None], index: int, default_index: int | None) -> bool:
    if index == default_index:
        return not any(match is True for match in matches)
    if any(match is True for match in matches[:index]):
        return False
    return matches[index] is not False


def _matches(m: Machine, subject: Value, test: ir.Expr | None) -> bool | None:
    if test is None:
        return None
    return m.semantics.truth(m, m.semantics.compare(m, "===", subject, m.evaluate(test)))


def _case(
    m: Machine,
    subject: Value,
    test: ir.Expr | None,
    body: list[ir.Stmt],
    entry: bool,
    falling: Delta | None,
) -> Delta | None:
    if not entry and falling is None:
        return None

    def narrow() -> None:
        if test is not None:
            guards.narrow_equal(m, subject, m.evaluate(test))

    def prepare() -> None:
        starts: list[Delta | None] = [falling]
        if entry:
            starts.append(m.branch(lambda: True, narrow))
        m.merge(starts)

    return m.branch(lambda: m.execute(body), prepare)


def labeled(m: Machine, node: ir.Labeled) -> bool:
    loop = Loop(m.store.top, node.label, switch=True)
    m.loops.append(loop)
    done = m.branch(lambda: m.execute([node.body]))
    m.loops.pop()
    return m.merge([done, *loop.breaks])


def leave(m: Machine, label: str) -> None:
    for loop in reversed(m.loops):
        if (label and loop.label == label) or (not label and not loop.label):
            loop.breaks.append(m.store.capture(loop.anchor))
            return


def next_round(m: Machine, label: str) -> None:
    # `continue label` leaves the inner loops; the labelled one is the loop right inside its label.
    candidates = m.loops
    if label:
        index = next((i for i, loop in enumerate(m.loops) if loop.label == label), -1)
        candidates = m.loops[index + 1 : index + 2]
    for loop in reversed(candidates):
        if not loop.switch:
            loop.continues.append(m.store.capture(loop.anchor))
            return
