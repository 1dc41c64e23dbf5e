"""What CPython audits: processes, files, addresses, code and libraries. A hook that was added cannot be taken away.

Source: "Audit events table" of Python's documentation.
"""

import os
import sys
from _thread import _local  # of threading, which takes longer to load

_busy = _local()
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC


def install(checks):
    """`checks`: event name -> function of its arguments, which raises to stop it."""

    def hook(name, arguments):
        check = checks.get(name)
        if check is not None and not is_busy():
            with busy():  # what a check does itself is not checked
                check(*arguments)

    sys.addaudithook(hook)


def is_busy():
    return getattr(_busy, "on", False)


class busy:
    def __enter__(self):
        _busy.on = True

    def __exit__(self, *_):
        _busy.on = False


def writes(mode, flags):
    """Whether a file is opened for writing, as `open` is audited."""
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return bool(isinstance(flags, int) and flags & _WRITING)
