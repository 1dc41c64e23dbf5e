"""Run one command and say what it took; tables of such figures."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
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
    spent: list[float] = []

    def kill() -> None:
        spent.append(_cpu_of_session(process.pid))
        os.killpg(process.pid, signal.SIGKILL)

    timer = threading.Timer(timeout, kill)
    timer.start()
    _, status, usage = os.wait4(process.pid, 0)
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    cpu = max([usage.ru_utime + usage.ru_stime, *spent])
    return Run(cpu, wall, usage.ru_maxrss / 1024, process.returncode, finished=not spent)


def _cpu_of_session(leader: int) -> float:
    """Seconds that the living processes of a session have used: nobody waits for the children of what is killed."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text("utf-8", "replace").rpartition(")")[2].split()
            if int(fields[3]) == leader:
                ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def median(runs: Sequence[Run]) -> Run:
    """The median of every figure; a command that once ran out of time did not finish."""
    return Run(
        statistics.median(r.cpu for r in runs),
        statistics.median(r.wall for r in runs),
        statistics.median(r.memory for r in runs),
        runs[0].status,
        all(r.finished for r in runs),
    )


HEAD = ["command", "CPU s", "wall s", "memory MB", "× CPU", "× wall", "exit"]


def row(name: str, result: Run, ours: Run) -> list[str]:
    """Name, CPU, wall, memory, how often our CPU and wall go into it; lower bounds where the time was up."""
    more = "" if result.finished else "> "
    return [
        name,
        f"{more}{_seconds(result.cpu)}",
        f"{more}{_seconds(result.wall)}",
        f"{result.memory:.0f}",
        f"{more}{result.cpu / ours.cpu:.1f}",
        f"{more}{result.wall / ours.wall:.1f}",
        str(result.status) if result.finished else "time was up",
    ]


def _seconds(value: float) -> str:
    return f"{value:.3f}" if value < 10 else f"{value:.1f}"


def table(rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first row is its head, every column but the first and last is of figures."""
    widths = [max(len(line[i]) for line in rows) for i in range(len(rows[0]))]
    last = len(widths) - 1
    lines = []
    for line in rows:
        cells = [c.ljust(widths[i]) if i in (0, last) else c.rjust(widths[i]) for i, c in enumerate(line)]
        lines.append(f"| {' | '.join(cells)} |")
    rule = "|" + "|".join("-" * (w + 2) if i in (0, last) else "-" * (w + 1) + ":" for i, w in enumerate(widths)) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])
