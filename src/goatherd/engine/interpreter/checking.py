"""Calls that by their name check what they are given, and whose code cannot be read: tests of unknown strength.

They excuse nothing. Behind one, what it was given is in doubt: where it raises when it is not content, on the path that
goes on; where it answers, on the path that its answer chose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.lazy import regex
from goatherd.engine.doubts import spelled, tested
from goatherd.engine.interpreter.guards import guard, keys_of

if TYPE_CHECKING:
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.values import Guard, Value

# "checkout", "checksum" and "invalidate" check nothing.
_RAISES = regex(
    r"(?:(?:^|_)check|Check)(?!out|sum|point|list|box)|(?:^|_)(?:verif|validat|assert|ensure|guard)"
    r"|Verif|Validat|Assert|Ensure|Guard"
)
_ANSWERS = regex(
    r"(?:^|_)(?:is|has|can|may|are|matches|contains|allows?)(?=[_A-Z])|(?:^|_)(?:is|[Ii]n)?valid(?!at)|Valid(?!at)"
    r"|[Aa]llowed|[Pp]ermitted|[Ss]afe$|(?:^|_)(?:is|match(?:es)?|test|allow|permit|accepts?)$"
)


def called(m: Machine, name: str, args: Args, pos: int) -> tuple[Guard, ...]:
    """The guards of what an unknown call answers; where it may raise instead, they hold behind it."""
    if m.module.is_stub:
        return ()
    last = name.rpartition(".")[2]
    raises = _RAISES.search(last) is not None
    if not raises and not _ANSWERS.search(last):
        return ()
    found: tuple[Guard, ...] = ()
    for value in args.values():
        keys = [key for key in keys_of(value) if key[1]] if value.labels else []  # the whole event is a caller's
        if keys:
            what = f"{spelled(name)} checks it"
            found += _guards(m, value, what, pos)
            for key in keys if raises else ():
                m.assume(key, frozenset({tested(what, m.place(pos))}))
    return found


def unknown_pattern(m: Machine, subject: Value, pos: int) -> tuple[Guard, ...]:
    """The guards of a match with a pattern that is not known."""
    return _guards(m, subject, "a pattern tests it", pos) if subject.labels else ()


def _guards(m: Machine, value: Value, what: str, pos: int) -> tuple[Guard, ...]:
    found: tuple[Guard, ...] = ()
    for outcome in (True, False):
        found += guard(value, {tested(what, m.place(pos), outcome)}, outcome)
    return found
