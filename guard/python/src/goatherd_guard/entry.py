"""What Lambda calls in place of the function's own handler, which GOATHERD_HANDLER names (`module.function`).

The layer's wrapper sets both. Where the guard cannot start, the function runs without it and says so, or, with
GOATHERD_GUARD_FAILURE=closed, does not run.
"""

import importlib
import os
import sys

from goatherd_guard.guard import find
from goatherd_guard.hooks.installing import install
from goatherd_guard.policy import PolicyError


def _start():
    try:
        guard = find()
    except PolicyError as error:
        if os.environ.get("GOATHERD_GUARD_FAILURE") == "closed":
            raise
        sys.stdout.write(f"goatherd-guard is off: {error}\n")
        return None
    install(guard)
    return guard


def _own():
    module, _, name = os.environ["GOATHERD_HANDLER"].rpartition(".")
    return getattr(importlib.import_module(module.replace("/", ".")), name)


_guard = _start()
handler = _guard.wrap(_own()) if _guard is not None else _own()
