"""Standard streams as a run needs them, whatever it was started with."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from io import TextIOWrapper


def occupy_closed() -> None:
    """Open what is closed of the three, so that no other file takes its number and is written to by mistake.

    `sys.stdout` stays None where there is none: that the results go nowhere has to be told.
    """
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(descriptor, True)
    os.close(descriptor)
    if sys.stdin is None:
        sys.stdin = open(0, closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def forgive_errors() -> None:
    """Have what cannot be written to standard error be lost: nobody reads it, and the results are elsewhere."""
    if type(sys.stderr) is TextIOWrapper:
        encoding = sys.stderr.encoding
        sys.stderr = _Forgiving(sys.stderr.detach(), encoding=encoding, errors="backslashreplace", line_buffering=True)


class _Forgiving(TextIOWrapper):
    def write(self, text: str) -> int:
        with suppress(OSError):
            super().write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            super().flush()
