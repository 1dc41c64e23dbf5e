"""Texts on which a regular expression takes very long: found by trying short ones here, where time is cheap.

A backtracking matcher is slow where a repeated part can match the same text in several ways and what follows fails.
The candidates come from the pattern's repeats; how matching time grows with short ones tells what long ones would do.
"""

from __future__ import annotations

import importlib
import math
import re
import time
from itertools import islice
from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.attack.patience import TookTooLong, working_at_most

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_parser: Any = importlib.import_module("re._parser")
_compiler: Any = importlib.import_module("re._compiler")

LONGEST = 8192
_MANY = 10  # a repeat of at most so many does no harm
_ENDS = ("!", "", "\n!")
_LETTERS = "a0 -_./@x="
_CANDIDATES = 40
_ENOUGH = 0.008  # seconds after which growth can be told
_AGAIN, _QUICK = 3, 0.2  # further runs, of what takes fewer seconds
_MOST, _MOST_IN_ALL = 2.0, 30.0  # seconds for one text, and for a pattern
_NAMED = re.compile(r"\(\?<(?=[A-Za-z_])")  # as JavaScript has it


@frozen
class Pump:
    """`body` is repeated. With `factor` time grows so much with each further one, else with the `power` of length."""

    prefix: str
    body: str
    suffix: str
    factor: float = 0.0
    power: float = 0.0
    count: int = 0  # repeats that took `seconds`
    seconds: float = 0.0

    def text(self, count: int) -> str:
        return self.prefix + self.body * count + self.suffix

    def counts(self, first: float = 0.03) -> Iterator[int]:
        """Numbers of repeats, each several times slower than the last; `first` are the seconds of the first."""
        count: float = self.count
        wanted = max(first / self.seconds, 1.0)
        step = max(1, math.ceil(math.log(4) / math.log(self.factor))) if self.factor else 0
        count += math.log(wanted) / math.log(self.factor) if self.factor else count * (wanted ** (1 / self.power) - 1)
        while len(self.text(int(count))) <= LONGEST:
            yield int(count)
            count = count + step if step else count * 1.6


def slow_text(pattern: str, method: str = "search") -> Pump | None:
    """What makes matching by this method slow; None when nothing is found, or the pattern is not understood."""
    try:
        with working_at_most(_MOST_IN_ALL):
            return _slow_text(_NAMED.sub("(?P<", pattern), method)
    except (re.error, RecursionError, OverflowError, ValueError, TookTooLong):
        return None


def _slow_text(pattern: str, method: str) -> Pump | None:
    tree = _parser.parse(pattern)
    if _repeats(tree) < 2:
        return None
    match = getattr(re.compile(pattern), method, None) or re.compile(pattern).search
    candidates = (Pump(prefix, body, end) for prefix, body in dict.fromkeys(_bodies(tree, "")) for end in _ENDS)
    found = (_measured(match, candidate) for candidate in islice(candidates, _CANDIDATES))
    return next(filter(None, found), None)


def harmless_text(pattern: str, length: int) -> str:
    """A text of this length on which matching is quick, "" if none is found."""
    match = re.compile(_NAMED.sub("(?P<", pattern)).search
    quick = (letter for letter in "x7-~ " if _measured(match, Pump("", letter, "")) is None)
    try:
        with working_at_most(_MOST_IN_ALL):
            return next(quick, "") * length
    except TookTooLong:
        return ""


def _measured(match: Callable[[str], object], pump: Pump) -> Pump | None:
    """The pump with its growth, None when it is none."""
    return _exponential(match, pump) or _polynomial(match, pump)


def _exponential(match: Callable[[str], object], pump: Pump) -> Pump | None:
    times: list[float] = []
    for count in range(2, 30):
        times.append(_seconds(match, pump.text(count)))
        if times[-1] > _ENOUGH:
            break
    earlier = times[-6:-1]
    if not earlier or times[-1] < 0.001:
        return None
    factor = (times[-1] / max(earlier[0], 1e-7)) ** (1 / len(earlier))
    if factor < 1.25:
        return None
    return Pump(pump.prefix, pump.body, pump.suffix, factor=factor, count=len(times) + 1, seconds=times[-1])


def _polynomial(match: Callable[[str], object], pump: Pump) -> Pump | None:
    before, count = 0.0, 50
    while len(pump.text(count)) <= LONGEST:
        seconds = _seconds(match, pump.text(count))
        if seconds > _ENOUGH:
            break
        before, count = seconds, count * 2
    else:
        return None
    power = math.log2(seconds / before) if before else 3.0
    most = seconds * (LONGEST / len(pump.text(count))) ** power
    if power < 2.4 or most < 1.0:
        return None
    return Pump(pump.prefix, pump.body, pump.suffix, power=power, count=count, seconds=seconds)


def _seconds(match: Callable[[str], object], text: str) -> float:
    """The least of a few runs: whatever else goes on in the process or the machine only ever adds."""
    least = _once(match, text)
    for _ in range(_AGAIN if least < _QUICK else 0):
        least = min(least, _once(match, text))
    return least


def _once(match: Callable[[str], object], text: str) -> float:
    started = time.process_time()
    try:
        with working_at_most(_MOST):
            match(text)
    except TookTooLong:
        pass  # that is slow enough
    return time.process_time() - started


def _repeats(tree: Any) -> int:
    """How many parts are repeated without a limit worth the name."""
    found = 0
    for kind, argument in tree:
        name = str(kind)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            found += argument[1] > _MANY
            # Alternatives that are repeated may overlap.
            found += argument[1] > _MANY and any(str(inner) in ("BRANCH", "SUBPATTERN") for inner, _ in argument[2])
        found += sum(_repeats(inner) for inner in _inner(name, argument))
    return found


def _inner(kind: str, argument: Any) -> list[Any]:
    """The patterns in a part of a pattern."""
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return [argument[2]]
    if kind == "SUBPATTERN":
        return [argument[3]]
    if kind == "BRANCH":
        return list(argument[1])
    if kind == "ATOMIC_GROUP":
        return [argument]
    return [argument[1]] if kind in ("ASSERT", "ASSERT_NOT") else []


def _bodies(tree: Any, prefix: str) -> Iterator[tuple[str, str]]:
    """(what comes before, what is repeated) for every repeat."""
    for kind, argument in tree:
        name = str(kind)
        if name in ("MAX_REPEAT", "MIN_REPEAT") and argument[1] > _MANY:
            yield from ((prefix, body) for body in _matching(argument[2]))
        for inner in _inner(name, argument):
            yield from _bodies(inner, prefix)
        prefix += _sample(((kind, argument),))


def _matching(tree: Any) -> Iterator[str]:
    """Short texts that the pattern matches."""
    exact = _compiler.compile(tree)
    yield from (letter for letter in _LETTERS if exact.fullmatch(letter))
    sample = _sample(tree)
    if sample:
        yield sample


def _sample(tree: Any) -> str:
    """A text that matches, near enough."""
    found = ""
    for kind, argument in tree:
        name = str(kind)
        if name == "LITERAL":
            found += chr(argument)
        elif name in ("NOT_LITERAL", "ANY", "IN"):
            found += _character(kind, argument)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            found += _sample(argument[2]) * min(max(argument[0], argument[1] > _MANY), _MANY)
            found = found[:LONGEST]  # repeats within repeats
        elif name in ("SUBPATTERN", "BRANCH", "ATOMIC_GROUP"):
            found += _sample(_inner(name, argument)[0])
    return found


def _character(kind: Any, argument: Any) -> str:
    tree = _parser.SubPattern(_parser.State(), [(kind, argument)])
    exact = _compiler.compile(tree)
    return next((chr(code) for code in (*map(ord, _LETTERS), *range(33, 256)) if exact.fullmatch(chr(code))), "")
