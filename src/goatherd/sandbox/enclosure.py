"""The way into the pod and back: a task runs inside, and what it yields comes out as data."""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goatherd.core.errors import UsageError
from goatherd.sandbox import namespaces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Message = dict[str, Any]
_HELP = {
    "bwrap": "install bubblewrap (Debian, Ubuntu, Fedora: the package `bubblewrap`)",
    "namespaces": "allow user namespaces (sysctl kernel.unprivileged_userns_clone=1 or user.max_user_namespaces, an"
    " AppArmor profile, or a container started with them), or pass --unsafe-no-sandbox",
}


def enclosed(task: Callable[[Path], Iterator[Message]]) -> Iterator[Message]:
    """Run `task` in new namespaces, with an empty folder of its own; yields what it yields, passed on as JSON.

    Raises UsageError where the machine does not permit namespaces. Closing the generator, or the end of this
    process in whatever way, ends everything inside.
    """
    require()
    folder = Path(tempfile.mkdtemp(prefix="goatherd-", dir=_shared_temporary()))
    reading, writing = os.pipe()

    def inside() -> None:
        os.close(reading)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal tells everybody; the one outside decides
        with os.fdopen(writing, "w", encoding="utf-8") as out:
            for message in task(folder):
                out.write(json.dumps(message) + "\n")
                out.flush()

    pid = namespaces.spawn(inside)
    os.close(writing)
    try:
        with os.fdopen(reading, encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)
    finally:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(pid, 0)
        shutil.rmtree(folder, ignore_errors=True)


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
