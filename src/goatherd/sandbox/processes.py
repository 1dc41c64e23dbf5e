"""Processes that end together: with the one that started them, with all that they started."""

from __future__ import annotations

import ctypes
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36  # prctl(2)

libc = ctypes.CDLL(None, use_errno=True)


def die_with(parent: int, seen_as: int | None = None) -> None:
    """Have this process killed when its parent ends; `seen_as` is the parent's id from inside of new namespaces."""
    check(libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL), "prctl")
    if os.getppid() != (parent if seen_as is None else seen_as):
        os._exit(1)  # it ended before we asked


def leave_signals() -> None:
    """Do not decide when to end: the terminal tells everybody, and the process outside ends what is inside."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def adopt_orphans() -> None:
    """Stay above all that descends from this process, even what has let go of its parent."""
    check(libc.prctl(_PR_SET_CHILD_SUBREAPER, 1), "prctl")


def descendants(pid: int) -> Iterator[int]:
    """The process itself, and all below it."""
    pending = [pid]
    while pending:
        current = pending.pop()
        yield current
        try:
            for task in os.listdir(f"/proc/{current}/task"):
                with open(f"/proc/{current}/task/{task}/children") as children:
                    pending += map(int, children.read().split())
        except OSError:
            continue


def kill_all_below(pid: int) -> None:
    """Kill what descends from a process, also what comes up meanwhile; not the process itself."""
    killed = {pid}
    while found := [each for each in descendants(pid) if each not in killed]:
        for each in found:
            killed.add(each)
            try:
                os.kill(each, signal.SIGKILL)
            except ProcessLookupError:
                continue


def check(result: int, what: str) -> None:
    """Raise OSError when a call of the C library has failed."""
    if result:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def say(error: BaseException) -> None:
    """The reason on standard error, in a process that was forked."""
    import traceback

    said = f"{error.strerror or repr(error)}\n" if isinstance(error, OSError) else ""
    said = said or "".join(traceback.format_exception(error))
    with suppress(OSError):  # nobody can be told
        os.write(2, said.encode(errors="backslashreplace"))
