"""The way into the pod and back: a task runs inside, and what it yields comes out as data."""

from __future__ import annotations

import gc
import json
import os
import selectors
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goatherd.sandbox.bubblewrap import Bubblewrap
from goatherd.sandbox.cgroups import remove_groups
from goatherd.sandbox.extra import require_extra
from goatherd.sandbox.unprotected import Unprotected

if TYPE_CHECKING:
    from goatherd.sandbox.isolation import Isolation

Message = dict[str, Any]
Task = Callable[[Path], Iterator[Message]]


ENCLOSED, UNSAFE = Bubblewrap(), Unprotected()


def enclosed(*tasks: Task, isolation: Isolation = ENCLOSED) -> Generator[Message]:
    """Run every task at the same time, each apart from the machine and with an empty folder of its own.

    Yields what they yield, passed on as JSON, as it comes. Raises UsageError where the machine does not lend what
    the isolation needs, RuntimeError when a task breaks. Closing the generator, or the end of this process in
    whatever way, ends everything inside.
    """
    require(isolation)
    running = [_Enclosure(task, isolation) for task in tasks]
    try:
        with selectors.DefaultSelector() as selector:
            for each in running:
                selector.register(each.reading, selectors.EVENT_READ, each)
            while selector.get_map():
                for key, _ in selector.select():
                    messages = key.data.receive()
                    if messages is None:
                        selector.unregister(key.fileobj)
                        key.data.finish()
                    else:
                        yield from messages
    finally:
        for each in running:
            each.close()


class _Enclosure:
    """One task that runs inside."""

    def __init__(self, task: Task, isolation: Isolation) -> None:
        self._isolation = isolation
        self._folder = Path(tempfile.mkdtemp(prefix="goatherd-", dir=_shared_temporary()))
        self.reading, writing = os.pipe()
        self._received = bytearray()
        self._pid = isolation.spawn(lambda: self._inside(task, writing))
        os.close(writing)

    def _inside(self, task: Task, writing: int) -> None:
        gc.freeze()  # a collection inside would touch, and so copy, everything that was there before
        os.close(self.reading)
        with os.fdopen(writing, "w", encoding="utf-8") as out:
            for message in task(self._folder):
                out.write(json.dumps(message) + "\n")
                out.flush()

    def receive(self) -> list[Message] | None:
        """What has arrived; None at the end."""
        data = os.read(self.reading, 1 << 16)
        if not data:
            return None
        self._received += data
        *lines, rest = self._received.split(b"\n")
        self._received = bytearray(rest)
        return [json.loads(line) for line in lines]

    def finish(self) -> None:
        """Wait for the task's end; raises RuntimeError when it broke."""
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        if status:
            code = os.waitstatus_to_exitcode(status)
            raise RuntimeError(f"the sandbox ended early (exit code {code}); what it said is above")

    def close(self) -> None:
        if self._pid:
            self._isolation.end(self._pid)
            self._pid = 0
        os.close(self.reading)
        shutil.rmtree(self._folder, ignore_errors=True)
        remove_groups(self._folder.name)


def require(isolation: Isolation = ENCLOSED) -> None:
    """Raise UsageError when functions cannot be run that way on this machine, or an extra is missing."""
    require_extra()
    isolation.require()


def _shared_temporary() -> str | None:
    """A folder that the functions' user can reach."""
    return "/tmp" if os.path.isdir("/tmp") else None
