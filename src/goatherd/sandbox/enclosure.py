"""The way into the pod and back: a task runs inside, and what it yields comes out as data."""

from __future__ import annotations

import json
import os
import selectors
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from goatherd.core.errors import UsageError
from goatherd.sandbox import namespaces

Message = dict[str, Any]
_HELP = {
    "bwrap": "install bubblewrap (Debian, Ubuntu, Fedora: the package `bubblewrap`)",
    "namespaces": "allow user namespaces (sysctl kernel.unprivileged_userns_clone=1 or user.max_user_namespaces, an"
    " AppArmor profile, or a container started with them), or pass --unsafe-no-sandbox",
}


Task = Callable[[Path], Iterator[Message]]


def enclosed(*tasks: Task) -> Iterator[Message]:
    """Run every task at the same time, each in new namespaces and with an empty folder of its own.

    Yields what they yield, passed on as JSON, as it comes. Raises UsageError where the machine does not permit
    namespaces, RuntimeError when a task breaks. Closing the generator, or the end of this process in whatever way,
    ends everything inside.
    """
    require()
    running = [_Enclosure(task) for task in tasks]
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

    def __init__(self, task: Task) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="goatherd-", dir=_shared_temporary()))
        self.reading, writing = os.pipe()
        self._received = bytearray()
        self._pid = namespaces.spawn(lambda: self._inside(task, writing))
        os.close(writing)

    def _inside(self, task: Task, writing: int) -> None:
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
            namespaces.end(self._pid)
            self._pid = 0
        os.close(self.reading)
        shutil.rmtree(self._folder, ignore_errors=True)


def require() -> None:
    """Raise UsageError when functions cannot be enclosed on this machine, or an extra is missing."""
    _require_extra()
    if shutil.which("bwrap") is None:
        raise UsageError("the sandbox needs bubblewrap, and there is no `bwrap` on the PATH", help=_HELP["bwrap"])
    why = refused()
    if why:
        message = f"the sandbox needs namespaces of its own, and they are refused: {why}"
        raise UsageError(message, help=_HELP["namespaces"])


def refused() -> str:
    """Why namespaces cannot be had here, "" when they can."""
    reading, writing = os.pipe()

    def inside() -> None:
        os.write(writing, b"ok")

    kept = os.dup(2)
    os.dup2(writing, 2)  # the reason is written to standard error
    try:
        pid = namespaces.spawn(inside)
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(writing)
    os.waitpid(pid, 0)
    with os.fdopen(reading, errors="replace") as said:
        text = said.read().strip()
    return "" if text == "ok" else text.rpartition("\n")[2] or "no reason given"


def _require_extra() -> None:
    from importlib.util import find_spec

    missing = [name for name in ("moto", "awslambdaric", "boto3", "cryptography") if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"running functions needs {', '.join(missing)}", help="install the extra: pip install 'goatherd[attack]'"
        )


def _shared_temporary() -> str | None:
    """A folder that the functions' user can reach."""
    return "/tmp" if os.path.isdir("/tmp") else None
