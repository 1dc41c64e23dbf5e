"""Processes that share the work out among the cores, each a copy of this one as it was when they started."""

from __future__ import annotations

import os
import signal
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_WIDTH = 4  # bytes of a job's number
_MOST_JOBS = 65_536 // _WIDTH  # that a pipe holds: those beyond are left to the caller
CAN_FORK = hasattr(os, "fork")


class Died(Exception):
    """The process that had the job in hand ended; the message says how."""


class Workers:
    """`work` makes bytes of a job's number. A worker that is not listened to waits, so that results do not pile up."""

    def __init__(self, count: int, jobs: Sequence[int], work: Callable[[int], bytes]) -> None:
        waiting, queue = os.pipe()
        os.write(queue, b"".join(job.to_bytes(_WIDTH, "big") for job in jobs[:_MOST_JOBS]))
        os.close(queue)
        self._open = frozenset(jobs[:_MOST_JOBS])
        self._results: dict[int, bytes] = {}
        self._died: dict[int, str] = {}
        self._in_hand: dict[Connection, int] = {}
        self._processes = {}
        context = get_context("fork")
        for _ in range(min(count, len(jobs))):
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_serve, args=(waiting, theirs, work), daemon=True)
            process.start()
            theirs.close()
            self._processes[ours] = process
        os.close(waiting)

    def result(self, job: int) -> bytes | None:
        """What came of a job, once; None when no worker took it. Raises Died."""
        while job in self._open and self._processes:
            for connection in wait(list(self._processes)):
                assert isinstance(connection, Connection)
                self._listen(connection)
        if job in self._died:
            raise Died(self._died.pop(job))
        return self._results.pop(job, None)

    def close(self) -> None:
        for connection in list(self._processes):
            process = self._processes.pop(connection)
            process.terminate()
            process.join()
            connection.close()

    def _listen(self, connection: Connection) -> None:
        try:
            message = connection.recv_bytes()
        except (EOFError, OSError):
            self._gone(connection)
            return
        job = int.from_bytes(message[:_WIDTH], "big")
        if len(message) == _WIDTH:
            self._in_hand[connection] = job
        else:
            del self._in_hand[connection]
            self._results[job] = message[_WIDTH:]
            self._open -= {job}

    def _gone(self, connection: Connection) -> None:
        process = self._processes.pop(connection)
        process.join()
        connection.close()
        job = self._in_hand.pop(connection, None)
        if job is not None:
            code = process.exitcode or 0
            self._died[job] = f"by signal {-code}" if code < 0 else f"with exit code {code}"
            self._open -= {job}


def _serve(waiting: int, results: Connection, work: Callable[[int], bytes]) -> None:
    # Ctrl-C goes to all processes of a terminal: the first one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    while number := os.read(waiting, _WIDTH):
        results.send_bytes(number)
        results.send_bytes(number + work(int.from_bytes(number, "big")))
