"""`goatherd hunt --state` and `--follow`: hunts of which each goes on where the one before it ended."""

from __future__ import annotations

import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from goatherd.hunt.hunting import Hunting
from goatherd.hunt.memory.parts import NewParts
from goatherd.hunt.memory.store import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from goatherd.cli.hunt_print import Printer
    from goatherd.hunt.application.baseline import Baseline
    from goatherd.hunt.hunting import Hunt
    from goatherd.hunt.memory.store import Store
    from goatherd.hunt.sigma import ReadRules
    from goatherd.hunt.telemetry.batch import Damage

_PAUSE = 1.0  # seconds between looks, or longer,
_SHARE = 10  # so that looking where nothing is new takes no more than one part in so many of the time
_LONGEST = 30.0
_STEP = 0.1


def go_on(
    path: Path,
    read: ReadRules,
    state: Path | None,
    baseline: Baseline | None,
    *,
    keep: Callable[[Damage], None],
    printer: Printer,
    report: Callable[[Hunt, Callable[[Hunt], None]], None],
    follow: bool,
) -> Hunt:
    """What was found and is told. It is remembered as told only then."""
    with opened(state, lasting=True) as store:
        hunting = Hunting(path, read, store, baseline)
        found = _followed(hunting, store, keep, printer.alerts) if follow else hunting.look(keep)
        report(found, printer.end if follow else printer.print)
        store.keep()
    return found


def _followed(hunting: Hunting, store: Store, keep: Callable[[Damage], None], show: Callable[[Hunt], None]) -> Hunt:
    """Look again and again until somebody ends it, then once more at what has no end. `show` is handed what each look
    has found.
    """
    found: Hunt | None = None
    with asked_to_stop() as stopped:
        while not stopped():
            began = time.monotonic()
            found = _look(hunting, store, found, show, keep=keep, parts=NewParts.growing, stopped=stopped)
            _pause(min(max(_PAUSE, _SHARE * (time.monotonic() - began)), _LONGEST), stopped)
    return _look(hunting, store, found, show, keep=keep, parts=NewParts.left)


def _look(hunting: Hunting, store: Store, before: Hunt | None, show: Callable[[Hunt], None], **how: Any) -> Hunt:
    found = hunting.look(**how)
    show(found)
    store.keep()
    if before is None:
        return found
    before.merge(found)
    return before


def _pause(seconds: float, stopped: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while not stopped() and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, _STEP))


@contextmanager
def asked_to_stop() -> Iterator[Callable[[], bool]]:
    """Whether somebody pressed Ctrl-C or sent another signal that ends programs. The second one does what it always
    does.
    """
    asked: list[int] = []
    before = {number: signal.getsignal(number) for number in _NUMBERS}
    before = {number: handler for number, handler in before.items() if handler is not signal.SIG_IGN}

    def put_back() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def take(number: int, frame: Any) -> None:
        asked.append(number)
        put_back()

    for number in before:
        signal.signal(number, take)
    try:
        yield lambda: bool(asked)
    finally:
        put_back()


_NUMBERS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
