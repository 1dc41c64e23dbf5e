"""Where pip and npm run: they see the system's programs, themselves and a folder to work in, and reach a registry.

With an isolation that is none they run in the same way, but see the whole machine.
"""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from attrs import frozen

from goatherd.sandbox.installing.proxy import Proxy
from goatherd.sandbox.installing.scratch import make_folder
from goatherd.sandbox.installing.system import authorities, place_of_authorities
from goatherd.sandbox.interpreters import python, python_parts, standard_library
from goatherd.sandbox.limits import MEGABYTE, Limits, excess
from goatherd.sandbox.seccomp import filter_program

if TYPE_CHECKING:
    from collections.abc import Collection
    from contextlib import AbstractContextManager

    from goatherd.sandbox.isolation import Confined, Isolation

SECONDS = 600
_SECONDS_TO_START = 30
_SECONDS_OF_SILENCE = 9
_SECONDS_BETWEEN_LOOKS = 2.0
MOST_BYTES = 3072 * MEGABYTE  # of all that an installation writes
MOST_FILES = 400_000
_SAID = 1 << 16  # bytes of what it prints, from the end
_DOOR = Path(__file__).parent / "door.py"
_LIMITS = Limits(memory=3072 * MEGABYTE, processes=512, files=4096, temporary=1024 * MEGABYTE)
_OF_THE_KERNEL = {
    "RLIMIT_DATA": 6144 * MEGABYTE,
    "RLIMIT_FSIZE": 1024 * MEGABYTE,
    "RLIMIT_NOFILE": 4096,
    "RLIMIT_NPROC": 4096,  # and threads; of an ordinary user everywhere on the machine
    "RLIMIT_CORE": 0,
}


Say = Callable[[str], None]  # is told what takes its time


def silently(text: str) -> None:
    """A Say that says nothing."""


class Ended(Exception):
    """Why a program was ended, or could not be started."""


@frozen
class Room:
    """`work` is the folder that may be written; `shown` are others that are read.

    Nothing of an earlier room is in it, no cache either: what packages leave there is no other's input.
    """

    isolation: Isolation
    work: Path
    shown: tuple[str, ...] = ()
    say: Say = silently

    @property
    def authorities(self) -> str:
        """The file with the certificates that are trusted, "" when there is none."""
        return authorities() or ""

    def run(
        self, command: Callable[[Confined], list[str]], what: str, *, hosts: Collection[str] = (), at: str = ""
    ) -> tuple[int, str]:
        """Exit code, and the end of what was said. Raises Ended.

        `command` tells what to run for how it is confined, `what` is for the user; `hosts` are those that it reaches,
        and `at` is the folder below `work` where it starts.
        """
        for name in ("home", "tmp", "none"):
            os.close(make_folder(self.work / name))  # what ran before may have put a link in its place
        confined = self._confined()
        told = {
            "command": command(confined),
            "folder": os.path.join(confined.at(str(self.work)), at),
            "variables": self._variables(confined),
            "limits": _OF_THE_KERNEL,
            "calls": base64.b64encode(filter_program()).decode() if confined.box else "",
        }
        ours, theirs = socket.socketpair()
        with ours, tempfile.TemporaryFile() as said:
            with theirs:
                words = [*python_alone(), confined.at(str(_DOOR)), str(theirs.fileno()), json.dumps(told)]
                process = self._start(confined, words, theirs.fileno(), said)
            try:
                with _served(ours, hosts):
                    self._wait(process, what)
            finally:
                if process.poll() is None:
                    self.isolation.kill(process)
                process.wait()
            return process.returncode, _end_of(said)

    def _confined(self) -> Confined:
        shown = {place: place for place in (*python_parts(), *self.shown) if not place.startswith("/usr/")}
        for folder in standard_library():
            if folder in shown:  # what others have installed there is nobody's business
                shown[str(self.work / "none")] = f"{folder}/site-packages"
        shown[str(_DOOR)] = "/goatherd/door.py"
        if file := self.authorities:
            shown[file] = place_of_authorities()
        return self.isolation.confine(shown, {str(self.work): "/goatherd/work"}, "/goatherd/work")

    def _variables(self, confined: Confined) -> dict[str, str]:
        work = confined.at(str(self.work))
        variables = {"HOME": f"{work}/home", "TMPDIR": f"{work}/tmp", "PATH": "/nowhere", "LC_ALL": "C.UTF-8"}
        if file := self.authorities:
            variables["NODE_EXTRA_CA_CERTS"] = confined.at(file)
        return {**variables, "PIP_CONFIG_FILE": os.devnull}

    def _start(self, confined: Confined, command: list[str], door: int, said: IO[bytes]) -> subprocess.Popen[bytes]:
        streams: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": said, "stderr": said, "pass_fds": (door,)}
        try:
            return self.isolation.start_confined(confined, command, _LIMITS, cwd=self.work, **streams)
        except FileNotFoundError:
            raise Ended(f"{command[0]} is not installed") from None

    def _wait(self, process: subprocess.Popen[bytes], what: str) -> None:
        """Raises Ended, when it has to end."""
        before = _size(self.work)
        started = told = looked = time.monotonic()
        while True:
            try:
                process.wait(0.1)
                return
            except subprocess.TimeoutExpired:
                now = time.monotonic()
            if now - started > SECONDS:
                raise Ended(f"it took more than {SECONDS} s")
            if now - told > _SECONDS_OF_SILENCE:
                self.say(f"still {what} ({now - started:.0f} s) …")
                told = now
            if now - looked > _SECONDS_BETWEEN_LOOKS:
                why = excess(process.pid, _LIMITS) or _too_much(before, _size(self.work))
                looked = time.monotonic()
                if why:
                    raise Ended(f"it was ended: {why}")


def python_alone() -> list[str]:
    """The interpreter alone: nothing of an environment, of a user or of the current folder."""
    return [python(), "-I", "-S", "-B"]


def _served(ours: socket.socket, hosts: Collection[str]) -> AbstractContextManager[object]:
    """Serves the socket that the door hands out; none where it has ended before, and said why."""
    ours.settimeout(_SECONDS_TO_START)
    try:
        _, descriptors, _, _ = socket.recv_fds(ours, 1, 1)
    except OSError:
        descriptors = []
    return Proxy(socket.socket(fileno=descriptors[0]), hosts) if descriptors else nullcontext()


def _size(folder: Path) -> tuple[int, int]:
    """Bytes and files below it."""
    size = count = 0
    pending = [str(folder)]
    while pending:
        try:
            with os.scandir(pending.pop()) as inside:
                for entry in inside:
                    count += 1
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(entry.path)
                    else:
                        size += entry.stat(follow_symlinks=False).st_blocks * 512
        except OSError:
            continue  # it changes while we look
    return size, count


def _too_much(before: tuple[int, int], after: tuple[int, int]) -> str:
    if after[0] - before[0] > MOST_BYTES:
        return f"more than {MOST_BYTES // MEGABYTE} MB of files"
    return f"more than {MOST_FILES} files" if after[1] - before[1] > MOST_FILES else ""


def _end_of(said: IO[bytes]) -> str:
    said.seek(0, os.SEEK_END)
    said.seek(max(0, said.tell() - _SAID))
    return said.read().decode("utf-8", "replace")
