"""Callbacks of Node's kind: they are called with an error, or with null and with what came of the call."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.errors import Raises, caught
from goatherd.engine.values import NONE, NOTHING, Bound, Func, Value, join

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.engine.interpreter.machine import Machine

_ERROR = re.compile(r"_?(?:e|er|err|error|\w+(?:Err|Error|_err|_error))", re.ASCII)
_WITH_AN_ANSWER = 2  # parameters: what goes over the elements of a list may call them errors too
_OVER_ELEMENTS = re.compile(
    r"\b(?:each|every|filter|find\w*|flatMap|forEach|map\w*|reduce\w*|some|sort|on|once|use)$", re.IGNORECASE
)


def called_back(
    m: Machine,
    functions: Value,
    answered: Args,
    pos: int,
    raised: Raises,
    prepare: Callable[[], None] | None = None,
) -> Value:
    """Call functions as `answered`, with null first, and with the error of a call that failed.

    Of callbacks within callbacks one fails at a time: what each says to an error does not hang on the others. `prepare`
    says what holds for a call that went well.
    """
    result = m.call_perhaps(functions, answered, pos, prepare)
    if m.failing:
        return result
    m.failing = True
    try:
        return join(result, m.call_perhaps(functions, Args((caught(m, pos, raised),)), pos))
    finally:
        m.failing = False


def of_unknown(m: Machine, name: str, args: Args, data: Value, pos: int) -> Value:
    """Run the callbacks of a call that nobody knows: those that call their first parameter an error get one."""
    result = NOTHING
    others: list[Value] = []
    for value in args.values():
        functions = tuple(item for item in value.atoms if _takes_error(name, item))
        if functions:
            result = join(result, called_back(m, Value(functions), Args((NONE,), rest=data), pos, Raises.ANYTHING))
        others.append(Value(tuple(item for item in value.atoms if item not in functions)))
    return join(result, m.run_callbacks(Args(tuple(others)), data, pos))


def _takes_error(name: str, item: object) -> bool:
    """Whether a function that the library symbol `name` is handed takes an error first, by what it calls it."""
    function = item.function if isinstance(item, Bound) else item
    if not isinstance(function, Func) or _OVER_ELEMENTS.search(name):
        return False
    params = function.ir.params
    first = params[0].target if len(params) >= _WITH_AN_ANSWER else None
    return isinstance(first, ir.Name) and _ERROR.fullmatch(first.id) is not None
