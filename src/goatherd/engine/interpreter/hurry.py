"""What is done where a function does too much to follow all of it: half of its budget is spent, and the rest is for
code that has not run yet.

From then on a function that ran often is not run again: it gives what it gave last and may give what it is handed,
which is doubted as what passes through calls that are nested too deeply. What it is handed for the first time that
comes from outside is a reason to run it all the same, for what it does with that nobody has seen. A loop whose rounds
are not told apart runs once.

While modules load, the half counts of a part of the budget: what they hand to libraries may be called at once, and the
function itself has not begun.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from goatherd.engine.doubts import cut_short
from goatherd.engine.labels import mapped
from goatherd.engine.values import NOTHING, Value, join, unknown

if TYPE_CHECKING:
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.values import Func

ABRIDGED = "not each of its many calls and rounds of loops was followed"
# How often a function runs before it is not run again, by the share of the steps that is spent.
OFTEN = ((0.85, 1), (0.7, 2), (0.5, 4))
# The share from which on nothing is run again whatever it is handed, so that the code is followed to its end.
LAST = 0.92
LOADING = 0.5  # the part of the budget for what runs while modules load
_DEEP = 3

Handed = frozenset[tuple[str, str]]  # where data from outside is handed in, and the kind of its origin


class Given:
    """How often a function of the application ran, what it was handed in any of the runs, and what it gave last."""

    __slots__ = ("handed", "runs", "value")

    def __init__(self) -> None:
        self.handed: Handed = frozenset()
        self.runs = 0
        self.value = NOTHING


def rounds(m: Machine, most: int) -> int:
    """How many rounds of a loop are run, at most."""
    if _often(m) == inf:
        return most
    m.abridged = True
    return 1


def handed(m: Machine, func: Func, args: Args, this: Value | None) -> Handed:
    """What of the arguments comes from where; nothing for stubs, which are always run."""
    if func.module.is_stub:
        return frozenset()
    values = [*args.named(), ("this", this), ("*", args.rest), ("**", args.others)]
    return frozenset(
        (name, label.origin.kind)
        for name, value in values
        if value is not None
        for label in m.deep_labels(value, _DEEP)
    )


def ran(m: Machine, func: Func, arguments: Handed, value: Value) -> None:
    given = m.given.get(func.ir)
    if given is None:
        given = m.given[func.ir] = Given()
    given.runs += 1
    given.handed |= arguments
    given.value = value


def _spent(m: Machine) -> float:
    return m.steps / (m.most_steps if m.begun else m.most_steps * LOADING)


def _often(m: Machine) -> float:
    spent = _spent(m)
    return next((runs for share, runs in OFTEN if spent > share), inf)


def instead(m: Machine, func: Func, args: Args, arguments: Handed, pos: int) -> Value | None:
    """What stands for a further run; None where the function is to run. What stubs compose ends by itself."""
    given = None if func.module.is_stub else m.given.get(func.ir)
    if given is None or given.runs < _often(m):
        return None
    if not arguments <= given.handed and _spent(m) < LAST:
        return None
    m.abridged = True
    hint = cut_short(func.ir.name, m.place(pos))
    return join(given.value, unknown(mapped(args.labels(m), lambda label: label.doubted(hint))))
