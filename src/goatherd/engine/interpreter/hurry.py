"""What is done where a function does too much to follow all of it: half of its budget is spent, and the rest is for
code that has not run yet.

From then on a function that ran often is not run again: it gives what it gave last and may give what it is handed,
which is doubted as what passes through calls that are nested too deeply. A loop whose rounds are not told apart runs
once.
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


class Given:
    """How often a function of the application ran, and what it gave last."""

    __slots__ = ("runs", "value")

    def __init__(self) -> None:
        self.runs = 0
        self.value = NOTHING


def rounds(m: Machine, most: int) -> int:
    """How many rounds of a loop are run, at most."""
    if _often(m) == inf:
        return most
    m.abridged = True
    return 1


def ran(m: Machine, func: Func, value: Value) -> None:
    given = m.given.get(func.ir)
    if given is None:
        given = m.given[func.ir] = Given()
    given.runs += 1
    given.value = value


def _often(m: Machine) -> float:
    spent = m.steps / m.most_steps
    return next((runs for share, runs in OFTEN if spent > share), inf)


def instead(m: Machine, func: Func, args: Args, pos: int) -> Value | None:
    """What stands for a further run; None where the function is to run. What stubs compose ends by itself."""
    given = None if func.module.is_stub else m.given.get(func.ir)
    if given is None or given.runs < _often(m):
        return None
    m.abridged = True
    hint = cut_short(func.ir.name, m.place(pos))
    return join(given.value, unknown(mapped(args.labels(m), lambda label: label.doubted(hint))))
