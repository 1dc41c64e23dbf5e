"""The way into the pod and back: a task runs inside, and what it yields comes out as data."""

from __future__ import annotations

import gc
import json
import os
import resource
import selectors
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goatherd.core.foreign_json import Unreadable, read_json
from goatherd.sandbox.bubblewrap import Bubblewrap
from goatherd.sandbox.cgroups import remove_groups
from goatherd.sandbox.extra import require_extra
from goatherd.sandbox.limits import data_of_this_process
from goatherd.sandbox.unprotected import Unprotected

if TYPE_CHECKING:
    from goatherd.sandbox.isolation import Isolation

_MEMORY = 4 << 30  # bytes, on top of what goatherd holds when a sandbox is made
Message = dict[str, Any]
MAX_MESSAGE, MAX_DEPTH, MAX_VALUES = 64 << 20, 200, 5_000_000  # characters of a message, and what it may hold
Task = Callable[[Path], Iterator[Message]]


ENCLOSED, UNSAFE = Bubblewrap(), Unprotected()


class SandboxEnded(RuntimeError):
    """A task broke. What it had said until then, and all that others say, has come before."""


def enclosed(*tasks: Task, isolation: Isolation = ENCLOSED) -> Generator[Message]:
    """Run every task at the same time, each apart from the machine and with an empty folder of its own.

    Yields what they yield, passed on as JSON, as it comes. Raises UsageError where the machine does not lend what
    the isolation needs, and SandboxEnded, when all have ended, if one of them broke. Closing the generator, or the
    end of this process in whatever way, ends everything inside.
    """
    require(isolation)
    running = [_Enclosure(task, isolation) for task in tasks]
    broken = ""
    try:
        with selectors.DefaultSelector() as selector:
            for each in running:
                selector.register(each.reading, selectors.EVENT_READ, each)
            while selector.get_map():
                for key, _ in selector.select():
                    messages, more = key.data.receive()
                    yield from messages
                    if not more:
                        selector.unregister(key.fileobj)
                        broken = key.data.finish() or broken
    finally:
        for each in running:
            each.close()
    if broken:
        raise SandboxEnded(broken)


class _Enclosure:
    """One task that runs inside."""

    def __init__(self, task: Task, isolation: Isolation) -> None:
        self._isolation = isolation
        self._folder = Path(tempfile.mkdtemp(prefix="goatherd-", dir=_shared_temporary()))
        self.reading, writing = os.pipe()
        self._received, self._why = bytearray(), ""
        self._pid = isolation.spawn(lambda: self._inside(task, writing))
        os.close(writing)

    def _inside(self, task: Task, writing: int) -> None:
        _limit_memory()
        gc.freeze()  # a collection inside would touch, and so copy, everything that was there before
        os.close(self.reading)
        with os.fdopen(writing, "w", encoding="utf-8") as out:
            for message in task(self._folder):
                out.write(json.dumps(message, default=str) + "\n")
                out.flush()

    def receive(self) -> tuple[list[Message], bool]:
        """What has arrived, and whether more may come."""
        data = os.read(self.reading, 1 << 16)
        self._received += data
        if len(self._received) > MAX_MESSAGE:
            self._why = f"a message of the sandbox is larger than {MAX_MESSAGE:,} bytes"
        if b"\n" not in data or self._why:
            return [], bool(data) and not self._why
        *lines, rest = self._received.split(b"\n")
        self._received = bytearray(rest)
        messages = []
        for line in lines:
            try:
                messages.append(read_json(line, depth=MAX_DEPTH, size=MAX_MESSAGE, values=MAX_VALUES))
            except Unreadable as error:
                self._why = f"a message of the sandbox {error}"
                return messages, False
        return messages, True

    def finish(self) -> str:
        """Wait for the task's end; why it broke, "" when it did not."""
        pid, self._pid = self._pid, 0
        if self._why:
            self._isolation.end(pid)
            return self._why
        _, status = os.waitpid(pid, 0)
        if status:
            code = os.waitstatus_to_exitcode(status)
            return f"the sandbox ended early (exit code {code}); what it said is above"
        return "the sandbox ended in the middle of a message" if self._received else ""

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


def _limit_memory() -> None:
    """Of goatherd's own process inside: what a tree makes it compute ends there, not with the machine's memory."""
    most = resource.getrlimit(resource.RLIMIT_DATA)[1]
    wanted = data_of_this_process() + _MEMORY
    wanted = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted, most))
