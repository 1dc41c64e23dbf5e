"""One running function: its process, its runtime API and everything it says."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from typing import TYPE_CHECKING

from goatherd.core.programs import find_program
from goatherd.sandbox.invocation import MAX_LOG, error_document, parsed
from goatherd.sandbox.notes import KEY_BYTES, Sealed, notes_in
from goatherd.sandbox.peers import is_held_below
from goatherd.sandbox.runtime_api import RuntimeApi

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from goatherd.sandbox.invocation import Invocation
    from goatherd.sandbox.isolation import Isolation
    from goatherd.sandbox.launch import Launch
    from goatherd.sandbox.loop import Loop

INIT_SECONDS = 10.0  # what Lambda allows
MAX_NOTES = 1 << 22  # bytes an invocation


class Host:
    """Started on the first invocation; a function that ended or ran out of time is started anew on the next."""

    def __init__(self, launch: Launch, loop: Loop, isolation: Isolation) -> None:
        self._launch, self._loop, self._isolation = launch, loop, isolation
        self._process: subprocess.Popen[bytes] | None = None
        self._api: RuntimeApi | None = None
        self._log, self._notes = bytearray(), Sealed(b"", 0)
        self._pipes: list[int] = []
        self._excess = ""
        self.busy = False

    def invoke(self, done: Invocation) -> None:
        """Run the function once with `done.event`; waits as long as the function may take, and fills in the rest."""
        data = self._isolation.inward(self._launch, json.dumps(done.event).encode())
        self.busy = True
        try:
            if self._ready(done):
                started = time.monotonic()
                self._run(data, done)
                done.seconds = time.monotonic() - started
        finally:
            self._collect(done)
            self.busy = False

    @property
    def temporary(self) -> str:
        """The folder that the function has as /tmp."""
        return self._launch.temporary

    def clean(self) -> None:
        """Empty /tmp."""
        for entry in list(os.scandir(self._launch.temporary)):
            try:
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path, ignore_errors=True)
                else:
                    os.unlink(entry.path)
            except RecursionError:  # folders in folders, thousands of them
                subprocess.run(
                    [find_program("rm") or "/bin/rm", "-rf", entry.path], check=False, stderr=subprocess.DEVNULL
                )
            except OSError:
                continue  # what the function left running took it away

    def stop(self) -> None:
        """End the process with all that it started."""
        if self._process:
            self._isolation.kill(self._process)
            self._process.wait()
            self._loop.end_patrol(self._look)
        for pipe in self._pipes:
            self._loop.forget(pipe)
            os.close(pipe)
        if self._api:
            self._api.close()
        self._process = self._api = None
        self._pipes = []
        self._excess = ""

    def _ready(self, done: Invocation) -> bool:
        """Start the process if need be; whether it asks for an event."""
        if self._process is not None and not self._goes_on():
            self.stop()
        done.cold = self._process is None
        if done.cold:
            self._start()
        api = self._api
        assert api is not None
        if not self._wait(lambda: api.idle or api.answer is not None, INIT_SECONDS, done):
            said = {"errorType": "Runtime.ExitError", "errorMessage": f"{done.why} while it started"}
            done.ended, done.error = "init-error", said
            return False
        if api.answer is not None and api.answer.during_init:
            done.ended, done.error = "init-error", error_document(self._said(api.answer.body))
            self._loop.drain()
            self._collect(done)
            self.stop()
            return False
        return True

    def _goes_on(self) -> bool:
        """Whether the process asks for the next event: after an error that nobody handled it ends."""
        api = self._api
        assert api is not None
        self._loop.until(lambda: api.idle or self._ended, self._loop.time() + self._launch.timeout)
        return api.idle and not self._ended

    def _run(self, data: bytes, done: Invocation) -> None:
        api = self._api
        assert api is not None
        seconds = self._launch.timeout
        api.send(data, self._launch.arn, int((time.time() + seconds) * 1000))
        if not self._wait(lambda: api.answer is not None, seconds, done):
            return
        answer = api.answer
        assert answer is not None
        done.raw = self._said(answer.body)
        if answer.failed:
            done.ended, done.error = "error", error_document(done.raw)
        else:
            done.response, done.unread = parsed(done.raw)
        self._loop.drain()

    def _wait(self, condition: Callable[[], bool], seconds: float, done: Invocation) -> bool:
        """Serve until the condition holds; else say how the function ended, and end it."""
        in_time = self._loop.until(lambda: condition() or self._ended, self._loop.time() + seconds)
        if condition():
            return True
        if in_time:
            self._look()  # for what the kernel did by itself
            done.ended, done.why = "exit", self._excess or self._exit_reason()
        else:
            done.ended, done.why = "timeout", f"no answer within {seconds:g} s"
        self._loop.drain()
        self._collect(done)
        self.stop()
        return False

    @property
    def _ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def _exit_reason(self) -> str:
        code = self._process.returncode if self._process else 0
        if code is not None and code > 128 and code - 128 in {s.value for s in signal.Signals}:
            return f"the process was ended by {signal.Signals(code - 128).name}"
        return f"the process ended with exit code {code}"

    def _start(self) -> None:
        self._api = RuntimeApi(self._loop, self._is_own)
        output, output_end = os.pipe()
        notes, notes_end = os.pipe()
        key = os.urandom(KEY_BYTES)
        told = _readable(self._launch.told(notes_end, key))
        self._process = self._isolation.start(self._launch, self._api.address, output_end, notes_end, told)
        for end in (output_end, notes_end, told):
            os.close(end)
        self._pipes = [output, notes]
        self._notes = Sealed(key, MAX_NOTES)
        self._watch(output, lambda data: self._log.extend(data[: MAX_LOG - len(self._log)]))
        self._watch(notes, self._notes.add)
        self._loop.patrol(self._look)

    def _is_own(self, connection: socket.socket) -> bool:
        return self._process is not None and is_held_below(self._process.pid, connection)

    def _look(self) -> None:
        if self._process and not self._excess:
            self._excess = self._isolation.excess(self._process, self._launch)
            if self._excess:
                self._isolation.kill(self._process)

    def _watch(self, pipe: int, take: Callable[[bytes], None]) -> None:
        def read() -> None:
            try:
                data = os.read(pipe, 1 << 16)
            except BlockingIOError:  # a function can open its end for reading and be faster
                return
            if data:
                take(data)
            else:
                self._loop.forget(pipe)

        os.set_blocking(pipe, False)
        self._loop.watch(pipe, read)

    def _collect(self, done: Invocation) -> None:
        done.log += self._said(self._log).decode("utf-8", "replace")
        self._log.clear()
        for line in self._notes.take():
            done.notes += notes_in(self._said(line))
        done.forged += self._notes.forged
        self._notes.forged = 0

    def _said(self, data: bytes | bytearray) -> bytes:
        return self._isolation.outward(self._launch, bytes(data))


def _readable(data: bytes) -> int:
    """The end of a pipe that holds `data` and no more; what has been read is nowhere."""
    reading, writing = os.pipe()
    os.write(writing, data)
    os.close(writing)
    return reading
