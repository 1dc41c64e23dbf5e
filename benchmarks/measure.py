"""Run one command and say what it took; tables of such figures."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GOATHERD = [sys.executable, "-m", "goatherd"]


@frozen
class Run:
    """CPU (user and system, children that were waited for included) and wall-clock seconds.

    `memory` is the peak of the largest process in MB, `finished` False when the time was up; its seconds then
    are a lower bound. `status` is the exit code.
    """

    cpu: float
    wall: float
    memory: float
    status: int
    finished: bool = True


def run(command: Sequence[str], timeout: float = 300, environment: Mapping[str, str] | None = None) -> Run:
    """Run a command without output; past `timeout` seconds of wall-clock time its whole process group is killed."""
    # An installed package has its byte code: a variable of the caller must not make every start compile.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**inherited, **(environment or {})},
        start_new_session=True,
    )
    late = threading.Event()

    def kill() -> None:
        late.set()
        os.killpg(process.pid, signal.SIGKILL)

    timer = threading.Timer(timeout, kill)
    timer.start()
    _, status, usage = os.wait4(process.pid, 0)
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    return Run(
        usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, process.returncode, finished=not late.is_set()
    )


def median(runs: Sequence[Run]) -> Run:
    """The median of every figure; a command that once ran out of time did not finish."""
    return Run(
        statistics.median(r.cpu for r in runs),
        statistics.median(r.wall for r in runs),
        statistics.median(r.memory for r in runs),
        runs[0].status,
        all(r.finished for r in runs),
    )


def row(name: str, result: Run, ours: Run) -> list[str]:
    """Name, CPU, wall, memory, how often our CPU and wall go into it."""
    more = "" if result.finished else "> "
    return [
        name,
        f"{more}{result.cpu:.3f}" if result.cpu < 10 else f"{more}{result.cpu:.1f}",
        f"{more}{result.wall:.3f}" if result.wall < 10 else f"{more}{result.wall:.1f}",
        f"{result.memory:.0f}",
        f"{more}{result.cpu / ours.cpu:.1f}",
        f"{more}{result.wall / ours.wall:.1f}",
        "" if result.finished and result.status >= 0 and result.status < 3 else _end(result),
    ]


HEAD = ["command", "CPU s", "wall s", "memory MB", "× CPU", "× wall", "note"]


def _end(result: Run) -> str:
    return f"exit {result.status}" if result.finished else "time was up"


def table(rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first row is its head, every column but the first and last is of figures."""
    widths = [max(len(line[i]) for line in rows) for i in range(len(rows[0]))]
    last = len(widths) - 1
    lines = [
        "| " + " | ".join(c.ljust(w) if i in (0, last) else c.rjust(w) for i, (c, w) in enumerate(zip(line, widths, strict=True))) + " |"
        for line in rows
    ]
    rule = "|" + "|".join("-" * (w + 2) if i in (0, last) else "-" * (w + 1) + ":" for i, w in enumerate(widths)) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])
