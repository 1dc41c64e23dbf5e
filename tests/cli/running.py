"""The command line in a process of its own, watched through the terminal that its standard error is."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from pathlib import Path


class Running:
    """`goatherd` with these arguments; `told` is what it has said on standard error so far."""

    started: ClassVar[list[Running]] = []

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.started.append(self)
        self._terminal, other = pty.openpty()
        self.told = ""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "goatherd", *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=other,
            env={
                **os.environ,
                "XDG_CACHE_HOME": str(folder.parent / "cache"),
                "XDG_DATA_HOME": str(folder.parent / "data"),
            },
            preexec_fn=_signals_as_usual,
        )
        os.close(other)

    @property
    def pid(self) -> int:
        return self._process.pid

    def until(self, text: str) -> None:
        """Wait until it has said this."""
        while text not in self.told:
            assert self.listen(), f"it ended, and never said {text!r}: {self.told}"

    def send(self, number: int) -> None:
        self._process.send_signal(number)

    def ended(self) -> bool:
        return self._process.poll() is not None

    def finish(self) -> tuple[int, str]:
        """(exit code, standard output)."""
        assert self._process.stdout is not None
        out = self._process.stdout.read().decode()
        self._process.stdout.close()
        while self.listen():
            continue
        return self._process.wait(), out

    @classmethod
    def end_all(cls) -> None:
        """Also those of a test that has failed."""
        for each in cls.started:
            each._process.kill()
            each._process.wait()
            os.close(each._terminal)
            if each._process.stdout:
                each._process.stdout.close()
        cls.started.clear()

    def listen(self) -> bool:
        """Hear what it says next; False when it has ended."""
        try:
            data = os.read(self._terminal, 4096)
        except OSError:  # nobody has the other side open any more
            return False
        self.told += data.decode(errors="replace")
        return bool(data)


def _signals_as_usual() -> None:
    """Somebody may have started the tests with signals ignored."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
