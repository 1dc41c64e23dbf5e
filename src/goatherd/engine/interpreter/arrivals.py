"""Chains of middlewares: each is given what goes on with the one behind it, and may ask for that in several branches.

What follows a place in the chain runs for the state in which the place is reached first. Reached again in a state
that this does not cover, it runs once more, with all states together in which it was reached so far: middlewares
with two branches each take a few runs for each of them, not twice as many for each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.errors import Raises
from goatherd.engine.interpreter.running import Handler, Memo
from goatherd.engine.store import ASSUME, MISSING, NAMES, join_deltas, join_names
from goatherd.engine.values import (
    NOTHING,
    UNDEFINED_VALUE,
    UNKNOWN,
    Bound,
    External,
    Obj,
    Value,
    atom,
    const,
    join,
    nullish,
)

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine

STEPS_OF_A_ROUTE = 1_000  # an application of many routes may take more steps
MAX_RUNS = 6  # by then what is known has mostly stopped to change
_NEXT = External("goatherd_intrinsics.next")
_EVERY = -1  # the place that stands for all of a chain whose length nobody knows


class Chain:
    """The members of a chain, what all of them are given, and what hears of each place that is reached."""

    __slots__ = ("given", "members", "object", "reached")

    def __init__(self, holder: Obj, members: list[Value], given: tuple[Value, ...], reached: Value) -> None:
        self.object = holder
        self.members = members
        self.given = given
        self.reached = reached


class Arrival:
    """The last run of what follows a place, and how many there were; `running` while one is on its way."""

    __slots__ = ("memo", "running", "runs")

    def __init__(self) -> None:
        self.memo: Memo | None = None
        self.runs = 0
        self.running = False


def follow(m: Machine, args: Args, pos: int) -> Value:
    """`follow(members, given, reached, whose)`, for stubs: run a chain from its beginning."""
    members, given = args.at(0) or UNKNOWN, m.semantics.exact_elements(m, args.at(1) or UNKNOWN) or []
    exact = m.semantics.exact_elements(m, members)
    places = exact if exact is not None else [m.semantics.element(m, members)]
    holder = m.new("object", pos, extra=("chain", *places, *given, args.at(2), args.at(3)))
    m.chains[holder] = Chain(holder, places, tuple(given), args.at(2) or UNKNOWN)
    return _arrive(m, m.chains[holder], 0 if exact is not None else _EVERY, pos)


def go_on(m: Machine, args: Args, pos: int) -> Value:
    """What a middleware is given as the next one; in JavaScript, what is told of an error does not go on."""
    chain, place = m.chains.get((args.at(0) or UNKNOWN).sole), (args.at(1) or UNKNOWN).constant
    error = args.at(2) if m.module.language == "javascript" else None
    if error is None or nullish(error) is not False:
        if m.module.language == "python":
            m.library_ran(Raises.ANYTHING)  # what comes behind is a framework's to call, and is waited for
        gone = _arrive(m, chain, place.value, pos) if chain is not None and place is not None else UNDEFINED_VALUE
        if error is None:
            return gone
    if not isinstance(error.text(), str):  # `next("route")` leaves this chain for another
        m.raised(error)
    return UNDEFINED_VALUE


def _arrive(m: Machine, chain: Chain, place: int, pos: int) -> Value:
    arrival = m.arrivals.setdefault((chain.object, place), Arrival())
    if arrival.running:
        return UNDEFINED_VALUE
    if arrival.memo is None:
        m.most_steps += m.effort * STEPS_OF_A_ROUTE
    if arrival.memo is None or (arrival.runs < MAX_RUNS and not _covers(m, arrival.memo)):
        arrival.running = True
        memo = _run(m, chain, place, arrival.memo, pos)
        arrival.memo, arrival.running, arrival.runs = memo, False, arrival.runs + 1
    else:
        memo = arrival.memo
        m.answers += memo.answered
        m.replies += memo.replied
    m.raised_again(memo.raised)
    m.store.apply(memo.writes)
    return memo.result


def _run(m: Machine, chain: Chain, place: int, last: Memo | None, pos: int) -> Memo:
    """Run what follows a place, in the present state together with those that the last run has seen."""
    outer, answers, replies, epoch = (m.context, m.loops), m.answers, m.replies, m.store.epoch
    m.store.fork()
    for key, before in last.reads.items() if last is not None else ():
        m.store.set(key, _together(key, before, m.store.get(key)))
    base = m.store.fork(record=True)
    handler = Handler(base)
    m.handlers.append(handler)
    if chain.object.context is not None:
        # What is made behind a place is the same thing from wherever the place is reached.
        m.context = chain.object.context.at(("place", chain.object, place))
    m.loops = []
    result = _member(m, chain, place, pos)
    m.context, m.loops = outer
    m.handlers.pop()
    writes = m.store.close()
    m.store.close()
    state = join_deltas(m.store, handler.raises) if handler.raises else None
    assert base.reads is not None
    raised = handler.left(state, handler.value)
    memo = Memo(epoch, base.reads, writes if result.atoms else {}, result, raised)
    memo.answered, memo.replied = m.answers > answers, m.replies > replies
    m.spend((len(memo.reads) + len(memo.writes)) // 16)
    return memo


def _member(m: Machine, chain: Chain, place: int, pos: int) -> Value:
    told = m.call(chain.reached, Args((UNKNOWN if place == _EVERY else const(place),)), pos)
    if place >= len(chain.members) or not told.atoms:
        return told
    following = Bound(_NEXT, NOTHING, (atom(chain.object), UNKNOWN if place == _EVERY else const(place + 1)))
    return m.call(chain.members[max(place, 0)], Args((*chain.given, atom(following))), pos)


def _covers(m: Machine, memo: Memo) -> bool:
    """Whether a run has seen, in everything that it read, what is there now."""
    m.spend(len(memo.reads) // 16)
    if memo.epoch != m.store.epoch:
        return False
    for key, before in memo.reads.items():
        now = m.store.get(key)
        if now != before and _together(key, before, now) != before:
            return False
    return True


def _together(key: Any, before: Any, now: Any) -> Any:
    """What is known of a key where it may be as it was or as it is."""
    if before is MISSING or now is MISSING:
        return now if before is MISSING else before
    if key[0] is ASSUME:
        return before & now
    if key[1] is NAMES:
        return join_names([before, now])
    return join(before, now)
