"""What CPython audits: processes, files, addresses, code and libraries. A hook that was added cannot be taken away.

What a check does itself is audited as well, and asks for nothing that is refused: to exempt what runs meanwhile would
exempt the function's finalizers and signal handlers, which the interpreter runs whenever it likes.

Source: "Audit events table" of Python's documentation.
"""

import os
import sys

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC


def install(checks):
    """`checks`: event name -> function of its arguments, which raises to stop it."""

    def hook(name, arguments):
        check = checks.get(name)
        if check is not None:
            check(*arguments)

    sys.addaudithook(hook)


def writes(mode, flags):
    """Whether a file is opened for writing, as `open` is audited."""
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return bool(isinstance(flags, int) and flags & _WRITING)
