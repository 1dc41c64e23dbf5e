"""One running function: its process, its runtime API and everything it says."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from typing import TYPE_CHECKING, Any

from goatherd.sandbox.invocation import MAX_LOG, error_document, parsed
from goatherd.sandbox.limits import excess
from goatherd.sandbox.runtime_api import RuntimeApi

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
        self._log, self._notes = bytearray(), bytearray()
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
                subprocess.run(["rm", "-rf", entry.path], check=False, stderr=subprocess.DEVNULL)
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
            done.response = parsed(done.raw)
        self._loop.drain()

    def _wait(self, condition: Callable[[], bool], seconds: float, done: Invocation) -> bool:
        """Serve until the condition holds; else say how the function ended, and end it."""
        in_time = self._loop.until(lambda: condition() or self._ended, self._loop.time() + seconds)
        if condition():
            return True
        if in_time:
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
        self._api = RuntimeApi(self._loop)
        output, output_end = os.pipe()
        notes, notes_end = os.pipe()
        self._process = self._isolation.start(self._launch, self._api.address, output_end, notes_end)
        os.close(output_end)
        os.close(notes_end)
        self._pipes = [output, notes]
        self._watch(output, self._log, MAX_LOG)
        self._watch(notes, self._notes, MAX_NOTES)
        self._loop.patrol(self._look)

    def _look(self) -> None:
        if self._process and not self._excess:
            self._excess = excess(self._process.pid, self._launch.limits)
            if self._excess:
                self._isolation.kill(self._process)

    def _watch(self, pipe: int, into: bytearray, most: int) -> None:
        def read() -> None:
            data = os.read(pipe, 1 << 16)
            if not data:
                self._loop.forget(pipe)
            elif len(into) < most:
                into.extend(data[: most - len(into)])

        self._loop.watch(pipe, read)

    def _collect(self, done: Invocation) -> None:
        done.log += self._said(self._log).decode("utf-8", "replace")
        done.notes += _notes(self._said(self._notes))
        self._log.clear()
        self._notes.clear()

    def _said(self, data: bytes | bytearray) -> bytes:
        return self._isolation.outward(self._launch, bytes(data))


def _notes(data: bytes) -> Sequence[dict[str, Any]]:
    found = []
    for line in data.split(b"\n"):
        try:
            note = json.loads(line)
        except ValueError:
            continue
        if isinstance(note, dict):
            found.append(note)
    return found
